@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// Writes chunks, person by person in ascending order.
struct RunChunkBuilder {
  /// The greatest sequence that six bytes hold.
  static let maximumSequence: UInt64 = 1 << 48 - 1

  /// The number of the next chunk in its run.
  private var number: UInt32 = 0
  private(set) var firstPerson: PersonID?
  private var lastSequence: UInt64 = 0
  private var persons = ByteWriter()
  private var summaries = ByteWriter()
  private var sections = Array(repeating: SectionBuilder(), count: RunChunk.Section.allCases.count)
  private var count = 0

  private struct SectionBuilder {
    /// The number of its first record of each person.
    var firsts = ByteWriter()
    var recordCount: UInt32 = 0
    var records = ByteWriter()
  }

  var isFull: Bool {
    sections.reduce(persons.count + summaries.count) { $0 + $1.firsts.count + $1.records.count } >= RunChunk.targetByteCount
  }
  var isEmpty: Bool { count == 0 }

  /// Adds the next person's history, in order.
  mutating func append(_ person: PersonID, _ history: PersonHistory) {
    if firstPerson == nil { firstPerson = person }
    persons.write(person)
    count += 1
    for index in sections.indices { sections[index].firsts.write(sections[index].recordCount) }
    var summary = RunChunk.Summary(hasRetractions: !history.retractions.isEmpty)
    var isOpen = false
    for event in history.events {
      switch RunChunk.Section(of: event) {
      case .stays:
        if isOpen { summary.lastLeave = max(summary.lastLeave, event.at.secondsSinceEpoch) }
        isOpen = event.until == .never
        if !isOpen { summary.lastLeave = max(summary.lastLeave, event.until.secondsSinceEpoch) }
      case .rare: summary.kinds |= 1 << UInt16(event.eventClass.rawValue >> 4)
      case .negatives, .retractions: break
      }
      let isRetracted = !history.retractions.isEmpty && history.retractions.contains { $0.target == event.sequence }
      append(event, isRetracted: isRetracted)
    }
    if isOpen { summary.lastLeave = Instant.never.secondsSinceEpoch }
    summaries.write(summary.lastLeave)
    summaries.write(summary.kinds)
    summaries.write(summary.hasRetractions ? 1 : 0 as UInt16)
    for retraction in history.retractions {
      lastSequence = max(lastSequence, retraction.sequence)
      sections[RunChunk.Section.retractions.rawValue].recordCount += 1
      sections[RunChunk.Section.retractions.rawValue].records.write(retraction.target)
      sections[RunChunk.Section.retractions.rawValue].records.write(retraction.sequence)
    }
  }

  private mutating func append(_ event: HistoryEvent, isRetracted: Bool) {
    precondition(event.sequence <= Self.maximumSequence, "a sequence fits six bytes")
    lastSequence = max(lastSequence, event.sequence)
    let section = RunChunk.Section(of: event)
    sections[section.rawValue].recordCount += 1
    sections[section.rawValue].records.write(event.at.secondsSinceEpoch)
    // Six bytes of sequence, then class and flags, are one integer of eight.
    let flags = isRetracted ? UInt64(RunChunk.retractedFlag) : 0
    sections[section.rawValue].records.write(event.sequence | UInt64(event.eventClass.rawValue) << 48 | flags << 56)
    if section != .negatives {
      sections[section.rawValue].records.write(event.until.secondsSinceEpoch)
      sections[section.rawValue].records.write(event.place.rawValue)
    }
  }

  /// The chunk's bytes; the builder is then empty again.
  mutating func finish() -> [UInt8] {
    for index in sections.indices { sections[index].firsts.write(sections[index].recordCount) }
    let byteCount = RunChunk.headerByteCount + sections.reduce(persons.count + summaries.count) { $0 + $1.firsts.count + $1.records.count }
    var chunk = ByteWriter(reservingBytes: byteCount)
    chunk.write(RunChunk.magic)
    chunk.write(UInt32(count))
    chunk.write(UInt32(byteCount))
    chunk.write(number)
    chunk.write(lastSequence)
    chunk.write(0 as UInt64)
    chunk.write(persons.bytes)
    chunk.write(summaries.bytes)
    for section in sections { chunk.write(section.firsts.bytes) }
    for section in sections { chunk.write(section.records.bytes) }
    // Safe: bytes are their own raw representation.
    chunk.overwrite(unsafe RunChunk.checksum(of: chunk.bytes.span.bytes), at: RunChunk.checksumOffset)
    number += 1
    firstPerson = nil
    lastSequence = 0
    count = 0
    persons.removeAll()
    summaries.removeAll()
    for index in sections.indices {
      sections[index].firsts.removeAll()
      sections[index].recordCount = 0
      sections[index].records.removeAll()
    }
    return chunk.bytes
  }
}

extension RunChunk.Section {
  /// The section of an event.
  init(of event: HistoryEvent) {
    if event.eventClass == .stay {
      self = .stays
    } else if event.eventClass.testResult == .negative, event.until == .never, event.place == .none {
      self = .negatives
    } else {
      self = .rare
    }
  }
}
