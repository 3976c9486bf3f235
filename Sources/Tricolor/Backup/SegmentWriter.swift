internal import Crypto
internal import EventLog

/// Writes a segment, front to back.
struct SegmentWriter: ~Copyable {
  private let file: SegmentFile
  private var hash = SHA256()
  private var buffer = ByteWriter(reservingBytes: SegmentWriter.bufferByteCount)

  private static let bufferByteCount = 1 << 20

  init(_ header: SegmentHeader, makingAt prefix: String) throws {
    file = try SegmentFile(makingAt: prefix)
    buffer.write(header.bytes)
  }

  /// Where it is written.
  var path: String { file.path }

  mutating func append(block: [UInt8]) throws {
    buffer.write(UInt32(block.count))
    buffer.write(block)
    if buffer.count >= Self.bufferByteCount { try flush() }
  }

  /// Writes what follows the blocks, and returns when all is on the disk.
  mutating func finish(bookmarks: [(name: [UInt8], value: [UInt8])]) throws {
    buffer.write(UInt32(bookmarks.count))
    for bookmark in bookmarks {
      buffer.write(UInt16(bookmark.name.count))
      buffer.write(bookmark.name)
      buffer.write(UInt32(bookmark.value.count))
      buffer.write(bookmark.value)
    }
    try flush()
    try file.write(Array(hash.finalize()))
    try file.synchronize()
  }

  private mutating func flush() throws {
    hash.update(data: buffer.bytes)
    try file.write(buffer.bytes)
    buffer.removeAll()
  }
}
