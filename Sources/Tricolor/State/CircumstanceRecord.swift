@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// An event that bears on more than one person: a designation, a policy, a link, or a retraction of one. 32 bytes when sealed:
/// kind 1, level 1, 0 in 2, place 4, `at` 4, `until` 4, sequence 8, target 8, integers little-endian; a link has its two pseudonyms after that, 16
/// bytes each.
struct CircumstanceRecord: Hashable, Sendable {
  var kind: EventKind
  var level: RiskLevel = .none
  var place: PlaceNumber = .none
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

  @inline(__always)
  init(_ bytes: RawSpan, at offset: Int) throws(DamagedBytes) {
    guard offset >= 0, offset <= bytes.byteCount - Self.fixedByteCount else { throw DamagedBytes("no whole record at \(offset)") }
    let head = Head(bytes, at: offset)
    guard let kind = EventKind(rawValue: head.kind), let level = RiskLevel(rawValue: head.level) else {
      throw DamagedBytes("no designation, policy, link or retraction at \(offset)")
    }
    guard head.reserved == 0 else { throw DamagedBytes("a record of a later format at \(offset)") }
    self.kind = kind
    self.level = level
    place = PlaceNumber(head.place)
    // Safe here and below: the whole record lies in the span, and every bit pattern is an integer.
    at = Instant(uncheckedSeconds: UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt32.self)))
    until = Instant(uncheckedSeconds: UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)))
    sequence = UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
    target = UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
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

  /// The first 8 bytes of a record.
  private struct Head {
    private let word: UInt64

    /// - Precondition: a whole record lies in the bytes.
    @inline(__always)
    init(_ bytes: RawSpan, at offset: Int) {
      word = UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    var kind: UInt8 { UInt8(truncatingIfNeeded: word) }
    var level: UInt8 { UInt8(truncatingIfNeeded: word >> 8) }
    var reserved: UInt16 { UInt16(truncatingIfNeeded: word >> 16) }
    var place: UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
  }
}
