internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel

extension Reader {
  /// Loads the known events of many persons into a fold, one person after another, in one transaction unless histories are sealed meanwhile.
  ///
  /// - Parameters:
  ///   - persons: quickest in ascending order. A pseudonym of a person that stands under another one has no events here.
  ///   - negativesFrom: leaves out negative tests before this instant.
  ///   - body: is given each person's position with the fold.
  /// - Precondition: as ``readUntilCurrent(about:_:)``.
  // Not of a view: what the loop's closures need of one would be retained for each person, by all cores at once.
  func forEachHistory(
    of persons: [PersonID], known knowledge: Knowledge, negativesFrom: Instant = .earliest, into fold: inout PersonFold,
    _ body: (_ index: Int, borrowing PersonFold) -> Void
  ) throws {
    let identities = fold.circumstances.identities
    var next = 0
    try readUntilCurrent(about: persons.lazy.flatMap { identities.person(of: $0).pseudonyms }) { transaction in
      try forEachHistory(from: &next, of: persons, known: knowledge, negativesFrom: negativesFrom, into: &fold, transaction, body)
    }
  }

  /// - Parameter next: the position of the first person, and then of the one after the last that `body` was given.
  /// - Throws: ``TransactionIsOlder``; errors of the store.
  private func forEachHistory(
    from next: inout Int, of persons: [PersonID], known knowledge: Knowledge, negativesFrom: Instant, into fold: inout PersonFold,
    _ transaction: borrowing ReadTransaction, _ body: (_ index: Int, borrowing PersonFold) -> Void
  ) throws {
    let manifest = try manifest(transaction)
    let identities = fold.circumstances.identities
    guard let derived else {
      while next < persons.count {
        let person = identities.person(of: persons[next])
        try fold.load { events in
          guard person.least == persons[next] else { return }
          events = try person.joined { $1 = try history(of: $0, manifest, transaction).known(by: knowledge) }
        }
        body(next, fold)
        next += 1
      }
      return
    }
    let bases = PersonPartition.all.map { manifest.base(of: $0) }
    var elsewhere = PersonHistory()
    try transaction.withCursor(over: derived.runs) { cursor in
      while next < persons.count {
        let pseudonym = persons[next]
        try fold.load { events in
          guard let position = identities.position(of: pseudonym) else {
            try gatherKnown(
              pseudonym, by: knowledge, negativesFrom, into: &events, &elsewhere, manifest, bases[PersonPartition(of: pseudonym).number],
              derived, &cursor, transaction)
            return
          }
          let person = identities.joined[position]
          if person.least != pseudonym { return }
          events = try person.joined { one, own in
            try gatherKnown(
              one, by: knowledge, negativesFrom, into: &own, &elsewhere, manifest, bases[PersonPartition(of: one).number], derived, &cursor,
              transaction)
          }
        }
        body(next, fold)
        next += 1
      }
    }
  }

  /// Adds the known events of a pseudonym, in order.
  ///
  /// - Parameters:
  ///   - elsewhere: used again and again for what is not in the base run alone.
  ///   - base: the longest run of the pseudonym's partition.
  ///   - cursor: over the runs.
  /// - Throws: ``TransactionIsOlder``; errors of the store.
  private func gatherKnown(
    _ pseudonym: PersonID, by knowledge: Knowledge, _ negativesFrom: Instant, into events: inout [HistoryEvent],
    _ elsewhere: inout PersonHistory, _ manifest: Manifest, _ base: Manifest.Run?, _ derived: DerivedTables,
    _ cursor: inout Cursor<[UInt8]>, _ transaction: borrowing ReadTransaction
  ) throws {
    elsewhere.removeAll()
    try gather(pseudonym, into: &elsewhere, manifest, besides: base, transaction)
    guard let base, elsewhere.isEmpty else {
      if let base {
        try derived.find(pseudonym, in: base.id, &cursor, transaction) { chunk, position in try chunk.gather(position, into: &elsewhere) }
      }
      elsewhere.sort()
      events = elsewhere.known(by: knowledge)
      return
    }
    try derived.find(pseudonym, in: base.id, &cursor, transaction) { chunk, position in
      try chunk.gatherKnown(position, by: knowledge, negativesFrom: negativesFrom, into: &events)
    }
  }
}
