/// Roots over ranges of leaves, from the hashes of complete subtrees.
///
/// Throughout, the subtree (level, index) covers the leaves index · 2^level ..< (index + 1) · 2^level; level 0 is the
/// leaf hashes. The hashes come from a closure, so that a store may answer from kept tiles or hash the leaves anew.
public enum CompleteSubtrees {
  /// Answers the hash of a complete subtree.
  public typealias Source = (_ level: Int, _ index: UInt64) throws -> Digest32

  /// The root of the tree of the first `size` leaves (RFC 9162 section 2.1.1).
  ///
  /// - Complexity: One subtree asked for per set bit of the size.
  /// - Throws: What `subtree` throws.
  public static func root(size: UInt64, subtree: Source) rethrows -> Digest32 {
    size == 0 ? LogHash.empty : try root(of: 0..<size, subtree: subtree)
  }

  /// The root over a non-empty range whose start is a multiple of the smallest power of two that is not below its
  /// length, as are all the ranges that the definition of the tree splits it into.
  static func root(of leaves: Range<UInt64>, subtree: Source) rethrows -> Digest32 {
    guard leaves.count64.nonzeroBitCount > 1 else {
      let level = leaves.count64.trailingZeroBitCount
      return try subtree(level, leaves.lowerBound >> UInt64(level))
    }
    let middle = leaves.split
    let left = try root(of: leaves.lowerBound..<middle, subtree: subtree)
    return LogHash.node(left, try root(of: middle..<leaves.upperBound, subtree: subtree))
  }
}

extension Range<UInt64> {
  /// The number of leaves, which may exceed an `Int`.
  var count64: UInt64 { upperBound - lowerBound }

  /// Where the definition of the tree splits a range of at least two leaves: after k, the largest power of two below
  /// their number.
  var split: UInt64 { lowerBound + 1 << UInt64(63 - (count64 - 1).leadingZeroBitCount) }
}

/// What the path from a leaf to the root looks like: which hashes join from the left and which from the right.
///
/// Below the node where the paths of the leaf and of the last leaf part, the bits of the leaf's index say on which side
/// its sibling lies. Above, the leaf's path is the right edge of the tree and every sibling lies to the left. This is
/// the loop of RFC 9162 sections 2.1.3.2 and 2.1.4.2 with its two halves separated, so that the number of hashes that a
/// proof must have is known before any is read.
struct PathShape {
  /// The number of siblings below the parting, lowest first.
  let inner: Int
  /// The number of left siblings along the right edge.
  let border: Int

  /// The shape of the path of a leaf, which must be below the size.
  init(leaf: UInt64, size: UInt64) {
    inner = UInt64.bitWidth - (leaf ^ (size - 1)).leadingZeroBitCount
    border = inner == UInt64.bitWidth ? 0 : (leaf >> UInt64(inner)).nonzeroBitCount
  }
}
