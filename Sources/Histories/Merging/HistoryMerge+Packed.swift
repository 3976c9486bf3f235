package import LMDB
internal import RiskModel

/// Persons with records that are copied as they lie. Nearly all: the runs of a partition follow one another in time, so of most persons the records of one
/// run come before those of the next, section by section.
extension HistoryMerge {
  /// Finds out whether the next person's records can be copied: no retraction names one, and in each section they are in order run by run.
  ///
  /// - Returns: their number of bytes; nil where they must be read.
  package mutating func packedByteCount() throws -> Int? {
    guard let person, tailPosition == tail.count || tail[tailPosition].person != person else { return nil }
    var byteCount = 0
    for holder in 0..<holderCount {
      try runs[holders[holder]].findRecords()
      let records = runs[holders[holder]].records
      guard records[RunChunk.Section.retractions.rawValue].isEmpty else { return nil }
      byteCount += records[0].count + records[1].count + records[2].count
    }
    return holderCount == 1 || isInOrder() ? byteCount : nil
  }

  /// Whether in each section the records that were found are in order run by run.
  private mutating func isInOrder() -> Bool {
    // By section, the last record's instant in the runs before.
    var last: InlineArray<3, UInt32> = [0, 0, 0]
    for holder in 0..<holderCount {
      for section in 0..<3 where !runs[holders[holder]].records[section].isEmpty {
        guard let instants = runs[holders[holder]].instants(section) else { return false }
        // A later run's sequences are greater, so that two events of one instant are in order.
        guard instants.lowerBound >= last[section] else { return false }
        last[section] = instants.upperBound
      }
    }
    return true
  }

  /// Copies the records of the next person, which were found to be packed, and goes on to the one after.
  ///
  /// - Parameter history: used for a builder of columns.
  package mutating func takePacked(
    into builder: inout RunChunkBuilder, _ history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    guard let person else { return }
    builder.begin(person)
    history.removeAll()
    for holder in 0..<holderCount {
      let index = holders[holder]
      if builder.hasColumns { try runs[index].gather(into: &history) }
      runs[index].copyRecords(into: &builder)
      try advance(index, transaction)
    }
    if builder.hasColumns {
      history.sort()
      builder.addColumns(history)
    }
    findNext()
  }
}
