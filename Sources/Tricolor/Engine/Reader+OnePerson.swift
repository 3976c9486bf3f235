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
  /// thread, or after it returns, nor for events by their identifiers or for hashes. It runs a second time where a sealed place or history that it asked
  /// for turns out to be damaged: then the reader goes by the log.
  ///
  /// - Complexity: O(the person's events, those about everyone after the last sealed position), and a look at the persons of each block after it.
  /// - Throws: as ``open(at:checksStructure:surroundings:)``; what `body` throws.
  package static func read<Result>(
    _ path: String, about person: PersonID, surroundings: Surroundings = Surroundings(), _ body: (Reader) throws -> Result
  ) throws -> Result {
    let environment = try environment(
      at: path, .readOnly, checksStructure: false, unreadTables: LogFormat.tablesForAppending, surroundings)
    let log = try EventLog(in: environment, isForAppending: false)
    guard try Accountability.ledger(of: environment) == nil else { throw AccessError.accountable(path: path) }
    let tables = try DerivedTables.open(in: environment, sealedBy: log.seal)
    return try environment.read { _ in
      func ask(_ tables: DerivedTables?) throws -> Result {
        let reader = try Reader(path, log, tables, surroundings)
        try reader.takeIn(about: person)
        return try body(reader)
      }
      do {
        return try ask(tables)
      } catch let error where tables != nil && Snapshot.Refusal(error) != nil {
        return try ask(nil)
      }
    }
  }

  private func takeIn(about person: PersonID) throws {
    let sealed = state.withLock { $0 }
    var pseudonyms: Set<PersonID> = []
    var taken = sealed
    // Links that are found on the way add pseudonyms, and their events were passed over.
    while case let linked = Set(taken.pseudonyms(linkedTo: person)), linked != pseudonyms {
      (pseudonyms, taken) = (linked, sealed)
      try log.environment.read { transaction in
        try takeInLog(&taken, sealedPlaces: sealed.manifest.sealedThrough > 0 ? derived : nil, about: pseudonyms, transaction)
      }
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
