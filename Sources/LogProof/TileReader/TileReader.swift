/// Answers the hash of any complete subtree of a tree of which only tiles are kept.
///
/// What lies between two kinds of tile is computed from a row: the up to 256 tiles, or leaf hashes, below one tile. Rows once read are kept,
/// so that all that one proof asks for needs at most two rows of each kind: that of the leaf, and the last one.
public struct TileReader {
  /// Answers hashes in order of index: of leaves for level 0, else of the tiles of level 8, 16, ….
  public typealias Rows = (_ level: Int, _ indices: Range<UInt64>) throws -> [Digest32]

  private struct Row: Hashable {
    var level: Int
    var index: UInt64
  }

  private let size: UInt64
  private var rows: [Row: [Digest32]] = [:]

  /// A reader of the tree of the first `size` leaves.
  public init(size: UInt64) {
    self.size = size
  }

  /// The hash of the complete subtree over the leaves index · 2^level ..< (index + 1) · 2^level.
  ///
  /// - Precondition: All of them are below the size.
  /// - Complexity: one row read unless it was before, and at most 255 node hashes.
  /// - Throws: What `read` throws.
  public mutating func subtree(level: Int, index: UInt64, read: Rows) rethrows -> Digest32 {
    precondition(index < size >> UInt64(level), "a complete subtree lies in the tree")
    let kind = level / Tile.levels * Tile.levels
    let height = UInt64(level - kind)
    let below = index << height..<(index + 1) << height
    let row = Row(level: kind, index: below.lowerBound >> UInt64(Tile.levels))
    let first = row.index << UInt64(Tile.levels)
    if rows[row] == nil { rows[row] = try read(kind, first..<min(first + 1 << UInt64(Tile.levels), size >> UInt64(kind))) }
    var hashes = rows[row, default: []][Int(below.lowerBound - first)..<Int(below.upperBound - first)]
    while hashes.count > 1 {
      let base = hashes.startIndex
      hashes = ArraySlice((0..<hashes.count / 2).map { LogHash.node(hashes[base + 2 * $0], hashes[base + 2 * $0 + 1]) })
    }
    return hashes[hashes.startIndex]
  }
}
