package import LMDB
package import LogProof
package import RiskModel

extension EventLog {
  /// The stored hash of a tile, nil where there is none.
  package func storedTile(_ tile: Tile, _ transaction: borrowing some Transaction & ~Copyable) throws -> Digest32? {
    guard let found = try transaction.value(of: Self.tileKey(level: tile.level, index: tile.index), in: tiles) else { return nil }
    return try Digest32(found)
  }

  /// Checks that the indexes hold nothing besides what the log says.
  package func verifyIndexSizes(
    identifiers identifierCount: Int, retractions retractionCount: Int, tiles size: UInt64,
    _ transaction: borrowing some Transaction & ~Copyable, fault: (String) throws -> Void
  ) throws {
    func compare(_ name: String, _ found: Int, _ expected: Int) throws {
      if found != expected { try fault("\(name): \(found) entries, expected \(expected)") }
    }
    try compare("identifiers", try transaction.size(of: identifiers).entryCount, identifierCount)
    try compare("retracted events", try transaction.size(of: retracted).entryCount, retractionCount)
    var tileCount = 0
    for level in stride(from: Tile.levels, through: 56, by: Tile.levels) { tileCount += Int(size >> UInt64(level)) }
    try compare("tiles", try transaction.size(of: tiles).entryCount, tileCount)
  }
}

/// Computes the hashes of leaves from stored events, in order.
package struct LeafHasher {
  private var block: UInt64 = 0
  private var salts = LeafSalts(seed: Array(repeating: 0, count: LeafSalts.seedByteCount))
  private var writer = ByteWriter(reservingBytes: 256)

  package init() {}

  /// The hash of an event's leaf.
  package mutating func hash(_ event: RecordedEvent, _ record: LogRecord, _ block: borrowing LogBlock) -> Digest32 {
    if self.block != block.firstSequence {
      self.block = block.firstSequence
      salts = LeafSalts(seed: block.seed)
    }
    writer.removeAll()
    writer.write(LogHash.leafPrefix)
    salts.write(Int(record.sequence - block.firstSequence), to: &writer)
    Leaf.writeCanonical(event.event, sequence: event.sequence, recordedAt: event.recordedAt, target: record.target, to: &writer)
    return LogHash.leaf(prefixed: writer.bytes)
  }
}
