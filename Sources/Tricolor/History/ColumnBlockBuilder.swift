@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The columns of the persons of one chunk.
struct ChunkColumns: Sendable {
  fileprivate var glances = ByteWriter()
  fileprivate var rests = ByteWriter()
  fileprivate var personCount: UInt32 = 0

  /// Adds the next person's.
  mutating func append(_ summary: HistorySummary) {
    personCount += 1
    let flags = summary.hasRetractions ? ColumnBlock.retractionsFlag : 0
    let marks = UInt32(summary.kinds) | UInt32(summary.lastRareClass.rawValue) << 16 | UInt32(flags) << 24
    // Types have codes from 1 on; the last of those that persons' events have is 10.
    let (details, ages) = (summary.details >> 4 & ColumnBlock.termsMask, summary.ages >> 4 & ColumnBlock.termsMask)
    glances.write([
      summary.lastRare, marks, summary.otherLeave, summary.last.until, summary.last.place.rawValue, summary.second.until,
      summary.second.place.rawValue, summary.third.until, summary.third.place.rawValue, UInt32(truncatingIfNeeded: details),
      UInt32(truncatingIfNeeded: details >> 32 | ages << 8),
    ])
    glances.write(UInt16(truncatingIfNeeded: ages >> 24))
    rests.write(min(summary.firstSequence, RunChunkBuilder.maximumSequence) | UInt64(summary.repeatedKinds) << 48)
    rests.write(summary.lastNegativeClass.rawValue)
    rests.write([summary.lastNegative, summary.last.from, summary.second.from, summary.third.from])
  }
}

/// Puts the columns of chunks into blocks, chunk by chunk in order.
struct ColumnBlockBuilder {
  private(set) var firstPerson: PersonID?
  private var firstChunk: UInt32 = 0
  private var chunks = ByteWriter()
  private var chunkCount: UInt32 = 0
  private var personCount: UInt32 = 0
  private var glances = ByteWriter()
  private var rests = ByteWriter()

  var isEmpty: Bool { firstPerson == nil }
  /// Whether the next chunk's columns do not fit any more, so that the block is to be finished first.
  func isFull(for next: ChunkColumns) -> Bool {
    let bytes = ColumnBlock.headerByteCount + chunks.count + glances.count + rests.count
    return !isEmpty && bytes + ColumnBlock.chunkByteCount + next.glances.count + next.rests.count > ColumnBlock.maximumByteCount
  }

  /// Adds the next chunk's columns.
  ///
  /// - Parameters:
  ///   - first: the chunk's first person.
  ///   - number: the chunk's number in the run.
  ///   - lastSequence: the greatest in the chunk.
  mutating func append(_ columns: ChunkColumns, first: PersonID, number: UInt32, lastSequence: UInt64) {
    if firstPerson == nil { (firstPerson, firstChunk) = (first, number) }
    chunkCount += 1
    chunks.write(lastSequence)
    chunks.write(columns.personCount)
    personCount += columns.personCount
    glances.write(columns.glances.bytes)
    rests.write(columns.rests.bytes)
  }

  /// The bytes of the block of so many; the builder is then empty again.
  mutating func finish(number: UInt32) -> [UInt8] {
    let byteCount = ColumnBlock.headerByteCount + chunks.count + glances.count + rests.count
    var block = ByteWriter(reservingBytes: byteCount)
    block.write(ColumnBlock.magic)
    block.write(personCount)
    block.write(UInt32(byteCount))
    block.write(number)
    block.write(firstChunk)
    block.write(chunkCount)
    block.write(0 as UInt64)
    block.write(chunks.bytes)
    block.write(glances.bytes)
    block.write(rests.bytes)
    // Safe: bytes are their own raw representation.
    block.overwrite(unsafe ColumnBlock.checksum(of: block.bytes.span.bytes), at: ColumnBlock.checksumOffset)
    firstPerson = nil
    (chunkCount, personCount) = (0, 0)
    chunks.removeAll()
    glances.removeAll()
    rests.removeAll()
    return block.bytes
  }
}
