@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// Builds chunks, person by person in ascending order. ``RunWriter`` numbers them.
struct RunChunkBuilder {
  /// The greatest sequence that six bytes hold.
  static let maximumSequence: UInt64 = 1 << 48 - 1

  /// Whether summaries are written: for the run that mass questions will read in place.
  private let hasSummaries: Bool
  private var firstPerson: PersonID?
  private var lastSequence: UInt64 = 0
  private var persons = ByteWriter()
  /// First records and summaries.
  private var entries = ByteWriter()
  private var sections = Array(repeating: SectionBuilder(), count: RunChunk.Section.allCases.count)
  private var count = 0

  private struct SectionBuilder {
    var recordCount: UInt32 = 0
    var records = ByteWriter()
  }

  init(hasSummaries: Bool) {
    self.hasSummaries = hasSummaries
  }

  /// Whether the next person's history may not fit any more, so that the chunk is to be finished first.
  func isFull(for history: PersonHistory) -> Bool {
    let bytes = sections.reduce(RunChunk.headerByteCount + persons.count + entries.count) { $0 + $1.records.count }
    // No record is longer than a stay's.
    let next =
      16 + RunChunk.entryByteCount(hasSummaries: hasSummaries) + RunChunk.countsByteCount
      + history.events.count * RunChunk.Section.stays.stride
      + history.retractions.count * RunChunk.Section.retractions.stride
    return !isEmpty && bytes + next > RunChunk.maximumByteCount
  }
  var isEmpty: Bool { count == 0 }

  /// Adds the next person's history, in order.
  mutating func append(_ person: PersonID, _ history: PersonHistory) {
    if firstPerson == nil { firstPerson = person }
    persons.write(person)
    count += 1
    for section in sections { entries.write(UInt16(section.recordCount)) }
    let targets = Set(history.retractions.map(\.target))
    func isRetracted(_ event: HistoryEvent) -> Bool { targets.contains(event.sequence) }
    let hasRetractions = !history.retractions.isEmpty
    if hasSummaries { write(HistorySummary(history.events, hasRetractions: hasRetractions, isRetracted: isRetracted)) }
    for event in history.events { append(event, isRetracted: hasRetractions && isRetracted(event)) }
    for retraction in history.retractions {
      lastSequence = max(lastSequence, retraction.sequence)
      sections[RunChunk.Section.retractions.rawValue].recordCount += 1
      sections[RunChunk.Section.retractions.rawValue].records.write(retraction.target)
      sections[RunChunk.Section.retractions.rawValue].records.write(retraction.sequence)
    }
  }

  private mutating func write(_ summary: HistorySummary) {
    entries.write([
      summary.last.seconds, summary.last.place.rawValue, summary.second.seconds, summary.second.place.rawValue, summary.third.seconds,
      summary.third.place.rawValue, summary.otherLeave, summary.lastRare,
    ])
    // Types have codes from 1 on; the last of those that persons' events have is 10.
    entries.write(summary.details >> 4 & RunChunk.termsMask | UInt64(summary.kinds) << 40 | UInt64(summary.lastRareClass.rawValue) << 56)
    let ages = summary.ages >> 4 & RunChunk.termsMask
    let flags = (summary.hasRetractions ? RunChunk.retractionsFlag : 0) | (summary.isEmpty ? RunChunk.emptyFlag : 0)
    entries.write(UInt32(truncatingIfNeeded: ages))
    entries.write(UInt16(truncatingIfNeeded: ages >> 32) | flags)
  }

  private mutating func append(_ event: HistoryEvent, isRetracted: Bool) {
    precondition(event.sequence <= Self.maximumSequence, "a sequence fits six bytes")
    lastSequence = max(lastSequence, event.sequence)
    let section = RunChunk.Section(of: event)
    sections[section.rawValue].recordCount += 1
    // Six bytes of sequence, then class and flags, are one integer of eight.
    let flags = isRetracted ? UInt64(RunChunk.retractedFlag) : 0
    let tag = event.sequence | UInt64(event.eventClass.rawValue) << 48 | flags << 56
    let (low, high) = (UInt32(truncatingIfNeeded: tag), UInt32(truncatingIfNeeded: tag >> 32))
    if section == .negatives {
      sections[section.rawValue].records.write([event.at.secondsSinceEpoch, low, high])
    } else {
      sections[section.rawValue].records.write(
        [event.at.secondsSinceEpoch, low, high, event.until.secondsSinceEpoch, event.place.rawValue])
    }
  }

  /// The chunk's bytes, without its number and checksum; the builder is then empty again.
  mutating func finish() -> UnnumberedChunk {
    guard let first = firstPerson else { preconditionFailure("a chunk holds a person") }
    for section in sections { entries.write(section.recordCount) }
    let byteCount = RunChunk.headerByteCount + sections.reduce(persons.count + entries.count) { $0 + $1.records.count }
    var chunk = ByteWriter(reservingBytes: byteCount)
    chunk.write(RunChunk.magic)
    chunk.write(UInt32(count))
    chunk.write(UInt32(byteCount))
    chunk.write(0 as UInt32)
    chunk.write(lastSequence | (hasSummaries ? RunChunk.summariesFlag : 0))
    chunk.write(0 as UInt64)
    chunk.write(persons.bytes)
    chunk.write(entries.bytes)
    for section in sections { chunk.write(section.records.bytes) }
    firstPerson = nil
    lastSequence = 0
    count = 0
    persons.removeAll()
    entries.removeAll()
    for index in sections.indices {
      sections[index].recordCount = 0
      sections[index].records.removeAll()
    }
    return UnnumberedChunk(firstPerson: first, bytes: chunk.bytes)
  }
}

extension RunChunk.Section {
  /// The section of an event.
  init(of event: HistoryEvent) {
    if event.eventClass == .stay {
      self = .stays
    } else if event.eventClass.testResult == .negative {
      // A test has neither end nor place.
      self = .negatives
    } else {
      self = .rare
    }
  }
}
