/// The right edge of an append-only Merkle tree: all that is needed to append leaves and to know the root.
///
/// A tree of n leaves splits into complete subtrees, one per set bit of n, the largest on the left (RFC 9162 section
/// 2.1.1). The frontier holds their roots: at most 63 digests for a tree of any size, a "compact range".
public struct TreeFrontier: Hashable, Sendable {
  /// The number of leaves, at most 2^63 − 1.
  public private(set) var size: UInt64
  /// The roots of the complete subtrees, from the leftmost and largest to the smallest: one per set bit of ``size``.
  public private(set) var subtrees: [Digest32]

  /// The frontier of the empty tree.
  public init() {
    size = 0
    subtrees = []
  }

  /// The frontier that a store kept.
  ///
  /// - Throws: ``ProofError/treeTooLarge(size:)``, or ``ProofError/hashCount(found:expected:)`` when there is not one
  ///   hash per set bit of the size.
  public init(size: UInt64, subtrees: [Digest32]) throws(ProofError) {
    guard size <= UInt64(Int64.max) else { throw .treeTooLarge(size: size) }
    guard subtrees.count == size.nonzeroBitCount else {
      throw .hashCount(found: subtrees.count, expected: size.nonzeroBitCount)
    }
    self.size = size
    self.subtrees = subtrees
  }

  /// Appends the hash of a leaf, and reports the tiles that it completes: none but for every 256th leaf.
  ///
  /// - Complexity: O(1) node hashes on average, O(log n) at most. Without a tile nothing is allocated but the first
  ///   growth of ``subtrees``.
  /// - Precondition: The tree holds fewer than 2^63 − 1 leaves.
  @discardableResult
  public mutating func append(_ leafHash: Digest32) -> [Tile] {
    carry(leafHash, level: 0)
  }

  /// Appends the root of a complete subtree of 2^level leaves, as if its leaves were appended one by one.
  ///
  /// A tree is so rebuilt from its tiles. The tiles reported are those above the given level.
  ///
  /// - Throws: ``ProofError/subtreeMisaligned(size:level:)`` when the level is not 0…62 or the size no multiple of
  ///   2^level; ``ProofError/treeTooLarge(size:)`` when the tree would exceed 2^63 − 1 leaves.
  @discardableResult
  public mutating func appendSubtree(level: Int, hash: Digest32) throws(ProofError) -> [Tile] {
    guard 0...62 ~= level, size & (1 << UInt64(level) - 1) == 0 else {
      throw .subtreeMisaligned(size: size, level: level)
    }
    // Neither term exceeds 2^63 − 1, so that the sum cannot overflow.
    let newSize = size + 1 << UInt64(level)
    guard newSize <= UInt64(Int64.max) else { throw .treeTooLarge(size: newSize) }
    return carry(hash, level: level)
  }

  /// The root of the tree; ``LogHash/empty`` for the tree without leaves.
  ///
  /// - Complexity: One node hash per complete subtree but the first, so O(log n).
  public func root() -> Digest32 {
    guard var root = subtrees.last else { return LogHash.empty }
    for subtree in subtrees.dropLast().reversed() { root = LogHash.node(subtree, root) }
    return root
  }

  /// Adds a complete subtree like 2^level is added to a binary number: a subtree of the same level on its left merges
  /// with it, and the result is carried to the next level.
  private mutating func carry(_ subtree: Digest32, level first: Int) -> [Tile] {
    var tiles: [Tile] = []
    var hash = subtree
    var level = first
    while size >> UInt64(level) & 1 == 1 {
      hash = LogHash.node(subtrees.removeLast(), hash)
      level += 1
      if level.isMultiple(of: Tile.levels) { tiles.append(Tile(level: level, index: size >> UInt64(level), hash: hash)) }
    }
    subtrees.append(hash)
    size += 1 << UInt64(first)
    return tiles
  }
}
