@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// Builds chunks, person by person in ascending order. ``RunWriter`` numbers them.
struct RunChunkBuilder {
  /// The greatest sequence that six bytes hold.
  static let maximumSequence: UInt64 = 1 << 48 - 1

  /// What mass questions read first of the run that is the base; nil for another.
  private var columns: ChunkColumns?
  private var firstPerson: PersonID?
  private var lastSequence: UInt64 = 0
  private var persons = ByteWriter()
  /// The numbers of first records.
  private var firsts = ByteWriter()
  private var sections = Array(repeating: SectionBuilder(), count: RunChunk.Section.allCases.count)
  private var count = 0

  private struct SectionBuilder {
    var recordCount: UInt32 = 0
    var records = ByteWriter()
  }

  /// - Parameter days: when the events were recorded, if mass questions will read the run in place.
  init(columnsBy days: RecordingDays?) {
    columns = days.map { ChunkColumns($0) }
  }

  /// Whether the next person's history may not fit any more, so that the chunk is to be finished first.
  func isFull(for history: PersonHistory) -> Bool {
    let bytes = sections.reduce(RunChunk.headerByteCount + persons.count + firsts.count) { $0 + $1.records.count }
    // No record is longer than a stay's.
    let next =
      16 + RunChunk.firstsByteCount + RunChunk.countsByteCount
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
    for section in sections { firsts.write(UInt16(section.recordCount)) }
    let targets = Set(history.retractions.map(\.target))
    func isRetracted(_ event: HistoryEvent) -> Bool { targets.contains(event.sequence) }
    let hasRetractions = !history.retractions.isEmpty
    columns?.append(history)
    for event in history.events { append(event, isRetracted: hasRetractions && isRetracted(event)) }
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
    for section in sections { firsts.write(section.recordCount) }
    let byteCount = RunChunk.headerByteCount + sections.reduce(persons.count + firsts.count) { $0 + $1.records.count }
    var chunk = ByteWriter(reservingBytes: byteCount)
    chunk.write(RunChunk.magic)
    chunk.write(UInt32(count))
    chunk.write(UInt32(byteCount))
    chunk.write(0 as UInt32)
    chunk.write(lastSequence)
    chunk.write(0 as UInt64)
    chunk.write(persons.bytes)
    chunk.write(firsts.bytes)
    for section in sections { chunk.write(section.records.bytes) }
    defer {
      firstPerson = nil
      lastSequence = 0
      columns = columns?.emptied
    }
    count = 0
    persons.removeAll()
    firsts.removeAll()
    for index in sections.indices {
      sections[index].recordCount = 0
      sections[index].records.removeAll()
    }
    return UnnumberedChunk(firstPerson: first, lastSequence: lastSequence, bytes: chunk.bytes, columns: columns)
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
