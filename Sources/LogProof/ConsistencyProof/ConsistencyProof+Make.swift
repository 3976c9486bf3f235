extension ConsistencyProof {
  /// Makes the proof that the tree of `newSize` leaves continues that of `oldSize` (RFC 9162 section 2.1.4.1).
  ///
  /// - Parameters:
  ///   - oldSize: The number of leaves of the older tree, at least 1.
  ///   - newSize: The number of leaves of the newer tree.
  ///   - subtree: Answers the hash of the complete subtree over the leaves index · 2^level ..< (index + 1) · 2^level,
  ///     all of them below the newer size.
  /// - Complexity: O(log newSize) subtrees asked for.
  /// - Throws: ``ProofError`` for sizes out of order, or what `subtree` throws.
  public static func make(oldSize: UInt64, newSize: UInt64, subtree: CompleteSubtrees.Source) throws -> ConsistencyProof {
    guard oldSize > 0 else { throw ProofError.emptyOlderTree(newSize: newSize) }
    guard oldSize <= newSize else { throw ProofError.sizesReversed(oldSize: oldSize, newSize: newSize) }
    var hashes: [Digest32] = []
    var leaves = 0..<newSize
    // Descend to the subtree that ends where the older tree ends.
    while leaves.upperBound != oldSize {
      let (left, right) = (leaves.lowerBound..<leaves.split, leaves.split..<leaves.upperBound)
      let isLeft = oldSize <= left.upperBound
      hashes.append(try CompleteSubtrees.root(of: isLeft ? right : left, subtree: subtree))
      leaves = isLeft ? left : right
    }
    // The verifier knows that subtree's hash only if it is the whole older tree.
    if leaves.lowerBound != 0 { hashes.append(try CompleteSubtrees.root(of: leaves, subtree: subtree)) }
    return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes.reversed())
  }
}
