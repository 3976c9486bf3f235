/// Proof that a leaf is in the tree of a given size and root (RFC 9162 section 2.1.3).
///
/// Verification needs the proof, the hash of the leaf, and the root and size of a tree that the verifier trusts, as from
/// a ``Checkpoint``; it needs no store.
public struct InclusionProof: Hashable, Sendable {
  /// The index of the leaf, from 0.
  public let leaf: UInt64
  /// The number of leaves of the tree.
  public let size: UInt64
  /// The siblings on the path from the leaf to the root, the lowest first.
  public let hashes: [Digest32]

  /// A proof from its parts, which ``verify(leafHash:root:)`` judges.
  public init(leaf: UInt64, size: UInt64, hashes: [Digest32]) {
    self.leaf = leaf
    self.size = size
    self.hashes = hashes
  }

  /// Returns if the leaf is proved to be in the tree (RFC 9162 section 2.1.3.2).
  ///
  /// The size is only as good as its source: compare ``size`` with that of the checkpoint which the root comes from.
  ///
  /// - Parameters:
  ///   - leafHash: `LogHash.leaf` of the leaf's bytes.
  ///   - root: The root of the tree of ``size`` leaves.
  /// - Complexity: One node hash per hash of the proof, at most 64.
  /// - Throws: ``ProofError`` for a leaf out of the tree, a wrong number of hashes or another root.
  public func verify(leafHash: Digest32, root: Digest32) throws(ProofError) {
    let computed = try computedRoot(leafHash: leafHash)
    guard computed == root else { throw .rootMismatch(computed: computed, given: root) }
  }

  /// The root that the proof leads to from a leaf hash.
  ///
  /// - Throws: ``ProofError`` for a leaf out of the tree or a wrong number of hashes.
  func computedRoot(leafHash: Digest32) throws(ProofError) -> Digest32 {
    guard leaf < size else { throw .leafOutOfTree(leaf: leaf, size: size) }
    let shape = PathShape(leaf: leaf, size: size)
    guard hashes.count == shape.inner + shape.border else {
      throw .hashCount(found: hashes.count, expected: shape.inner + shape.border)
    }
    var hash = leafHash
    for level in 0..<shape.inner {
      hash = leaf >> UInt64(level) & 1 == 0 ? LogHash.node(hash, hashes[level]) : LogHash.node(hashes[level], hash)
    }
    for left in hashes[shape.inner...] { hash = LogHash.node(left, hash) }
    return hash
  }
}
