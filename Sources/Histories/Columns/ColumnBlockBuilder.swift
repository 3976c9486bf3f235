internal import EventLog
internal import RiskFold
package import RiskModel

/// The columns of the persons of one chunk.
package struct ChunkColumns: Sendable {
  fileprivate var stays = ByteWriter()
  fileprivate var firsts = ByteWriter()
  fileprivate var rests = ByteWriter()
  fileprivate var negatives = ByteWriter()
  /// Of each person how many other stays.
  fileprivate var otherCounts: [UInt32] = []
  fileprivate var others = ByteWriter()
  /// In order of person, each with the position in the chunk.
  fileprivate var lasts: [(position: Int, last: LastEvent)] = []
  fileprivate var personCount = 0
  /// When the events were recorded.
  private let days: RecordingDays

  package init(_ days: RecordingDays) {
    self.days = days
  }

  /// Those of no person yet.
  package var emptied: ChunkColumns { ChunkColumns(days) }

  /// The bytes that a block of it has besides the header.
  fileprivate var byteCount: Int {
    4 + stays.count + firsts.count + rests.count + negatives.count + otherCounts.count * 4 + others.count + lasts.count
      * ColumnBlock.lastByteCount
  }

  /// Adds the next person's.
  ///
  /// - Parameter history: in order.
  package mutating func append(_ history: PersonHistory) {
    let targets = Set(history.retractions.map(\.target))
    func isRetracted(_ event: HistoryEvent) -> Bool { !targets.isEmpty && targets.contains(event.sequence) }
    var others: [HistorySummary.Stay] = []
    var summary = HistorySummary(history.events, hasRetractions: !targets.isEmpty, others: &others, isRetracted: isRetracted)
    summary.lagDays = 0
    for event in history.events where event.eventClass == .stay { summary.lagDays = days.lag(of: event, atLeast: summary.lagDays) }
    append(summary)
    for last in history.events.lasts(ColumnBlock.lastCount, isRetracted: isRetracted, lagDays: { days.lag(of: $0) }) {
      lasts.append((personCount, last))
    }
    if let last = history.retractions.map(\.sequence).max() {
      lasts.append((personCount, LastEvent(at: days.end(of: last), eventClass: ColumnBlock.retraction, hidesEarlier: false, lagDays: 0)))
    }
    append(negativesOf: history.events, isRetracted: isRetracted)
    otherCounts.append(UInt32(others.count))
    for stay in others { self.others.write([stay.until, stay.place.rawValue, stay.from]) }
    personCount += 1
  }

  /// Adds the negative tests before the last one, which is in the summary.
  private mutating func append(negativesOf events: [HistoryEvent], isRetracted: (HistoryEvent) -> Bool) {
    // Without a list of them: this is done for each person of each merge.
    var instants = InlineArray<9, UInt32>(repeating: 0)
    var classes = InlineArray<9, UInt8>(repeating: 0)
    precondition(instants.count == ColumnBlock.earlierNegativeCount, "room for as many as a block has")
    var count = -1
    var lag: UInt8 = 0
    for event in events where event.eventClass.isNegativeTest { lag = days.lag(of: event, atLeast: lag) }
    for event in events.reversed() where event.eventClass.isNegativeTest && !isRetracted(event) {
      if count >= 0 { (instants[count], classes[count]) = (event.at.secondsSinceEpoch, event.eventClass.rawValue) }
      count += 1
      if count == instants.count { break }
    }
    negatives.write(atMost: ColumnBlock.negativesByteCount) { output in
      for index in instants.indices { output.write(instants[index]) }
      for index in classes.indices { output.write(classes[index]) }
      output.write(lag)
    }
  }

  private mutating func append(_ summary: HistorySummary) {
    stays.write([
      summary.otherLeave, summary.last.until, summary.last.place.rawValue, summary.second.until, summary.second.place.rawValue,
      summary.third.until, summary.third.place.rawValue,
    ])
    let flags = (summary.hasRetractions ? ColumnBlock.retractionsFlag : 0) | summary.lagDays << 1
    firsts.write(
      min(summary.firstSequence, RunChunkBuilder.maximumSequence) | UInt64(summary.lastNegativeClass.rawValue) << 48 | UInt64(flags) << 56)
    rests.write([summary.lastNegative, summary.last.from, summary.second.from, summary.third.from])
  }
}

