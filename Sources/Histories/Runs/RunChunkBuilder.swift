internal import EventLog
internal import RiskFold
package import RiskModel

/// Builds chunks, person by person in ascending order. ``RunWriter`` numbers them.
// Not copyable: a question to it from another module, of which there are several for each person, else copies a dozen arrays.
package struct RunChunkBuilder: ~Copyable {
  /// The greatest sequence that six bytes hold.
  static let maximumSequence: UInt64 = 1 << 48 - 1

  /// What mass questions read first; nil for a run that has no columns.
  private var columns: ChunkColumns?
  private var firstPerson: PersonID?
  private var lastSequence: UInt64 = 0
  private var persons = ByteWriter()
  /// The numbers of first records.
  private var firsts = ByteWriter()
  private var sections = InlineArray<4, SectionBuilder>(repeating: SectionBuilder())
  private var count = 0

  private struct SectionBuilder {
    package var recordCount: UInt32 = 0
    var records = ByteWriter()
  }

  /// - Parameter days: when the events were recorded, if the run has columns.
  package init(columnsBy days: RecordingDays?) {
    columns = days.map { ChunkColumns($0) }
  }

  /// Whether the next person's history may not fit any more, so that the chunk is to be finished first.
  package func isFull(for history: PersonHistory) -> Bool {
    let retractions = history.retractions.count * RunChunk.Section.retractions.stride
    // No record is longer than a stay's: mostly there is room for so many, and nothing is counted.
    guard isFull(forByteCount: history.events.count * RunChunk.Section.stays.stride + retractions) else { return false }
    return isFull(forByteCount: history.events.reduce(retractions) { $0 + RunChunk.Section(of: $1).stride })
  }

  /// Whether the next person's records of so many bytes do not fit any more.
  package func isFull(forByteCount records: Int) -> Bool {
    let next = 16 + RunChunk.firstsByteCount + RunChunk.countsByteCount + records
    return !isEmpty && byteCount + next > RunChunk.maximumByteCount
  }

  /// The bytes so far.
  private var byteCount: Int {
    var byteCount = RunChunk.headerByteCount + persons.count + firsts.count
    for section in sections.indices { byteCount += sections[section].records.count }
    return byteCount
  }

  package var isEmpty: Bool { count == 0 }

  package var hasColumns: Bool { columns != nil }

  /// Begins the next person's history, which is empty yet.
  package mutating func begin(_ person: PersonID) {
    if firstPerson == nil { firstPerson = person }
    count += 1
    persons.write(person)
    // Four integers of two bytes are one of eight.
    var first: UInt64 = 0
    for section in 0..<4 { first |= UInt64(UInt16(sections[section].recordCount)) << UInt64(16 * section) }
    firsts.write(first)
  }

  /// Adds records of the person that was begun, which come after what there is of that person.
  ///
  /// - Parameter chunk: where they lie.
  package mutating func add(_ records: RunChunk.PersonRecords, of chunk: borrowing RunChunk) {
    for section in 0..<3 where !records[section].isEmpty {
      let (range, stride) = (records[section], RunChunk.strides[section])
      sections[section].recordCount += UInt32(range.count / stride)
      sections[section].records.write(chunk.bytes.extracting(range))
      var record = range.lowerBound
      while record < range.upperBound {
        lastSequence = max(lastSequence, chunk.sequence(record))
        record += stride
      }
    }
  }

  /// Adds what columns say of the person that was begun.
  ///
  /// - Parameter history: all of it, in order.
  mutating func addColumns(_ history: PersonHistory) { columns?.append(history) }

  /// Adds the next person's history, in order.
  package mutating func append(_ person: PersonID, _ history: PersonHistory) {
    begin(person)
    let targets = Set(history.retractions.map(\.target))
    func isRetracted(_ event: HistoryEvent) -> Bool { targets.contains(event.sequence) }
    let hasRetractions = !history.retractions.isEmpty
    addColumns(history)
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
  package mutating func finish() -> UnnumberedChunk {
    guard let first = firstPerson else { preconditionFailure("a chunk holds a person") }
    var recordCount = 0
    for section in sections.indices {
      firsts.write(sections[section].recordCount)
      recordCount += Int(sections[section].recordCount)
    }
    let byteCount = byteCount
    var chunk = ByteWriter(reservingBytes: byteCount)
    chunk.write(RunChunk.magic)
    chunk.write(UInt32(count))
    chunk.write(UInt32(byteCount))
    chunk.write(0 as UInt32)
    chunk.write(lastSequence)
    chunk.write(0 as UInt64)
    chunk.write(persons.bytes)
    chunk.write(firsts.bytes)
    for section in sections.indices { chunk.write(sections[section].records.bytes) }
    defer {
      firstPerson = nil
      lastSequence = 0
      columns = columns?.emptied
    }
    let personCount = count
    count = 0
    persons.removeAll()
    firsts.removeAll()
    for index in sections.indices {
      sections[index].recordCount = 0
      sections[index].records.removeAll()
    }
    return UnnumberedChunk(
      firstPerson: first, lastSequence: lastSequence, personCount: personCount, recordCount: recordCount, bytes: chunk.bytes,
      columns: columns)
  }
}

extension RunChunk.Section {
  /// The section of an event.
  init(of event: HistoryEvent) {
    if event.eventClass == .stay {
      self = .stays
    } else if event.eventClass.isNegativeTest {
      // A test has neither end nor place.
      self = .negatives
    } else {
      self = .rare
    }
  }
}
