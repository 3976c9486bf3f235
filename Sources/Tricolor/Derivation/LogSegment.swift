import EventLog
internal import Histories
import LMDB
import RiskFold
import RiskModel
import RiskPolicy

/// What one segment of the log says: the persons' records, in partitions by person, and everything about no person.
struct LogSegment: Sendable {
  let firstSequence: UInt64
  let records: PartitionedRecords
  /// In the order in which it first names them: they are numbered from 1.
  let places: [Place]
  /// Designations, policies, links and retractions of these; places by their number in the segment.
  let circumstances: [(record: CircumstanceRecord, policy: Policy?)]
  let erasures: [Erasure]
  /// The last event's.
  let lastSequence: UInt64
  let recordedAt: Instant

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
    let firstSequence = sequences.lowerBound
    var last = LogEnd(sequence: firstSequence - 1, recordedAt: .earliest)
    var places = SegmentPlaces()
    var erasures: [Erasure] = []
    var circumstances: [(record: CircumstanceRecord, policy: Policy?)] = []
    var filling = PartitionedRecords.Filling(recordCount: sequences.count, partitionCount: 1 << partitionBits)
    let shift = UInt64(64 - partitionBits)
    // Nearly all events are taken in from their heads.
    try log.forEachEntry(
      from: firstSequence,
      passing: { head, sequence, texts in
        guard sequence <= sequences.upperBound else { return false }
        try last.goOn(to: sequence, head.recordedAt, of: log)
        let place = if let name = head.name { try places.number(name, in: texts) } else { 0 as UInt32 }
        filling.append(
          DerivedRecord(
            head.person, at: head.at, until: head.until, place: place, position: Int(sequence - firstSequence), eventClass: head.eventClass),
          to: Int(head.person.high >> shift))
        return true
      }, transaction
    ) { entry, texts in
      guard entry.sequence <= sequences.upperBound else { return false }
      try last.goOn(to: entry.sequence, entry.recordedAt, of: log)
      let record: LogRecord
      switch entry {
      case .event(let found): record = found
      case .erased, .commitment: return true
      case .erasure(let found):
        erasures.append(try found.erasure(in: texts))
        return true
      }
      var place = if let name = record.name { try places.number(name, in: texts) } else { 0 as UInt32 }
      let position = Int(record.sequence - firstSequence)
      if let person = try log.personAlone(record, transaction) {
        if let target = record.target {
          filling.append(DerivedRecord(person, retracting: target, position: position), to: Int(person.high >> shift))
        } else {
          filling.append(
            DerivedRecord(
              person, at: record.at, until: record.until, place: place, position: position, eventClass: record.eventClass),
            to: Int(person.high >> shift))
        }
      } else {
        // A retraction of a designation is about its place.
        let named = try record.target.flatMap { try log.event($0, transaction) }?.event
        if let fact = named?.fact, fact.kind.subject == .place, let designated = fact.place {
          place = places.number(of: designated)
        }
        circumstances.append(try Self.circumstance(record, texts, place, named))
      }
      return true
    }
    guard last.sequence == sequences.upperBound else { throw log.damaged("no event of sequence \(last.sequence + 1)") }
    self.firstSequence = firstSequence
    (lastSequence, recordedAt) = (last.sequence, last.recordedAt)
    (self.places, self.circumstances, self.erasures) = (places.places, circumstances, erasures)
    records = filling.finish()
  }

  private static func circumstance(
    _ record: LogRecord, _ block: borrowing LogBlock, _ place: UInt32, _ named: Event?
  ) throws -> (record: CircumstanceRecord, policy: Policy?) {
    let event = try block.event(record)
    var circumstance = CircumstanceRecord(kind: event.event.fact.kind, at: record.at, sequence: record.sequence)
    if place > 0, let named { circumstance.at = named.at }
    circumstance.place = PlaceNumber(place)
    circumstance.until = record.until
    circumstance.level = record.eventClass.riskLevel ?? .none
    circumstance.target = record.target ?? 0
    if case .link(let person, let same) = event.event.fact { circumstance.linked = .init(person: person, same: same) }
    guard case .policy(let document) = event.event.fact else { return (circumstance, nil) }
    return (circumstance, try Policy(json: document))
  }
}

extension LogEnd {
  /// Goes on to the next place of a log.
  ///
  /// - Throws: `StoreError` where that is another than the next.
  fileprivate mutating func goOn(to sequence: UInt64, _ recordedAt: Instant, of log: EventLog) throws {
    guard sequence == self.sequence + 1 else { throw log.damaged("event \(sequence) stands where \(self.sequence + 1) was expected") }
    self = LogEnd(sequence: sequence, recordedAt: recordedAt)
  }
}

/// The places that a segment names, numbered from 1 as they come.
private struct SegmentPlaces {
  private(set) var places: [Place] = []
  private var paths = TextNumbers(reserving: 1 << 15)
  /// Of the block that was read last, the first sequence, and for each of its texts the number of its place; 0 for one that has none yet.
  private var block = (first: 0 as UInt64, numbers: [] as [UInt32])

  /// The number of the place that is a text of a block.
  ///
  /// - Complexity: O(1), besides all texts of the block when it is another than the last.
  mutating func number(_ text: UInt16, in texts: borrowing LogBlock) throws -> UInt32 {
    if block.first != texts.firstSequence { block = (texts.firstSequence, try paths.known(texts)) }
    if Int(text) < block.numbers.count, block.numbers[Int(text)] != 0 { return block.numbers[Int(text)] }
    let path = try texts.textBytes(text)
    let number = UInt32(paths.number(of: path) + 1)
    if Int(number) > places.count { places.append(Place(unchecked: try path.text(at: 0, byteCount: path.byteCount).string)) }
    block.numbers[Int(text)] = number
    return number
  }

  /// The number of a place.
  mutating func number(of place: Place) -> UInt32 {
    let number = UInt32(paths.number(of: place.path) + 1)
    if Int(number) > places.count { places.append(place) }
    return number
  }
}
