internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
package import RiskModel
internal import Synchronization

/// A question about one person, asked by a process that asks nothing else.
extension Reader {
  /// Runs `body` with a reader over one snapshot of a store that knows everything that bears on one person: of the events that are not sealed, those
  /// about the person and those about everyone. The others are passed over, so that beside a running import a process need not take in a million.
  ///
  /// The reader answers for this person alone, and follows nothing that is appended later: `body` must not ask it about another person, on another
  /// thread, or after it returns.
  ///
  /// - Complexity: O(the person's events, those about everyone after the last sealed position), and a look at the head of each record after it.
  /// - Throws: as ``open(at:checksStructure:surroundings:)``; what `body` throws.
  package static func read<Result>(
    _ path: String, about person: PersonID, surroundings: Surroundings = Surroundings(), _ body: (Reader) throws -> Result
  ) throws -> Result {
    let environment = try environment(at: path, .readOnly, checksStructure: false, surroundings)
    let reader = try Reader(path, .readOnly, EventLog(in: environment, isForAppending: false), surroundings, isForOnePerson: true)
    guard try !reader.isAccountable else { throw AccessError.accountable(path: path) }
    return try environment.read { transaction in
      try reader.takeIn(about: person, transaction)
      return try body(reader)
    }
  }

  private func takeIn(about person: PersonID, _ transaction: borrowing ReadTransaction) throws {
    // What was read at opening may have been sealed, dropped or erased since.
    let sealed = if let derived { try Self.loadState(log, derived, transaction) } else { EngineState(Manifest()) }
    var pseudonyms: Set<PersonID> = []
    var taken = sealed
    // Links that are found on the way add pseudonyms, and their events were passed over.
    while case let linked = Set(taken.pseudonyms(linkedTo: person)), linked != pseudonyms {
      (pseudonyms, taken) = (linked, sealed)
      try takeInLog(&taken, sealedPlaces: sealed.manifest.sealedThrough > 0 ? derived : nil, about: pseudonyms, transaction)
    }
    let known = taken
    state.withLock { $0 = known }
  }
}

extension EngineState {
  /// The pseudonyms that links join to one, itself included, whether the links were retracted or not.
  fileprivate func pseudonyms(linkedTo pseudonym: PersonID) -> [PersonID] {
    Identities(links.map { ($0.linked.person, $0.linked.same) }).person(of: pseudonym).pseudonyms
  }
}
