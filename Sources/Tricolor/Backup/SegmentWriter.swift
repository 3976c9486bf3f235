internal import Crypto
internal import EventLog

/// Writes a segment, front to back.
struct SegmentWriter: ~Copyable {
  private let file: SegmentFile
  private var hash = SHA256()
  private var buffer = ByteWriter(reservingBytes: SegmentWriter.bufferByteCount)

  private let seal: StoreSeal?

  private static let bufferByteCount = 1 << 20

  /// - Parameter seal: that of an encrypted store.
  init(_ header: SegmentHeader, makingAt prefix: String, sealedBy seal: StoreSeal?) throws {
    precondition(header.isSealed == (seal != nil), "a segment says whether it is sealed")
    file = try SegmentFile(makingAt: prefix)
    self.seal = seal
    buffer.write(header.bytes)
  }

  /// Where it is written.
  var path: String { file.path }

  mutating func append(block: [UInt8]) throws {
    let block = try seal?.sealed(block) ?? block
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
      let value = try seal?.sealed(bookmark.value) ?? bookmark.value
      buffer.write(UInt32(value.count))
      buffer.write(value)
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
