internal import EventLog
internal import LogProof

/// What a segment of a backup holds: the events of a stretch of the log, between two roots of its hash tree.
///
/// A segment is a file that is never changed. Format 1, integers little-endian:
///
/// | bytes | content |
/// | --- | --- |
/// | 16 | `TRICOLOR BACKUP` and a newline |
/// | 4 | format, 1; 2 in a backup of an encrypted store, whose blocks and values of bookmarks are sealed (`StoreSeal`, table `backup`) |
/// | 8, 8 | first and last sequence |
/// | 32, 32 | root of the tree over the events before the first, and over those up to the last |
/// | | blocks, each its length in 4 bytes and its bytes (see `LogBlock`), up to that of the last sequence |
/// | 4 | number of bookmarks; each its name (2 + bytes) and value (4 + bytes) |
/// | 32 | SHA-256 of everything before |
struct SegmentHeader: Hashable {
  var firstSequence: UInt64
  var lastSequence: UInt64
  var rootBefore: Digest32
  var rootAfter: Digest32
  /// Whether it is of an encrypted store.
  var isSealed: Bool

  static let byteCount = 100
  private static let magic = "TRICOLOR BACKUP\n"
  private static let format: UInt32 = 1
  private static let sealedFormat: UInt32 = 2

  /// The name of the file, which orders segments: first and last sequence in as many digits as the greatest has.
  var fileName: String { "\(Self.padded(firstSequence))-\(Self.padded(lastSequence)).\(Self.fileExtension)" }

  static let fileExtension = "segment"

  private static func padded(_ sequence: UInt64) -> String {
    let digits = String(sequence)
    return String(repeating: "0", count: max(0, String(EventLog.maximumSequence).utf8.count - digits.utf8.count)) + digits
  }

  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: Self.byteCount)
    writer.write(Self.magic)
    writer.write(isSealed ? Self.sealedFormat : Self.format)
    writer.write(firstSequence)
    writer.write(lastSequence)
    writer.write(rootBefore.bytes)
    writer.write(rootAfter.bytes)
    return writer.bytes
  }

  init(firstSequence: UInt64, lastSequence: UInt64, rootBefore: Digest32, rootAfter: Digest32, isSealed: Bool) {
    self.isSealed = isSealed
    self.firstSequence = firstSequence
    self.lastSequence = lastSequence
    self.rootBefore = rootBefore
    self.rootAfter = rootAfter
  }

  /// - Throws: ``DamagedBytes``.
  init(_ header: [UInt8]) throws {
    // Safe: bytes are their own raw representation.
    let bytes = unsafe header.span.bytes
    guard header.count == Self.byteCount, header.starts(with: Self.magic.utf8) else { throw DamagedBytes("no segment of a backup") }
    let format = try bytes.integer(UInt32.self, at: 16)
    guard [Self.format, Self.sealedFormat].contains(format) else {
      throw DamagedBytes("format \(format), expected at most \(Self.sealedFormat)")
    }
    isSealed = format == Self.sealedFormat
    firstSequence = try bytes.integer(at: 20)
    lastSequence = try bytes.integer(at: 28)
    guard firstSequence > 0, firstSequence <= lastSequence, lastSequence <= EventLog.maximumSequence else {
      throw DamagedBytes("events \(firstSequence) to \(lastSequence)")
    }
    rootBefore = try Digest32(try bytes.part(at: 36, byteCount: 32))
    rootAfter = try Digest32(try bytes.part(at: 68, byteCount: 32))
  }
}
