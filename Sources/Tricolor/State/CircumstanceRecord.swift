import EventLog
import RiskFold
import RiskModel

/// An event about no person: a designation, a policy, or a retraction of one. 32 bytes when sealed:
/// kind 1, level 1, 0 in 2, place 4, `at` 4, `until` 4, sequence 8, target 8, integers little-endian.
struct CircumstanceRecord: Hashable, Sendable {
  var kind: EventKind
  var level: RiskLevel = .none
  var place: PlaceNumber = .none
  var at: Instant
  var until: Instant = .never
  var sequence: UInt64
  /// The sequence that a retraction names, else 0.
  var target: UInt64 = 0

  static let byteCount = 32

  func write(to writer: inout ByteWriter) {
    writer.write(kind.rawValue)
    writer.write(level.rawValue)
    writer.write(0 as UInt16)
    writer.write(place.rawValue)
    writer.write(at.secondsSinceEpoch)
    writer.write(until.secondsSinceEpoch)
    writer.write(sequence)
    writer.write(target)
  }

  init(kind: EventKind, at: Instant, sequence: UInt64) {
    self.kind = kind
    self.at = at
    self.sequence = sequence
  }

  init(_ bytes: RawSpan, at offset: Int) throws(DamagedBytes) {
    guard let kind = EventKind(rawValue: try bytes.integer(at: offset)), let level = RiskLevel(rawValue: try bytes.integer(at: offset + 1))
    else { throw DamagedBytes("no designation, policy or retraction at \(offset)") }
    guard try bytes.integer(UInt16.self, at: offset + 2) == 0 else { throw DamagedBytes("a record of a later format at \(offset)") }
    self.kind = kind
    self.level = level
    place = PlaceNumber(try bytes.integer(at: offset + 4))
    at = Instant(uncheckedSeconds: try bytes.integer(at: offset + 8))
    until = Instant(uncheckedSeconds: try bytes.integer(at: offset + 12))
    sequence = try bytes.integer(at: offset + 16)
    target = try bytes.integer(at: offset + 24)
  }
}
