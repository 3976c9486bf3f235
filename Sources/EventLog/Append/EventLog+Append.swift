import Dispatch
package import LMDB
package import LogProof
import RiskModel
import Synchronization

extension EventLog {
  /// The greatest sequence: what six bytes hold.
  package static let maximumSequence: UInt64 = 1 << 48 - 1

  /// Writes staged events, their index entries and their leaves' hashes. Durable once the transaction is committed.
  ///
  /// - Parameter seeds: 32 unguessable bytes a block.
  /// - Parameter frontier: the tree's over every event before; afterwards over these too.
  package func write(
    _ staged: [StagedEvent], seeds: () -> [UInt8], frontier: inout TreeFrontier, _ transaction: borrowing WriteTransaction
  ) throws {
    var pieces: [(events: Range<Int>, seed: [UInt8])] = []
    var next = 0
    while next < staged.count {
      let first = next
      var builder = LogBlockBuilder(firstSequence: staged[first].sequence)
      while next < staged.count, !builder.isFull {
        let event = staged[next]
        builder.append(event.event, recordedAt: event.recordedAt, target: event.target?.sequence)
        next += 1
      }
      let seed = seeds()
      try transaction.append(builder.finish(seed: seed), at: staged[first].sequence, in: blocks)
      pieces.append((first..<next, seed))
    }
    for event in staged {
      if let id = event.event.id {
        try transaction.put(Self.bytes(event.sequence), at: Self.identifierKey(event.event.source, id), in: identifiers)
      }
      if let target = event.target { try transaction.put(Self.bytes(event.sequence), at: target.sequence, in: retracted) }
    }
    for leaf in Self.leafHashes(staged, pieces) {
      for tile in frontier.append(leaf) {
        try transaction.put(tile.hash.bytes, at: Self.tileKey(level: tile.level, index: tile.index), in: tiles)
      }
    }
  }

  /// Stores where a reader stands.
  package func setBookmark(_ name: [UInt8], _ value: [UInt8], _ transaction: borrowing WriteTransaction) throws {
    try transaction.put(value, at: name, in: bookmarks)
  }

  static func bytes(_ sequence: UInt64) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 8)
    writer.write(sequence)
    return writer.bytes
  }

  /// The leaves of staged events, block by block, on all cores: of a long batch hashing is the longest part.
  private static func leafHashes(_ staged: [StagedEvent], _ blocks: [(events: Range<Int>, seed: [UInt8])]) -> [Digest32] {
    if blocks.count == 1 { return leafHashes(staged[blocks[0].events], seed: blocks[0].seed) }
    let hashed = Mutex([[Digest32]](repeating: [], count: blocks.count))
    DispatchQueue.concurrentPerform(iterations: blocks.count) { index in
      let leaves = leafHashes(staged[blocks[index].events], seed: blocks[index].seed)
      hashed.withLock { $0[index] = leaves }
    }
    return hashed.withLock { $0.flatMap { $0 } }
  }

  private static func leafHashes(_ block: ArraySlice<StagedEvent>, seed: [UInt8]) -> [Digest32] {
    var salts = LeafSalts(seed: seed)
    var writer = ByteWriter(reservingBytes: 256)
    return block.enumerated().map { position, event in
      writer.removeAll()
      salts.write(position, to: &writer)
      Leaf.writeCanonical(
        event.event, sequence: event.sequence, recordedAt: event.recordedAt, target: event.target?.sequence, to: &writer)
      return LogHash.leaf(writer.bytes)
    }
  }
}
