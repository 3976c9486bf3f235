@_spi(Internals) internal import EventLog
internal import LMDB
internal import RiskModel

/// What is sealed of persons.
extension Verifier {
  /// Checks the sealed histories against the log.
  mutating func verifyHistories(_ manifest: Manifest, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    let entries = entries.orderedByPerson()
    var expected = try HistoryMerge([], nil, tail: entries, from: PersonID(high: 0, low: 0), transaction)
    for partition in PersonPartition.all {
      if try !verifyHistories(of: partition, manifest, derived, &expected, transaction) { return }
    }
  }

  /// Checks those of a partition. False where they are not what is expected.
  private mutating func verifyHistories(
    of partition: PersonPartition, _ manifest: Manifest, _ derived: DerivedTables, _ expected: inout HistoryMerge,
    _ transaction: borrowing ReadTransaction
  ) throws -> Bool {
    var sealed = try HistoryMerge(manifest[partition].map(\.id), derived, tail: [], from: PersonID(high: 0, low: 0), transaction)
    var found = PersonHistory()
    var wanted = PersonHistory()
    while true {
      let foundPerson = try sealed.next(into: &found, transaction)
      let isExpected = expected.person.map { PersonPartition(of: $0) == partition } ?? false
      let wantedPerson = isExpected ? try expected.next(into: &wanted, transaction) : nil
      guard foundPerson != nil || wantedPerson != nil else { return true }
      found.retractions.sort { $0.sequence < $1.sequence }
      wanted.retractions.sort { $0.sequence < $1.sequence }
      guard foundPerson == wantedPerson, found == wanted else {
        let person = [foundPerson, wantedPerson].compactMap { $0 }.min()
        try fault("sealed histories: that of \(person.map(\.description) ?? "nobody") is not what the log says")
        return false
      }
    }
  }

  /// Checks that a run's columns, if it has any, say what its histories do.
  mutating func verifyColumns(_ run: Manifest.Run, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    var builder = ColumnBlockBuilder()
    var history = PersonHistory()
    var number: UInt32 = 0
    var different: UInt32?
    func compare() throws {
      guard let first = builder.firstPerson else { return }
      let expected = builder.finish(number: number)
      let found = try transaction.value(of: DerivedTables.runKey(run.id, first), in: derived.columns)?.array
      if found != expected { different = different ?? number }
      number += 1
    }
    let hasColumns = try derived.hasColumns(of: run.id, transaction)
    if hasColumns != run.hasColumns {
      return try fault("sealed histories: run \(run.id) has \(hasColumns ? "" : "no ")columns, and is listed otherwise")
    }
    guard hasColumns else { return }
    let days = try RecordingDays(log, transaction)
    try derived.forEachChunk(of: run.id, readsBodies: false, transaction) { chunk in
      var columns = ChunkColumns(days)
      for position in 0..<chunk.count {
        history.removeAll()
        try chunk.gather(position, into: &history)
        history.sort()
        columns.append(history)
      }
      if builder.isFull(for: columns) { try compare() }
      builder.append(columns, first: chunk.person(0), number: UInt32(chunk.number), lastSequence: chunk.lastSequence)
      return different == nil
    }
    try compare()
    if let different { try fault("sealed histories: columns \(different) of run \(run.id) are not what the histories say") }
  }
}
