package import EventLog
package import RiskFold
package import RiskModel

/// What is sealed of a place, readable in place: what is above it, its name, and its own designations in `(at, sequence)` order.
///
/// Integers little-endian: checksum of what follows, XOR the place's number 4; number of the place above 4; the last component of its path, after
/// its length 2; then of each designation `at` 4, `until` 4, sequence 6, level 1, 0 in 1, sequence of the retraction that names it, or 0, 8.
package struct PlaceRow: ~Escapable {
  private let bytes: RawSpan
  /// Where the designations begin.
  private let designations: Int

  package static let parentOffset = 4
  private static let nameOffset = 10
  private static let designationByteCount = 24

  /// - Throws: ``DamagedBytes`` for anything that is not what was written for the place.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan, of place: PlaceNumber) throws(DamagedBytes) {
    let content = try bytes.part(at: 4, byteCount: bytes.byteCount - 4)
    guard try bytes.integer(at: 0) == Checksum.short(content) ^ place.rawValue else {
      throw DamagedBytes("place \(place.rawValue) differs from its checksum; rebuild the snapshot")
    }
    self.bytes = bytes
    designations = Self.nameOffset + Int(try bytes.integer(UInt16.self, at: 8))
    guard designations <= bytes.byteCount, (bytes.byteCount - designations) % Self.designationByteCount == 0 else {
      throw DamagedBytes("place \(place.rawValue) has a part of a designation")
    }
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
    events.reserveCapacity((bytes.byteCount - designations) / Self.designationByteCount)
    for offset in stride(from: designations, to: bytes.byteCount, by: Self.designationByteCount) {
      let word: UInt64 = try bytes.integer(at: offset + 8)
      let retraction: UInt64 = try bytes.integer(at: offset + 16)
      guard let level = RiskLevel(rawValue: UInt8(truncatingIfNeeded: word >> 48)) else {
        throw DamagedBytes("a designation of no known level")
      }
      events.append(
        DesignationEvent(
          at: Instant(uncheckedSeconds: try bytes.integer(at: offset)), until: Instant(uncheckedSeconds: try bytes.integer(at: offset + 4)),
          sequence: word & (1 << 48 - 1), retractedBy: retraction == 0 ? .max : retraction, level: level))
    }
    return events
  }

  /// The bytes of a row.
  package static func bytes(of place: PlaceNumber, parent: PlaceNumber, name: Text, _ events: [DesignationEvent]) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: nameOffset + name.string.utf8.count + events.count * designationByteCount)
    writer.write(0 as UInt32)
    writer.write(parent.rawValue)
    writer.write(name.string, lengthAs: UInt16.self)
    for event in events {
      writer.write(event.at.secondsSinceEpoch)
      writer.write(event.until.secondsSinceEpoch)
      writer.write(event.sequence | UInt64(event.level.rawValue) << 48)
      writer.write(event.retractedBy == .max ? 0 : event.retractedBy)
    }
    // Safe: bytes are their own raw representation.
    let checksum = unsafe Checksum.short(writer.bytes.span.bytes.extracting(4..<writer.count))
    writer.overwrite(checksum ^ place.rawValue, at: 0)
    return writer.bytes
  }
}
