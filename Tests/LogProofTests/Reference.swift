import LogProof

/// The definitions of RFC 9162 section 2.1 word for word, over lists of leaf hashes, to compare with.
enum Reference {
  /// MTH(D_n), section 2.1.1.
  static func root(_ leaves: ArraySlice<Digest32>) -> Digest32 {
    if leaves.isEmpty { return LogHash.empty }
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    let middle = leaves.startIndex + split(leaves.count)
    return LogHash.node(root(leaves[..<middle]), root(leaves[middle...]))
  }

  /// PATH(m, D_n), section 2.1.3.1.
  static func path(_ m: Int, _ leaves: ArraySlice<Digest32>) -> [Digest32] {
    if leaves.count == 1 { return [] }
    let k = split(leaves.count)
    let middle = leaves.startIndex + k
    return m < k
      ? path(m, leaves[..<middle]) + [root(leaves[middle...])]
      : path(m - k, leaves[middle...]) + [root(leaves[..<middle])]
  }

  /// SUBPROOF(m, D_n, b), section 2.1.4.1.
  static func subproof(_ m: Int, _ leaves: ArraySlice<Digest32>, _ isKnown: Bool = true) -> [Digest32] {
    if m == leaves.count { return isKnown ? [] : [root(leaves)] }
    let k = split(leaves.count)
    let middle = leaves.startIndex + k
    return m <= k
      ? subproof(m, leaves[..<middle], isKnown) + [root(leaves[middle...])]
      : subproof(m - k, leaves[middle...], false) + [root(leaves[..<middle])]
  }

  private static func split(_ count: Int) -> Int {
    var k = 1
    while k * 2 < count { k *= 2 }
    return k
  }
}

/// A log of distinct leaves that answers subtrees by the reference definition.
struct TestLog {
  let leaves: [Digest32]

  init(_ count: Int) {
    leaves = (0..<count).map { LogHash.leaf([UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]) }
  }

  func root(_ size: Int) -> Digest32 { Reference.root(leaves[..<size]) }

  func subtree(_ level: Int, _ index: UInt64) -> Digest32 {
    let start = Int(index) << level
    return Reference.root(leaves[start..<start + 1 << level])
  }
}

extension Digest32 {
  /// The digest with one of its 256 bits turned.
  func flipping(_ bit: Int) -> Digest32 {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    do { return try Digest32(bytes) } catch { preconditionFailure("32 bytes: \(error)") }
  }
}
