import EventLog
import RiskFold
import RiskModel

/// A stretch of a sealed run: the histories of consecutive persons, packed, readable in place.
///
/// Format 1, integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 4 | `TCR1` |
/// | 4 | 4 | number of persons *n*, at least 1 |
/// | 8 | 4 | number of bytes of the chunk |
/// | 12 | 4 | 0 |
/// | 16 | 16 *n* | the persons, big-endian, in ascending order |
/// | | 4 (*n* + 1) | where each one's records begin, and where the last one's end |
/// | | | records: `at` 4, sequence 6, class 1, 1 if eight more bytes follow: `until` 4 and place 4, or a retraction's target 8 |
///
/// A person's events are in `(at, sequence)` order, the retractions after them.
struct RunChunk: ~Escapable {
  let bytes: RawSpan
  let count: Int

  static let magic: UInt32 = 0x3152_4354
  static let headerByteCount = 16
  /// The bytes at which a chunk is closed; a person with more records than that has a longer one to itself.
  static let targetByteCount = 64 * 1_024

  /// - Throws: ``DamagedBytes`` for anything that is no chunk of format 1.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) throws(DamagedBytes) {
    guard try bytes.integer(UInt32.self, at: 0) == Self.magic else { throw DamagedBytes("no chunk of histories of format 1") }
    guard Int(try bytes.integer(UInt32.self, at: 8)) == bytes.byteCount else {
      throw DamagedBytes("a chunk of another length than it says")
    }
    count = Int(try bytes.integer(UInt32.self, at: 4))
    guard count > 0, Self.headerByteCount + count * 20 + 4 <= bytes.byteCount else { throw DamagedBytes("\(count) persons in a chunk") }
    self.bytes = bytes
  }

  /// The person at a position, in ascending order.
  func person(_ position: Int) throws(DamagedBytes) -> PersonID {
    try bytes.person(at: Self.headerByteCount + position * 16)
  }

  /// The position of a person, or nil. O(log persons).
  func position(of person: PersonID) throws(DamagedBytes) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let found = try self.person(middle)
      if found == person { return middle }
      if found < person { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  private func recordsOffset(_ position: Int) throws(DamagedBytes) -> Int {
    Int(try bytes.integer(UInt32.self, at: Self.headerByteCount + count * 16 + position * 4))
  }

  /// Adds the records of the person at a position to a history.
  func gather(_ position: Int, into history: inout PersonHistory) throws(DamagedBytes) {
    var offset = try recordsOffset(position)
    let end = try recordsOffset(position + 1)
    guard offset <= end, end <= bytes.byteCount else { throw DamagedBytes("records past the end of a chunk") }
    while offset < end {
      let at = Instant(uncheckedSeconds: try bytes.integer(at: offset))
      let sequence = UInt64(try bytes.integer(UInt32.self, at: offset + 4)) | UInt64(try bytes.integer(UInt16.self, at: offset + 8)) << 32
      let eventClass = EventClass(rawValue: try bytes.integer(at: offset + 10))
      var event = HistoryEvent(at: at, sequence: sequence, eventClass: eventClass)
      let hasMore = try bytes.integer(UInt8.self, at: offset + 11) != 0
      offset += 12
      if hasMore {
        if eventClass.kind == .retraction {
          history.retractions.append(PersonHistory.Retraction(target: try bytes.integer(at: offset), sequence: sequence))
          offset += 8
          continue
        }
        event.until = Instant(uncheckedSeconds: try bytes.integer(at: offset))
        event.place = PlaceNumber(try bytes.integer(at: offset + 4))
        offset += 8
      }
      history.events.append(event)
    }
  }
}

/// Writes chunks, person by person in ascending order.
struct RunChunkBuilder {
  /// The greatest sequence that six bytes hold.
  static let maximumSequence: UInt64 = 1 << 48 - 1

  private(set) var firstPerson: PersonID?
  private var persons = ByteWriter()
  private var offsets: [UInt32] = []
  private var records = ByteWriter()

  var isFull: Bool { records.count + offsets.count * 20 >= RunChunk.targetByteCount }
  var isEmpty: Bool { offsets.isEmpty }

  /// Adds the next person's history, in order.
  mutating func append(_ person: PersonID, _ history: PersonHistory) {
    if firstPerson == nil { firstPerson = person }
    persons.write(person)
    offsets.append(UInt32(records.count))
    for event in history.events {
      let hasMore = event.until != .never || event.place != .none
      write(event.at, event.sequence, event.eventClass, hasMore: hasMore)
      if hasMore {
        records.write(event.until.secondsSinceEpoch)
        records.write(event.place.rawValue)
      }
    }
    for retraction in history.retractions {
      write(.earliest, retraction.sequence, EventClass(.retraction), hasMore: true)
      records.write(retraction.target)
    }
  }

  private mutating func write(_ at: Instant, _ sequence: UInt64, _ eventClass: EventClass, hasMore: Bool) {
    precondition(sequence <= Self.maximumSequence, "a sequence fits six bytes")
    records.write(at.secondsSinceEpoch)
    records.write(UInt32(truncatingIfNeeded: sequence))
    records.write(UInt16(truncatingIfNeeded: sequence >> 32))
    records.write(eventClass.rawValue)
    records.write(hasMore ? 1 : 0 as UInt8)
  }

  /// The chunk's bytes; the builder is then empty again.
  mutating func finish() -> [UInt8] {
    let start = RunChunk.headerByteCount + persons.count + (offsets.count + 1) * 4
    var chunk = ByteWriter(reservingBytes: start + records.count)
    chunk.write(RunChunk.magic)
    chunk.write(UInt32(offsets.count))
    chunk.write(UInt32(start + records.count))
    chunk.write(0 as UInt32)
    chunk.write(persons.bytes)
    for offset in offsets { chunk.write(UInt32(start) + offset) }
    chunk.write(UInt32(start + records.count))
    chunk.write(records.bytes)
    firstPerson = nil
    persons.removeAll()
    offsets.removeAll(keepingCapacity: true)
    records.removeAll()
    return chunk.bytes
  }
}
