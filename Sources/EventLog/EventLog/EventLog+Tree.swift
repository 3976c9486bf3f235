package import LMDB
package import LogProof
import RiskModel

/// The hash tree over the log (RFC 9162): one leaf an event, in order of sequence.
///
/// Stored are the hashes of complete subtrees of 2^8, 2^16, … leaves; what is below a tile is computed again from the events.
extension EventLog {
  static func tileKey(level: Int, index: UInt64) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 9)
    writer.write(UInt8(level))
    writer.write(index.bigEndian)
    return writer.bytes
  }

  /// The frontier of the tree over the first `size` events.
  ///
  /// - Complexity: O(log size) tiles, and at most 255 leaves computed from their events.
  package func frontier(upTo size: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> TreeFrontier {
    var frontier = TreeFrontier()
    for level in stride(from: 56, through: Tile.levels, by: -Tile.levels) {
      while size - frontier.size >= 1 << UInt64(level) {
        let hash = try tile(level: level, index: frontier.size >> UInt64(level), transaction)
        try frontier.appendSubtree(level: level, hash: hash)
      }
    }
    let rest = frontier.size
    try forEachLeaf(rest..<size, transaction) { frontier.append($0) }
    return frontier
  }

  /// Stores a tile.
  func put(_ tile: Tile, _ transaction: borrowing WriteTransaction) throws(LMDBError) {
    try transaction.put(tile.hash.bytes, at: Self.tileKey(level: tile.level, index: tile.index), in: tiles)
  }

  /// The hash of a stored tile.
  func tile(level: Int, index: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> Digest32 {
    guard let found = try transaction.value(of: Self.tileKey(level: level, index: index), in: tiles) else {
      throw damaged("no tile \(index) of level \(level)")
    }
    return try Digest32(found)
  }

  /// Computes leaves anew from their events, by their positions from 0.
  package func forEachLeaf(
    _ positions: Range<UInt64>, _ transaction: borrowing some Transaction & ~Copyable, _ body: (Digest32) throws -> Void
  ) throws {
    guard !positions.isEmpty else { return }
    var hasher = LeafHasher()
    try forEachEntry(from: positions.lowerBound + 1, transaction) { entry, block in
      guard entry.sequence <= positions.upperBound else { return false }
      try body(hasher.hash(entry, block))
      return entry.sequence < positions.upperBound
    }
  }
}
