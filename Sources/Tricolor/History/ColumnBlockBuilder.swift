@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The columns of the persons of one chunk.
struct ChunkColumns: Sendable {
  fileprivate var stays = ByteWriter()
  fileprivate var rests = ByteWriter()
  /// By the code of a type, as words of 8 bytes.
  fileprivate var lasts = Array(repeating: [UInt64](), count: ColumnBlock.kindCount)
  fileprivate var personCount: UInt32 = 0

  /// The bytes that a block of it has besides the header.
  fileprivate var byteCount: Int { 4 + stays.count + rests.count + lasts.reduce(0) { $0 + $1.count } * ColumnBlock.lastByteCount }

  /// Adds the next person's.
  ///
  /// - Parameter history: in order.
  mutating func append(_ history: PersonHistory) {
    let targets = Set(history.retractions.map(\.target))
    func isRetracted(_ event: HistoryEvent) -> Bool { !targets.isEmpty && targets.contains(event.sequence) }
    append(
      HistorySummary(history.events, hasRetractions: !targets.isEmpty, isRetracted: isRetracted),
      LastEvents(history.events, isRetracted: isRetracted))
  }

  private mutating func append(_ summary: HistorySummary, _ events: LastEvents) {
    stays.write([
      summary.otherLeave, summary.last.until, summary.last.place.rawValue, summary.second.until, summary.second.place.rawValue,
      summary.third.until, summary.third.place.rawValue,
    ])
    let flags = summary.hasRetractions ? ColumnBlock.retractionsFlag : 0
    rests.write(
      min(summary.firstSequence, RunChunkBuilder.maximumSequence) | UInt64(summary.lastNegativeClass.rawValue) << 48 | UInt64(flags) << 56)
    rests.write([summary.lastNegative, summary.last.from, summary.second.from, summary.third.from])
    var kinds = events.kinds
    while kinds != 0 {
      let kind = kinds.trailingZeroBitCount
      let last = events.last(ofKind: kind)
      let flags = last.isRepeated ? ColumnBlock.repeatedFlag : 0
      lasts[kind].append(UInt64(last.at) | UInt64(personCount) << 32 | UInt64(last.eventClass.rawValue) << 48 | UInt64(flags) << 56)
      kinds &= kinds - 1
    }
    personCount += 1
  }
}

/// Puts the columns of chunks into blocks, chunk by chunk in order.
struct ColumnBlockBuilder {
  private(set) var firstPerson: PersonID?
  private var firstChunk: UInt32 = 0
  private var lastSequence: UInt64 = 0
  private var chunks: [ChunkColumns] = []
  private var byteCount = ColumnBlock.headerByteCount

  var isEmpty: Bool { chunks.isEmpty }

  /// Whether the next chunk's columns do not fit any more, so that the block is to be finished first.
  func isFull(for next: ChunkColumns) -> Bool { !isEmpty && byteCount + next.byteCount > ColumnBlock.maximumByteCount }

  /// Adds the next chunk's columns.
  ///
  /// - Parameters:
  ///   - first: the chunk's first person.
  ///   - number: the chunk's number in the run.
  ///   - lastSequence: the greatest in the chunk.
  mutating func append(_ columns: ChunkColumns, first: PersonID, number: UInt32, lastSequence: UInt64) {
    if isEmpty { (firstPerson, firstChunk) = (first, number) }
    self.lastSequence = max(self.lastSequence, lastSequence)
    byteCount += columns.byteCount
    chunks.append(columns)
  }

  /// The bytes of the block of so many; the builder is then empty again.
  mutating func finish(number: UInt32) -> [UInt8] {
    let personCount = chunks.reduce(0) { $0 + $1.personCount }
    precondition(personCount <= UInt32(UInt16.max), "a position fits two bytes: a person has 36 bytes of a chunk and more")
    var block = ByteWriter(reservingBytes: byteCount)
    block.write(ColumnBlock.magic)
    block.write(personCount)
    block.write(UInt32(byteCount))
    block.write(number)
    block.write(firstChunk)
    block.write(UInt32(chunks.count))
    block.write(0 as UInt64)
    block.write(lastSequence)
    for kind in 0..<ColumnBlock.kindCount { block.write(chunks.reduce(0 as UInt32) { $0 + UInt32($1.lasts[kind].count) }) }
    for chunk in chunks { block.write(chunk.personCount) }
    for chunk in chunks { block.write(chunk.stays.bytes) }
    for chunk in chunks { block.write(chunk.rests.bytes) }
    for kind in 0..<ColumnBlock.kindCount {
      var before: UInt64 = 0
      for chunk in chunks {
        // The positions become those in the block.
        for last in chunk.lasts[kind] { block.write(last + before << 32) }
        before += UInt64(chunk.personCount)
      }
    }
    // Safe: bytes are their own raw representation.
    block.overwrite(unsafe ColumnBlock.checksum(of: block.bytes.span.bytes), at: ColumnBlock.checksumOffset)
    self = ColumnBlockBuilder()
    return block.bytes
  }
}
