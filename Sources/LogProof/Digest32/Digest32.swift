/// A SHA-256 digest: 32 bytes, held as four big-endian 64-bit words.
///
/// A plain value without a reference: copying, comparing and hashing one never allocates. The order is that of the
/// bytes, which is also the order of the hexadecimal texts.
public struct Digest32: Hashable, Sendable, BitwiseCopyable {
  /// The number of bytes of a digest.
  public static let byteCount = 32

  let word0: UInt64
  let word1: UInt64
  let word2: UInt64
  let word3: UInt64

  init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// Reads a digest from its 32 bytes.
  ///
  /// - Throws: ``ProofError/digestLength(_:)`` when there are more or fewer than 32 bytes. The empty text is no digest:
  ///   a verifier that took one would accept an empty root for an empty leaf hash.
  public init(_ bytes: RawSpan) throws(ProofError) {
    guard bytes.byteCount == Self.byteCount else { throw .digestLength(bytes.byteCount) }
    // Safe: the four loads cover the 32 bytes just counted, any alignment is allowed and any bit pattern is a UInt64.
    self = unsafe bytes.withUnsafeBytes { buffer in unsafe Digest32(loading: buffer) }
  }

  /// Reads a digest from an array of 32 bytes.
  ///
  /// - Throws: ``ProofError/digestLength(_:)`` when there are more or fewer than 32 bytes.
  public init(_ bytes: [UInt8]) throws(ProofError) {
    // Safe: bytes are their own raw representation.
    try unsafe self.init(bytes.span.bytes)
  }

  /// Loads the first 32 bytes of a buffer, which the caller has made sure it holds.
  @unsafe init(loading buffer: UnsafeRawBufferPointer) {
    self.init(
      unsafe UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      unsafe UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      unsafe UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      unsafe UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
  }

  /// The 32 bytes. Allocates an array; ``append(to:)`` writes to one that is there already.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    append(to: &bytes)
    return bytes
  }

  /// Appends the 32 bytes to an array.
  public func append(to bytes: inout [UInt8]) {
    var words: InlineArray<4, UInt64> = [word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian]
    // Safe: the bytes are those of local words, copied before they go away.
    unsafe withUnsafeBytes(of: &words) { unsafe bytes.append(contentsOf: $0) }
  }

  /// Writes the 32 bytes at an offset of a block that holds them.
  func store(to block: inout MutableRawSpan, at offset: Int) {
    block.storeBytes(of: word0.bigEndian, toByteOffset: offset, as: UInt64.self)
    block.storeBytes(of: word1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    block.storeBytes(of: word2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
    block.storeBytes(of: word3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
  }
}

extension Digest32: Comparable {
  public static func < (left: Digest32, right: Digest32) -> Bool {
    (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
  }
}
