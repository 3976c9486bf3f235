@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// Persons whose records are copied as they lie. Nearly all: the runs of a partition follow one another in time, so of most persons the records of one
/// run come before those of the next, section by section.
extension HistoryMerge {
  /// Finds out whether the next person's records can be copied: no retraction names one, and in each section they are in order run by run.
  ///
  /// - Returns: their number of bytes; nil where they must be read.
  mutating func packedByteCount() throws -> Int? {
    packed.removeAll(keepingCapacity: true)
    guard let person, tailPosition == tail.count || tail[tailPosition].person != person else { return nil }
    var byteCount = 0
    // By section, the last record's instant in the runs before.
    var last: InlineArray<3, UInt32> = [0, 0, 0]
    for index in runs.indices where runs[index].current == person {
      guard let records = try runs[index].packed(), records.retractions.isEmpty else { return nil }
      for section in 0..<3 where !records.sections[section].isEmpty {
        // A later run's sequences are greater, so that two events of one instant are in order.
        guard records.firsts[section] >= last[section] else { return nil }
        last[section] = records.lasts[section]
        byteCount += records.sections[section].count
      }
      packed.append((index, records))
    }
    return byteCount
  }

  /// Copies the records of the next person, who was found to be packed, and goes on to the one after.
  ///
  /// - Parameter history: used for a builder of columns.
  mutating func takePacked(
    into builder: inout RunChunkBuilder, _ history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    guard let person, let tables else { return }
    builder.begin(person)
    history.removeAll()
    for position in packed.indices {
      let (index, records) = packed[position]
      if builder.hasColumns { try runs[index].gather(into: &history) }
      runs[index].copy(records, into: &builder)
      try runs[index].advance(tables, transaction)
    }
    if builder.hasColumns {
      history.sort()
      builder.addColumns(history)
    }
    findNext()
  }
}

/// Where the records of a person lie in a chunk.
struct PackedRecords {
  /// By section, without retractions.
  var sections: InlineArray<3, Range<Int>>
  /// When the first record of each was.
  var firsts: InlineArray<3, UInt32> = [0, 0, 0]
  /// When the last record of each was.
  var lasts: InlineArray<3, UInt32> = [0, 0, 0]
  var retractions: Range<Int>

  /// - Throws: ``DamagedBytes`` for records that are not in their section.
  init(_ position: Int, of chunk: borrowing RunChunk) throws(DamagedBytes) {
    retractions = try chunk.records(.retractions, of: position)
    sections = [
      try chunk.records(.rare, of: position), try chunk.records(.stays, of: position), try chunk.records(.negatives, of: position),
    ]
    for section in 0..<3 where !sections[section].isEmpty {
      let last = sections[section].upperBound - Self.strides[section]
      firsts[section] = chunk.at(sections[section].lowerBound).secondsSinceEpoch
      lasts[section] = chunk.at(last).secondsSinceEpoch
    }
  }

  /// The bytes of a record of each section.
  static var strides: InlineArray<3, Int> {
    [RunChunk.Section.rare.stride, RunChunk.Section.stays.stride, RunChunk.Section.negatives.stride]
  }
}
