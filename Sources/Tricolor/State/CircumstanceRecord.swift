import EventLog
import RiskFold
import RiskModel

/// An event that bears on more than one person: a designation, a policy, a link, or a retraction of one. All but designations and their
/// retractions, which are sealed with their places, have 32 bytes when sealed:
/// kind 1, level 1, 0 in 2, place 4, `at` 4, `until` 4, sequence 8, target 8, integers little-endian; a link has its two pseudonyms after that, 16
/// bytes each.
struct CircumstanceRecord: Hashable, Sendable {
  var kind: EventKind
  var level: RiskLevel = .none
  /// A designation's, or that of the designation that a retraction names.
  var place: PlaceNumber = .none
  /// When it takes effect; of a retraction of a designation, when that did.
  var at: Instant
  var until: Instant = .never
  var sequence: UInt64
  /// The sequence that a retraction names, else 0.
  var target: UInt64 = 0
  /// The pseudonyms that a link joins.
  var linked: Linked?

  /// The two pseudonyms of a link.
  struct Linked: Hashable, Sendable {
    var person: PersonID
    var same: PersonID
  }

  /// The bytes of a record, but for a link's pseudonyms.
  private static let fixedByteCount = 32

  /// The bytes of this record.
  var byteCount: Int { Self.fixedByteCount + (linked == nil ? 0 : 32) }

  func write(to writer: inout ByteWriter) {
    writer.write(kind.rawValue)
    writer.write(level.rawValue)
    writer.write(0 as UInt16)
    writer.write(place.rawValue)
    writer.write(at.secondsSinceEpoch)
    writer.write(until.secondsSinceEpoch)
    writer.write(sequence)
    writer.write(target)
    if let linked {
      writer.write(linked.person)
      writer.write(linked.same)
    }
  }

  init(kind: EventKind, at: Instant, sequence: UInt64) {
    self.kind = kind
    self.at = at
    self.sequence = sequence
  }

  init(_ bytes: RawSpan, at offset: Int) throws(DamagedBytes) {
    let kind: UInt8 = try bytes.integer(at: offset)
    let level: UInt8 = try bytes.integer(at: offset + 1)
    guard let kind = EventKind(rawValue: kind), let level = RiskLevel(rawValue: level) else {
      throw DamagedBytes("no policy, link or retraction at \(offset)")
    }
    guard try bytes.integer(UInt16.self, at: offset + 2) == 0 else { throw DamagedBytes("a record of a later format at \(offset)") }
    self.kind = kind
    self.level = level
    place = PlaceNumber(try bytes.integer(at: offset + 4))
    at = Instant(uncheckedSeconds: try bytes.integer(at: offset + 8))
    until = Instant(uncheckedSeconds: try bytes.integer(at: offset + 12))
    sequence = try bytes.integer(at: offset + 16)
    target = try bytes.integer(at: offset + 24)
    if kind == .link { linked = Linked(person: try bytes.person(at: offset + 32), same: try bytes.person(at: offset + 48)) }
  }

  /// Gives each record of a stretch of them, in order.
  static func forEach(in bytes: RawSpan, _ body: (CircumstanceRecord) throws -> Void) throws {
    var offset = 0
    while offset < bytes.byteCount {
      let record = try CircumstanceRecord(bytes, at: offset)
      try body(record)
      offset += record.byteCount
    }
  }

  /// Whether it is kept with the place that it speaks of, not in order of sequence.
  var isOfDesignation: Bool { place != .none }
}
