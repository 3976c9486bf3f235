internal import EventLog
internal import Histories
internal import LMDB
internal import RiskModel

/// What is sealed of persons.
extension Verifier {
  /// Checks the sealed histories against the log.
  ///
  /// In memory that does not grow with the log. Only where something is found, the log is read again for the persons concerned.
  mutating func verifyHistories(_ manifest: Manifest, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    for partition in PersonPartition.all {
      var sealed = try HistoryMerge(manifest[partition].map(\.id), derived, tail: [], from: PersonID(high: 0, low: 0), transaction)
      var history = PersonHistory()
      while let person = try sealed.next(into: &history, transaction) {
        guard PersonPartition(of: person) == partition else {
          return try fault("sealed histories: that of \(person) is in a run of other persons")
        }
        sums.subtract(history, of: person)
      }
    }
    guard let group = sums.differingGroup else { return }
    let person = try firstPerson(atFaultIn: group, manifest, derived, transaction)
    try fault("sealed histories: that of \(person.map(\.description) ?? "some person") is not what the log says")
  }

  /// The first person of a group whose sealed history is not what the log says.
  private mutating func firstPerson(
    atFaultIn group: Int, _ manifest: Manifest, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction
  ) throws -> PersonID? {
    var entries = TailEntries()
    try log.forEachRecord(from: 1, transaction) { record, block in
      guard record.sequence <= manifest.sealedThrough else { return false }
      let found = try entry(log.event(record, block), record, transaction)
      if let found, HistorySums.group(of: found.person) == group { entries.append(found) }
      return true
    }
    var expected = try HistoryMerge([], nil, tail: entries.orderedByPerson(), from: PersonID(high: 0, low: 0), transaction)
    var wanted = PersonHistory()
    var found = PersonHistory()
    for partition in PersonPartition.all {
      var sealed = try HistoryMerge(manifest[partition].map(\.id), derived, tail: [], from: PersonID(high: 0, low: 0), transaction)
      while let person = try sealed.next(into: &found, transaction) {
        guard HistorySums.group(of: person) == group else { continue }
        guard let wantedPerson = try expected.next(into: &wanted, transaction) else { return person }
        found.retractions.sort { $0.sequence < $1.sequence }
        wanted.retractions.sort { $0.sequence < $1.sequence }
        guard person == wantedPerson, found == wanted else { return min(person, wantedPerson) }
      }
    }
    return try expected.next(into: &wanted, transaction)
  }

  /// Checks that a run's columns, if it has any, say what its histories do.
  mutating func verifyColumns(_ run: Manifest.Run, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    var builder = ColumnBlockBuilder()
    var history = PersonHistory()
    var number: UInt32 = 0
    var different: UInt32?
    /// Of how many chunks each block is, by its first.
    var blockLengths: [UInt32: UInt32] = [:]
    func compare() throws {
      guard let first = builder.firstPerson else { return }
      let key = derived.key(of: run.id, chunk: Int(builder.firstChunk), first: first)
      let expected = builder.finish(number: number)
      let found = try transaction.value(of: key, in: derived.columns)?.array
      if found != expected { different = different ?? number }
      number += 1
    }
    var nextBlock: UInt32 = 0
    func ended(_ chunk: UInt32) throws -> Bool {
      guard builder.firstPerson == nil || chunk == nextBlock else { return false }
      let wasEmpty = builder.firstPerson == nil
      nextBlock = chunk + blockLengths[chunk, default: 1]
      return !wasEmpty
    }
    let hasColumns = try derived.hasColumns(of: run.id, transaction)
    if hasColumns != run.hasColumns {
      return try fault("sealed histories: run \(run.id) has \(hasColumns ? "" : "no ")columns, and is listed otherwise")
    }
    guard hasColumns else { return }
    try derived.forEachBlock(of: run.id, readsBodies: false, transaction) { block in
      blockLengths[UInt32(block.firstChunk)] = UInt32(block.chunkCount)
      return true
    }
    let days = try RecordingDays(log, transaction)
    try derived.forEachChunk(of: run.id, readsBodies: false, transaction) { chunk in
      var columns = ChunkColumns(days)
      for position in 0..<chunk.count {
        history.removeAll()
        try chunk.gather(position, into: &history)
        history.sort()
        columns.append(history)
      }
      // A block holds the chunks that it was made of: fewer persons than would fit, where some were erased.
      if try ended(UInt32(chunk.number)) { try compare() }
      builder.append(columns, first: chunk.person(0), number: UInt32(chunk.number), lastSequence: chunk.lastSequence)
      return different == nil
    }
    try compare()
    if let different { try fault("sealed histories: columns \(different) of run \(run.id) are not what the histories say") }
  }
}
