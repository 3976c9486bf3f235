/// Proof that a tree continues an older one: its first leaves are those of the older tree (RFC 9162 section 2.1.4).
///
/// A holder of the older root learns that nothing before it was changed, removed or inserted.
public struct ConsistencyProof: Hashable, Sendable {
  /// The number of leaves of the older tree, at least 1.
  public let oldSize: UInt64
  /// The number of leaves of the newer tree.
  public let newSize: UInt64
  /// The hashes that both roots follow from, in the order of the RFC.
  public let hashes: [Digest32]

  /// A proof from its parts, which ``verify(oldRoot:newRoot:)`` judges.
  public init(oldSize: UInt64, newSize: UInt64, hashes: [Digest32]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.hashes = hashes
  }

  /// Returns if the newer tree is proved to continue the older one (RFC 9162 section 2.1.4.2).
  ///
  /// Stricter than the RFC's algorithm in one respect: an older tree without leaves is refused, since every tree
  /// continues it and no root would be looked at.
  ///
  /// - Parameters:
  ///   - oldRoot: The root of the tree of ``oldSize`` leaves.
  ///   - newRoot: The root of the tree of ``newSize`` leaves.
  /// - Complexity: Two node hashes per hash of the proof, which has at most 64.
  /// - Throws: ``ProofError`` for sizes out of order, a wrong number of hashes or another root.
  public func verify(oldRoot: Digest32, newRoot: Digest32) throws(ProofError) {
    guard oldSize > 0 else { throw .emptyOlderTree(newSize: newSize) }
    guard oldSize <= newSize else { throw .sizesReversed(oldSize: oldSize, newSize: newSize) }
    guard oldSize < newSize else {
      guard hashes.isEmpty else { throw .hashCount(found: hashes.count, expected: 0) }
      guard oldRoot == newRoot else { throw .rootMismatch(computed: oldRoot, given: newRoot) }
      return
    }
    // The proof starts from the last complete subtree of the older tree; its path leads to both roots.
    let shift = oldSize.trailingZeroBitCount
    let shape = PathShape(leaf: oldSize - 1, size: newSize)
    let inner = shape.inner - shift
    // If that subtree is the whole older tree then its hash is the older root, and the proof leaves it out.
    let isWhole = oldSize.nonzeroBitCount == 1
    let expected = inner + shape.border + (isWhole ? 0 : 1)
    guard hashes.count == expected else { throw .hashCount(found: hashes.count, expected: expected) }
    let siblings = isWhole ? hashes[...] : hashes.dropFirst()

    var old = isWhole ? oldRoot : hashes[0]
    var new = old
    var path = (oldSize - 1) >> UInt64(shift)
    for sibling in siblings.prefix(inner) {
      // A sibling on the right holds only leaves that the older tree had not.
      if path & 1 == 1 {
        old = LogHash.node(sibling, old)
        new = LogHash.node(sibling, new)
      } else {
        new = LogHash.node(new, sibling)
      }
      path >>= 1
    }
    for sibling in siblings.dropFirst(inner) {
      old = LogHash.node(sibling, old)
      new = LogHash.node(sibling, new)
    }
    guard old == oldRoot else { throw .oldRootMismatch(computed: old, given: oldRoot) }
    guard new == newRoot else { throw .rootMismatch(computed: new, given: newRoot) }
  }
}