/// Puts the columns of chunks into blocks, chunk by chunk in order.
package struct ColumnBlockBuilder {
  package private(set) var firstPerson: PersonID?
  package private(set) var firstChunk: UInt32 = 0
  private var lastSequence: UInt64 = 0
  private var chunks: [ChunkColumns] = []
  private var byteCount = ColumnBlock.headerByteCount + 4

  package init() {}

  package var isEmpty: Bool { chunks.isEmpty }

  /// Whether the next chunk's columns do not fit any more, so that the block is to be finished first. Any class may be in it.
  package func isFull(for next: ChunkColumns) -> Bool {
    !isEmpty && byteCount + next.byteCount + 4 * Int(UInt8.max) > ColumnBlock.maximumByteCount
  }

  /// Adds the next chunk's columns.
  ///
  /// - Parameters:
  ///   - first: the chunk's first person.
  ///   - number: the chunk's number in the run.
  ///   - lastSequence: the greatest in the chunk.
  package mutating func append(_ columns: ChunkColumns, first: PersonID, number: UInt32, lastSequence: UInt64) {
    if isEmpty { (firstPerson, firstChunk) = (first, number) }
    self.lastSequence = max(self.lastSequence, lastSequence)
    byteCount += columns.byteCount
    chunks.append(columns)
  }

  /// The bytes of the block of so many; the builder is then empty again.
  package mutating func finish(number: UInt32) -> [UInt8] {
    let personCount = chunks.reduce(0) { $0 + $1.personCount }
    precondition(
      personCount * ColumnBlock.lastCount <= Int(UInt16.max),
      "positions, and how many events of a class there are, fit two bytes: a person has 36 bytes of a chunk and more")
    let bytes = ColumnBlock.bytes(
      number: number, firstChunk: firstChunk, lastSequence: lastSequence, personCounts: chunks.map { UInt32($0.personCount) },
      columns: chunks.map(\.stays.bytes) + chunks.map(\.firsts.bytes) + chunks.map(\.rests.bytes) + chunks.map(\.negatives.bytes),
      otherCounts: chunks.flatMap(\.otherCounts), others: chunks.map(\.others.bytes), lasts: lastsByClass())
    self = ColumnBlockBuilder()
    return bytes
  }

  /// The last events of each class, in ascending order; of each the latest first, those of one instant in order of person.
  private func lastsByClass() -> [(eventClass: EventClass, words: [UInt64])] {
    var lasts = Array(repeating: [UInt64](), count: Int(UInt8.max) + 1)
    var before = 0
    for chunk in chunks {
      for (position, last) in chunk.lasts { lasts[Int(last.eventClass.rawValue)].append(ColumnBlock.word(of: last, before + position)) }
      before += chunk.personCount
    }
    return lasts.indices.lazy.filter { !lasts[$0].isEmpty }.map { code in
      (EventClass(rawValue: UInt8(code)), lasts[code].sorted { $0 >> 32 != $1 >> 32 ? $0 > $1 : $0 < $1 })
    }
  }
}

extension ColumnBlock {
  /// The bytes of a block.
  ///
  /// - Parameters:
  ///   - personCounts: by chunk.
  ///   - columns: in order the stays, the first sequences, the rests and the negative tests before the last, each in pieces.
  ///   - otherCounts: by person.
  ///   - others: the other stays, in pieces.
  ///   - lasts: by class in ascending order, as the format has them.
  static func bytes(
    number: UInt32, firstChunk: UInt32, lastSequence: UInt64, personCounts: [UInt32], columns: [[UInt8]], otherCounts: [UInt32],
    others: [[UInt8]], lasts: [(eventClass: EventClass, words: [UInt64])]
  ) -> [UInt8] {
    var block = ByteWriter(reservingBytes: maximumByteCount)
    block.write(magic)
    block.write(personCounts.reduce(0, +))
    block.write(0 as UInt32)
    block.write(number)
    block.write(firstChunk)
    block.write(UInt32(personCounts.count))
    block.write(0 as UInt64)
    block.write(lastSequence)
    block.write(UInt32(lasts.count))
    for count in personCounts { block.write(count) }
    for (eventClass, words) in lasts { block.write(UInt32(eventClass.rawValue) | UInt32(UInt16(words.count)) << 16) }
    for piece in columns { block.write(piece) }
    var first: UInt32 = 0
    block.write(first)
    for count in otherCounts {
      first += count
      block.write(first)
    }
    for piece in others { block.write(piece) }
    for (_, words) in lasts { for word in words { block.write(word) } }
    block.overwrite(UInt32(block.count), at: byteCountOffset)
    // Safe: bytes are their own raw representation.
    block.overwrite(unsafe checksum(of: block.bytes.span.bytes), at: checksumOffset)
    return block.bytes
  }
}
