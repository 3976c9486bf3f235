extension InclusionProof {
  /// Makes the proof of a leaf (RFC 9162 section 2.1.3.1).
  ///
  /// - Parameters:
  ///   - leaf: The index of the leaf.
  ///   - size: The number of leaves of the tree, which may be any earlier size of the log.
  ///   - subtree: Answers the hash of the complete subtree over the leaves index · 2^level ..< (index + 1) · 2^level,
  ///     all of them below the size.
  /// - Complexity: O(log size) subtrees asked for.
  /// - Throws: ``ProofError/leafOutOfTree(leaf:size:)``, or what `subtree` throws.
  public static func make(leaf: UInt64, size: UInt64, subtree: CompleteSubtrees.Source) throws -> InclusionProof {
    guard leaf < size else { throw ProofError.leafOutOfTree(leaf: leaf, size: size) }
    var hashes: [Digest32] = []
    var leaves = 0..<size
    while leaves.count64 > 1 {
      let (left, right) = (leaves.lowerBound..<leaves.split, leaves.split..<leaves.upperBound)
      let isLeft = leaf < left.upperBound
      hashes.append(try CompleteSubtrees.root(of: isLeft ? right : left, subtree: subtree))
      leaves = isLeft ? left : right
    }
    // The descent meets the siblings from the root down; a proof lists them from the leaf up.
    return InclusionProof(leaf: leaf, size: size, hashes: hashes.reversed())
  }
}
