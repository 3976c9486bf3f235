/// The root of a complete, aligned subtree of 2^8, 2^16, … 2^56 leaves.
///
/// A store that keeps the tiles of level 8 keeps one hash per 256 leaves; any other hash of the tree follows from those
/// and from at most 256 leaves.
public struct Tile: Hashable, Sendable {
  /// The levels between two kinds of tile: 8, so that one tile stands for 256 of the kind below.
  public static let levels = 8

  /// The height of the subtree above the leaves: 8, 16, … 56.
  public let level: Int
  /// The subtree covers the leaves index · 2^level ..< (index + 1) · 2^level.
  public let index: UInt64
  /// The root of the subtree.
  public let hash: Digest32

  /// A tile from its parts.
  public init(level: Int, index: UInt64, hash: Digest32) {
    self.level = level
    self.index = index
    self.hash = hash
  }
}
