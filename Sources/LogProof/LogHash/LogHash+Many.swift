internal import CSHA256

/// Many hashes at once, which the processor finishes in a little more than half the time: see `CSHA256HashAll`.
extension LogHash {
  /// SHA-256 of each of the messages that lie one behind the other in the bytes, as they are, without a prefix.
  ///
  /// - Parameter ends: where each message ends, in ascending order.
  package static func sha256(_ bytes: RawSpan, ends: [UInt32]) -> [Digest32] {
    // Not only quicker: the empty array is one for all threads, and to make one of no capacity writes its count.
    guard let end = ends.last else { return [] }
    precondition(Int(end) <= bytes.byteCount, "the messages lie in the bytes")
    guard hasInstructions else {
      return ends.indices.map { portable(bytes.extracting(($0 == 0 ? 0 : Int(ends[$0 - 1]))..<Int(ends[$0]))) }
    }
    // Safe: the bytes and the ends are only read, during the call, and a digest is written for each end.
    let digests = unsafe [CSHA256Digest](unsafeUninitializedCapacity: ends.count) { digests, count in
      unsafe bytes.withUnsafeBytes { unsafe CSHA256HashAll($0.baseAddress, ends, ends.count, digests.baseAddress) }
      count = ends.count
    }
    return digests.map { Digest32($0) }
  }

  /// The hashes of the inner nodes right above an even number of nodes, each from its two.
  package static func level(above nodes: [Digest32]) -> [Digest32] {
    precondition(nodes.count.isMultiple(of: 2), "each node has a neighbor")
    // The prefix of an inner node stands before each pair.
    let byteCount = 1 + 2 * Digest32.byteCount
    var bytes = [UInt8](repeating: 0x01, count: nodes.count / 2 * byteCount)
    var ends: [UInt32] = []
    ends.reserveCapacity(nodes.count / 2)
    var span = bytes.mutableSpan
    // Safe: an array of bytes holds any value, and the stores are checked against its end.
    var block = unsafe span.mutableBytes
    for pair in 0..<nodes.count / 2 {
      nodes[2 * pair].store(to: &block, at: pair * byteCount + 1)
      nodes[2 * pair + 1].store(to: &block, at: pair * byteCount + 1 + Digest32.byteCount)
      ends.append(UInt32((pair + 1) * byteCount))
    }
    // Safe: bytes are their own raw representation.
    return unsafe sha256(bytes.span.bytes, ends: ends)
  }
}
