@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel
import RiskPolicy

/// What one segment of the log says: the persons' records, in partitions by person, and everything about no person.
struct LogSegment: Sendable {
  let firstSequence: UInt64
  /// In each partition in order of sequence.
  private(set) var partitions: [[DerivedRecord]]
  /// In the order in which it first names them: they are numbered from 1.
  private(set) var places: [Place] = []
  /// Designations, policies and retractions of these; places by their number in the segment.
  private(set) var circumstances: [(record: CircumstanceRecord, policy: Policy?)] = []
  /// The last event's.
  private(set) var lastSequence: UInt64
  private(set) var recordedAt = Instant.earliest

  /// The most events of a segment: enough that its list of places is short beside them, few enough that all cores have one.
  static let eventCount = 1 << 21

  /// Decodes a segment.
  ///
  /// - Parameter partitionBits: the persons are told apart by so many of their first bits.
  /// - Complexity: O(events).
  /// - Throws: ``StoreError`` for a log that is damaged.
  init(
    _ log: EventLog, _ sequences: ClosedRange<UInt64>, partitionBits: Int, _ transaction: borrowing ReadTransaction
  ) throws {
    precondition(sequences.count <= Self.eventCount, "a segment of at most \(Self.eventCount) events")
    firstSequence = sequences.lowerBound
    lastSequence = firstSequence - 1
    partitions = Array(repeating: [], count: 1 << partitionBits)
    // Pseudonyms are spread evenly; an eighth more than the average is seldom exceeded.
    let expected = sequences.count >> partitionBits
    for index in partitions.indices { partitions[index].reserveCapacity(expected + expected / 8) }
    var paths = TextNumbers(slotCount: 1 << 16)
    var block = (first: 0 as UInt64, numbers: [] as [UInt32])
    let shift = UInt64(64 - partitionBits)
    try log.forEachRecord(from: firstSequence, transaction) { record, texts in
      guard record.sequence <= sequences.upperBound else { return false }
      guard record.sequence == lastSequence + 1 else {
        throw log.damaged("event \(record.sequence) stands where \(lastSequence + 1) was expected")
      }
      lastSequence = record.sequence
      recordedAt = record.recordedAt
      var place: UInt32 = 0
      if let text = record.place {
        if block.first != texts.firstSequence {
          block = (texts.firstSequence, Array(repeating: 0, count: texts.textCount))
        }
        place = Int(text) < block.numbers.count ? block.numbers[Int(text)] : 0
        if place == 0 {
          let path = try texts.textBytes(text)
          let number = paths.number(of: path)
          if number == places.count { places.append(Place(unchecked: try path.text(at: 0, byteCount: path.byteCount).string)) }
          place = UInt32(number + 1)
          block.numbers[Int(text)] = place
        }
      }
      let position = Int(record.sequence - firstSequence)
      if let person = record.person {
        partitions[Int(person.high >> shift)].append(
          DerivedRecord(
            person, at: record.at, until: record.until, place: place, position: position, eventClass: record.eventClass))
      } else if let target = record.target, let person = try log.record(target, transaction)?.person {
        partitions[Int(person.high >> shift)].append(DerivedRecord(person, retracting: target, position: position))
      } else {
        circumstances.append(try Self.circumstance(record, texts, place))
      }
      return true
    }
    guard lastSequence == sequences.upperBound else { throw log.damaged("no event of sequence \(lastSequence + 1)") }
  }

  private static func circumstance(
    _ record: LogRecord, _ block: borrowing LogBlock, _ place: UInt32
  ) throws -> (record: CircumstanceRecord, policy: Policy?) {
    let event = try block.event(record)
    var circumstance = CircumstanceRecord(kind: event.event.fact.kind, at: record.at, sequence: record.sequence)
    circumstance.place = PlaceNumber(place)
    circumstance.until = record.until
    circumstance.level = record.eventClass.riskLevel ?? .none
    circumstance.target = record.target ?? 0
    guard case .policy(let document) = event.event.fact else { return (circumstance, nil) }
    return (circumstance, try Policy(json: document))
  }
}
