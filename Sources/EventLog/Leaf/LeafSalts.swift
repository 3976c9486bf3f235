internal import LogProof

/// The salts of a block's leaves, all derived from the block's seed.
///
/// The salt of the *i*-th event is the first or the second half (as *i* is even or odd) of SHA-256 of the seed and *i* / 2 in 4 bytes,
/// little-endian. Erasing an event means storing the salts of the others and forgetting the seed.
package struct LeafSalts {
  /// The seed and the number of a pair: what is hashed.
  private var input: ByteWriter
  private var pair: Int = -1
  /// The salts of the pair.
  private var derived: [UInt8] = []

  /// The length of a seed.
  package static let seedByteCount = 32

  package init(seed: [UInt8]) {
    precondition(seed.count == Self.seedByteCount, "a seed has 32 bytes")
    input = ByteWriter(reservingBytes: Self.seedByteCount + 4)
    input.write(seed)
    input.write(0 as UInt32)
    derived.reserveCapacity(Digest32.byteCount)
  }

  /// Writes the salt of the event at a position in the block. Cheapest in ascending order.
  package mutating func write(_ position: Int, to writer: inout ByteWriter) {
    if position / 2 != pair {
      pair = position / 2
      input.overwrite(UInt32(pair), at: Self.seedByteCount)
      derived.removeAll(keepingCapacity: true)
      // Safe: bytes are their own raw representation.
      unsafe LogHash.sha256(input.bytes.span.bytes).append(to: &derived)
    }
    let half = position % 2 * Leaf.saltByteCount
    writer.write(derived[half..<half + Leaf.saltByteCount])
  }
}
