package import LMDB
package import LogProof
import RiskModel

/// Proofs about the hash tree over the log, which need neither the log nor this module to be verified.
extension EventLog {
  /// The root of the tree over the first `size` events.
  ///
  /// - Complexity: O(log size) tiles, and at most 255 leaves computed from their events.
  package func root(of size: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> Digest32 {
    try frontier(upTo: size, transaction).root()
  }

  /// Proves that the event of a sequence is in the tree over the first `size` events.
  ///
  /// - Complexity: at most 512 tiles for each power of 256 in the size, and at most 511 leaves computed from their events.
  package func inclusionProof(
    of sequence: UInt64, in size: UInt64, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> InclusionProof {
    var reader = TileReader(size: size)
    return try InclusionProof.make(leaf: sequence - 1, size: size) { level, index in
      try reader.subtree(level: level, index: index) { try hashes(level: $0, $1, transaction) }
    }
  }

  /// Proves that the tree over the first `newSize` events continues that over the first `oldSize`.
  ///
  /// - Complexity: as ``inclusionProof(of:in:_:)``.
  package func consistencyProof(
    from oldSize: UInt64, to newSize: UInt64, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> ConsistencyProof {
    var reader = TileReader(size: newSize)
    return try ConsistencyProof.make(oldSize: oldSize, newSize: newSize) { level, index in
      try reader.subtree(level: level, index: index) { try hashes(level: $0, $1, transaction) }
    }
  }

  /// The hashes of leaves (level 0), computed from their events, or of stored tiles.
  private func hashes(
    level: Int, _ indices: Range<UInt64>, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> [Digest32] {
    guard level == 0 else { return try indices.map { try tile(level: level, index: $0, transaction) } }
    var leaves: [Digest32] = []
    leaves.reserveCapacity(indices.count)
    try forEachLeaf(indices, transaction) { leaves.append($0) }
    guard leaves.count == indices.count else {
      throw damaged("\(leaves.count) events from \(indices.lowerBound + 1) on, expected \(indices.count)")
    }
    return leaves
  }

  /// The leaf of a sequence, or nil past the end.
  package func leaf(_ sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> LogLeaf? {
    var found: LogLeaf?
    try forEachEntry(from: sequence, transaction) { entry, block in
      guard entry.sequence == sequence else { return false }
      var hasher = LeafHasher()
      if case .commitment(let record) = entry {
        found = .commitment(try record.commitment(in: block))
      } else if case .event(let record) = entry, let salt = hasher.salt(record, block) {
        found = .event(
          EventLeaf(event: try self.event(record, block), target: record.target, salt: salt, mention: hasher.mention(record, block)))
      } else {
        found = .hash(sequence: sequence, recordedAt: entry.recordedAt, try hasher.hash(entry, block))
      }
      return false
    }
    return found
  }
}
