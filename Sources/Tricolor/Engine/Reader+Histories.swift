internal import EventLog
internal import LMDB
internal import RiskFold
internal import RiskModel

extension Reader {
  /// Loads the known events of many persons into a fold, one person after another, in one transaction.
  ///
  /// - Parameters:
  ///   - persons: quickest in ascending order. A pseudonym of a person that stands under another one has no events here.
  ///   - body: is given each person's position with the fold.
  // Not of a view: what the loop's closures need of one would be retained for each person, by all cores at once.
  func forEachHistory(
    of persons: [PersonID], known knowledge: Knowledge, into fold: inout PersonFold, _ transaction: borrowing ReadTransaction,
    _ body: (_ index: Int, borrowing PersonFold) -> Void
  ) throws {
    let manifest = try manifest(transaction)
    let identities = fold.circumstances.identities
    guard let derived else {
      for (index, pseudonym) in persons.enumerated() {
        try fold.load { $0 = try known(under: pseudonym, by: knowledge, identities, manifest, transaction) }
        body(index, fold)
      }
      return
    }
    let bases = PersonPartition.all.map { manifest.base(of: $0) }
    var elsewhere = PersonHistory()
    try transaction.withCursor(over: derived.runs) { cursor in
      for (index, person) in persons.enumerated() {
        if identities.position(of: person) != nil {
          try fold.load { $0 = try known(under: person, by: knowledge, identities, manifest, transaction) }
          body(index, fold)
          continue
        }
        elsewhere.removeAll()
        let base = bases[PersonPartition(of: person).number]
        if try !gather(person, into: &elsewhere, manifest, besides: base, transaction) {
          // Histories were sealed since the transaction began.
          try fold.load { $0 = try history(of: person).known(by: knowledge) }
        } else if let base, elsewhere.isEmpty {
          try fold.load { events in
            try derived.find(person, in: base.id, &cursor, transaction) { chunk, position in
              try chunk.gatherKnown(position, by: knowledge, negativesFrom: .earliest, into: &events)
            }
          }
        } else {
          if let base {
            try derived.find(person, in: base.id, &cursor, transaction) { chunk, position in try chunk.gather(position, into: &elsewhere) }
          }
          elsewhere.sort()
          fold.load { $0 = elsewhere.known(by: knowledge) }
        }
        body(index, fold)
      }
    }
  }

  /// The known events of the person that stands under a pseudonym; none where the person stands under another one.
  private func known(
    under pseudonym: PersonID, by knowledge: Knowledge, _ identities: Identities, _ manifest: Manifest,
    _ transaction: borrowing ReadTransaction
  ) throws -> [HistoryEvent] {
    let person = identities.person(of: pseudonym)
    if person.least != pseudonym { return [] }
    var isWhole = true
    let events = try person.joined { pseudonym, events in
      var history = PersonHistory()
      if try !gather(pseudonym, into: &history, manifest, besides: nil, transaction) { isWhole = false }
      history.sort()
      events = history.known(by: knowledge)
    }
    // Histories were sealed since the transaction began: another one sees them.
    return isWhole ? events : try known(of: person, by: knowledge)
  }
}
