package import LMDB
package import RiskModel

/// What a pass over a stretch of the persons found, in ascending order of person.
package struct PersonPart<Result: Sendable>: Sendable {
  package var persons: [PersonID] = []
  package var results: [Result] = []

  package init() {}
}

/// The persons of a partition with where their histories lie.
package struct PersonStretch {
  package let partition: PersonPartition
  /// The run to be read in place; nil where nothing is sealed.
  package let base: Manifest.Run?
  /// The other runs.
  let others: [UInt32]
  let tables: DerivedTables?
  /// What is not sealed, in order of person.
  let tail: [Tail.Entry]

  package init(partition: PersonPartition, base: Manifest.Run?, others: [UInt32], tables: DerivedTables?, tail: [Tail.Entry]) {
    self.partition = partition
    self.base = base
    self.others = others
    self.tables = tables
    self.tail = tail
  }
}

extension PersonStretch {
  func includes(_ person: PersonID) -> Bool { PersonPartition(of: person) == partition }

  /// Gives each person of the stretch, in ascending order, with the whole history.
  package func forEachPerson(_ transaction: borrowing ReadTransaction, _ body: (PersonID, PersonHistory) throws -> Void) throws {
    var merge = try HistoryMerge([base?.id].compactMap { $0 } + others, tables, tail: tail, from: partition.first, transaction)
    var history = PersonHistory()
    while let person = try merge.next(into: &history, transaction), includes(person) { try body(person, history) }
  }
}
