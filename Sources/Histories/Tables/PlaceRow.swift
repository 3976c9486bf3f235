package import EventLog
package import RiskFold
package import RiskModel

/// What is sealed of a place, readable in place: what is above it, its name, and its own designations in `(at, sequence)` order.
///
/// Integers little-endian: checksum of what follows, XOR the place's number 4; number of the place above 4; the last component of its path, after
/// its length 2; then of each designation a byte of its level (1, 2 and 4) and of what there is besides (8: an end, 16: a retraction), and as varints `at` less that of the one
/// before, the sequence less that of the one before (the sign in the last bit), `until` less `at`, the sequence of the retraction less its own. That is some 9 bytes, where whole
/// integers take 24: a country has three designations of each place.
package struct PlaceRow: ~Escapable {
  private let bytes: RawSpan
  /// Where the designations begin.
  private let designations: Int

  package static let parentOffset = 4
  private static let nameOffset = 10
  private static let levelBits: UInt8 = 7
  private static let untilFlag: UInt8 = 8
  private static let retractedFlag: UInt8 = 16

  /// - Throws: ``DamagedBytes`` for anything that is not what was written for the place.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan, of place: PlaceNumber) throws(DamagedBytes) {
    let content = try bytes.part(at: 4, byteCount: bytes.byteCount - 4)
    guard try bytes.integer(at: 0) == Checksum.short(content) ^ place.rawValue else {
      throw DamagedBytes("place \(place.rawValue) differs from its checksum; rebuild the snapshot")
    }
    self.bytes = bytes
    designations = Self.nameOffset + Int(try bytes.integer(UInt16.self, at: 8))
    guard designations <= bytes.byteCount else { throw DamagedBytes("place \(place.rawValue) has a part of a name") }
  }

  /// The place right above, which has a lower number.
  package func parent() throws(DamagedBytes) -> PlaceNumber { PlaceNumber(try bytes.integer(at: 4)) }

  /// Whether the name was erased, with all events that gave it.
  package func isUnnamed() throws(DamagedBytes) -> Bool { designations == Self.nameOffset }

  /// The last component of the place's path; empty where it was erased.
  package func name() throws(DamagedBytes) -> Text {
    try bytes.text(at: Self.nameOffset, byteCount: designations - Self.nameOffset)
  }

  /// Its own designations, retracted or not.
  package func events() throws(DamagedBytes) -> [DesignationEvent] {
    var events: [DesignationEvent] = []
    var offset = designations
    var (at, sequence) = (0 as UInt32, 0 as UInt64)
    while offset < bytes.byteCount {
      let head: UInt8 = try bytes.integer(at: offset)
      offset += 1
      guard head < 2 * Self.retractedFlag, let level = RiskLevel(rawValue: head & Self.levelBits) else {
        throw DamagedBytes("a designation of no known level")
      }
      at &+= try seconds(&offset)
      let step = try bytes.varint(at: &offset)
      sequence &+= step >> 1 ^ (0 &- step & 1)
      var event = DesignationEvent(at: Instant(uncheckedSeconds: at), until: .never, sequence: sequence, level: level)
      if head & Self.untilFlag != 0 { event.until = Instant(uncheckedSeconds: at &+ (try seconds(&offset))) }
      if head & Self.retractedFlag != 0 { event.retractedBy = sequence &+ (try bytes.varint(at: &offset)) }
      events.append(event)
    }
    return events
  }

  private func seconds(_ offset: inout Int) throws(DamagedBytes) -> UInt32 {
    guard let seconds = UInt32(exactly: try bytes.varint(at: &offset)) else { throw DamagedBytes("an instant out of range") }
    return seconds
  }

  /// The bytes of a row.
  package static func bytes(of place: PlaceNumber, parent: PlaceNumber, name: Text, _ events: [DesignationEvent]) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: nameOffset + name.string.utf8.count + events.count * 16)
    writer.write(0 as UInt32)
    writer.write(parent.rawValue)
    writer.write(name.string, lengthAs: UInt16.self)
    var (at, sequence) = (0 as UInt32, 0 as UInt64)
    for event in events {
      var head = event.level.rawValue
      if event.until != .never { head |= untilFlag }
      if event.retractedBy != .max { head |= retractedFlag }
      writer.write(head)
      writer.write(varint: UInt64(event.at.secondsSinceEpoch &- at))
      let step = Int64(bitPattern: event.sequence &- sequence)
      writer.write(varint: UInt64(bitPattern: step << 1 ^ step >> 63))
      (at, sequence) = (event.at.secondsSinceEpoch, event.sequence)
      if event.until != .never { writer.write(varint: UInt64(event.until.secondsSinceEpoch &- at)) }
      if event.retractedBy != .max { writer.write(varint: event.retractedBy &- sequence) }
    }
    // Safe: bytes are their own raw representation.
    let checksum = unsafe Checksum.short(writer.bytes.span.bytes.extracting(4..<writer.count))
    writer.overwrite(checksum ^ place.rawValue, at: 0)
    return writer.bytes
  }
}
