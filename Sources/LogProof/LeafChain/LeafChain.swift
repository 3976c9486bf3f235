/// Some leaves of a log, in order, as one digest: that of all before chained with each next.
///
/// The chain of no leaves has ``LogHash/empty`` for its digest. A leaf makes it SHA-256(0x02 ‖ digest ‖ index in 8 bytes, big-endian ‖ leaf
/// hash). The prefixes of a chain and of its value differ from those of the trees', so that none of the four can pass for another.
public struct LeafChain: Hashable, Sendable, BitwiseCopyable {
  /// The number of leaves.
  public private(set) var count: UInt64
  /// The digest over them.
  public private(set) var digest: Digest32

  /// The chain of no leaves.
  public init() {
    self.init(count: 0, digest: LogHash.empty)
  }

  /// A chain that was kept.
  public init(count: UInt64, digest: Digest32) {
    self.count = count
    self.digest = digest
  }

  /// The chain of some leaves, in ascending order of their indices.
  public init(_ leaves: some Sequence<(index: UInt64, hash: Digest32)>) {
    self.init()
    for leaf in leaves { append(index: leaf.index, leafHash: leaf.hash) }
  }

  /// Chains the next leaf.
  ///
  /// - Complexity: one hash of 73 bytes.
  public mutating func append(index: UInt64, leafHash: Digest32) {
    var block = InlineArray<73, UInt8>(repeating: 0x02)
    var span = block.mutableSpan
    // Safe: an array of bytes holds any value, and the stores are checked against its end.
    var bytes = unsafe span.mutableBytes
    digest.store(to: &bytes, at: 1)
    bytes.storeBytes(of: index.bigEndian, toByteOffset: 33, as: UInt64.self)
    leafHash.store(to: &bytes, at: 41)
    digest = unsafe LogHash.sha256(block.span.bytes)
    count += 1
  }

  /// What a map holds of the chain: SHA-256(0x03 ‖ count in 8 bytes, big-endian ‖ digest).
  public var value: Digest32 {
    var block = InlineArray<41, UInt8>(repeating: 0x03)
    var span = block.mutableSpan
    // Safe: as in append.
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: count.bigEndian, toByteOffset: 1, as: UInt64.self)
    digest.store(to: &bytes, at: 9)
    return unsafe LogHash.sha256(block.span.bytes)
  }
}
