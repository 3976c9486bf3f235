internal import CSHA256
internal import Crypto

/// The hashes of a Merkle tree (RFC 9162 section 2.1.1): SHA-256 with a prefix that distinguishes a leaf from a node.
///
/// Without the prefixes a node's 64 bytes could be shown as a leaf, and a tree would have a second reading.
public enum LogHash {
  /// The root of the tree without leaves: SHA-256 of nothing.
  public static let empty = Digest32(0xe3b0_c442_98fc_1c14, 0x9afb_f4c8_996f_b924, 0x27ae_41e4_649b_934c, 0xa495_991b_7852_b855)

  /// The hash of a leaf: SHA-256(0x00 ‖ bytes).
  ///
  /// - Complexity: O(bytes). Nothing is copied; swift-crypto's context is allocated.
  public static func leaf(_ bytes: RawSpan) -> Digest32 {
    var hasher = SHA256()
    let prefix: InlineArray<1, UInt8> = [leafPrefix]
    // Safe: both buffers are only read, during the call.
    unsafe prefix.span.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    return Digest32(hasher.finalize())
  }

  /// The hash of a leaf: SHA-256(0x00 ‖ bytes).
  public static func leaf(_ bytes: [UInt8]) -> Digest32 {
    // Safe: bytes are their own raw representation.
    unsafe leaf(bytes.span.bytes)
  }

  /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
  ///
  /// The 65 bytes are laid out on the stack, so that they go to the hash in one call.
  public static func node(_ left: Digest32, _ right: Digest32) -> Digest32 {
    var block = InlineArray<65, UInt8>(repeating: 0x01)
    var span = block.mutableSpan
    // Safe: an array of bytes holds any value, and the stores are checked against its end.
    var bytes = unsafe span.mutableBytes
    left.store(to: &bytes, at: 1)
    right.store(to: &bytes, at: 33)
    return unsafe sha256(block.span.bytes)
  }

  /// The byte before a leaf's.
  package static let leafPrefix: UInt8 = 0x00

  /// The hash of a leaf with bytes that follow ``leafPrefix`` already: one call, where ``leaf(_:)`` makes two.
  package static func leaf(prefixed bytes: [UInt8]) -> Digest32 {
    precondition(bytes.first == leafPrefix, "a leaf's prefix comes first")
    // Safe: bytes are their own raw representation.
    return unsafe sha256(bytes.span.bytes)
  }

  /// SHA-256 of bytes as they are, without a prefix.
  package static func sha256(_ bytes: RawSpan) -> Digest32 {
    // Safe: the buffer is only read, during the call. Asked for only where the processor has the instructions.
    if hasInstructions { return unsafe bytes.withUnsafeBytes { unsafe Digest32(CSHA256Hash($0.baseAddress, $0.count)) } }
    return portable(bytes)
  }

  /// Whether the processor hashes: a leaf or a node then takes half as long as with swift-crypto, which allocates a context for each.
  static let hasInstructions = CSHA256IsSupported()

  /// SHA-256 by swift-crypto, on any processor.
  static func portable(_ bytes: RawSpan) -> Digest32 {
    var hasher = SHA256()
    // Safe: the buffer is only read, during the call.
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    return Digest32(hasher.finalize())
  }
}

extension Digest32 {
  init(_ digest: CSHA256Digest) {
    self.init(digest.word0, digest.word1, digest.word2, digest.word3)
  }

  fileprivate init(_ digest: SHA256.Digest) {
    // Safe: a SHA-256 digest holds 32 bytes.
    self = unsafe digest.withUnsafeBytes { unsafe Digest32(loading: $0) }
  }
}
