internal import LogProof

/// The salts of a block's leaves, all derived from the block's seed.
///
/// The salt of the *i*-th event is the first or the second half (as *i* is even or odd) of SHA-256 of the seed and *i* / 2 in 4 bytes,
/// little-endian. The salt of the other person that the *i*-th event names is the first half of SHA-256 of the seed and 2^31 + *i*. Erasing an event means storing the salts of the others and forgetting the seed.
package struct LeafSalts {
  private let seed: [UInt8]
  /// The pairs that have derived salts.
  private var pairs = 0..<0
  /// Their salts, one behind the other.
  private var derived: [UInt8] = []

  /// The length of a seed.
  package static let seedByteCount = 32

  package init(seed: [UInt8]) {
    precondition(seed.count == Self.seedByteCount, "a seed has 32 bytes")
    self.seed = seed
  }

  /// Derives the salts of the events at some positions in the block, in place of those that were: quicker than when they are written.
  package mutating func derive(_ positions: Range<Int>) {
    pairs = positions.lowerBound / 2..<(positions.upperBound + 1) / 2
    var input = ByteWriter(reservingBytes: pairs.count * (Self.seedByteCount + 4))
    var ends: [UInt32] = []
    ends.reserveCapacity(pairs.count)
    for pair in pairs {
      input.write(seed)
      input.write(UInt32(pair))
      ends.append(UInt32(input.count))
    }
    derived.removeAll(keepingCapacity: true)
    // Safe: bytes are their own raw representation.
    for digest in unsafe LogHash.sha256(input.bytes.span.bytes, ends: ends) { digest.append(to: &derived) }
  }

  /// The salt of the seal of the other person that the event at a position names.
  package func mentionSalt(_ position: Int) -> [UInt8] {
    var input = ByteWriter(reservingBytes: Self.seedByteCount + 4)
    input.write(seed)
    input.write(1 << 31 | UInt32(position))
    // Safe: bytes are their own raw representation.
    return Array(unsafe LogHash.sha256(input.bytes.span.bytes).bytes.prefix(Leaf.saltByteCount))
  }

  /// Writes the salt of the event at a position in the block. Cheapest in ascending order.
  package mutating func write(_ position: Int, to writer: inout ByteWriter) {
    if !pairs.contains(position / 2) { derive(position..<position + 1) }
    let start = (position - 2 * pairs.lowerBound) * Leaf.saltByteCount
    writer.write(derived[start..<start + Leaf.saltByteCount])
  }
}
