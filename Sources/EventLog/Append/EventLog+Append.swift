package import LMDB
package import LogProof
import RiskModel

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
    let batch = try StagedBlocks(staged, seeds).made()
    for block in batch.blocks {
      try transaction.append(try sealed(block.bytes, transaction), at: block.firstSequence, in: blocks)
      if let mentions { try transaction.append(block.index, at: block.firstSequence, in: mentions) }
      if let persons { try transaction.append(block.persons, at: block.firstSequence, in: persons) }
    }
    var identifiers = IdentifierWriter()
    // By position: a copy of an event retains each of its texts.
    for index in staged.indices {
      if let id = staged[index].event.id {
        guard try identifiers.add(staged[index].sequence, as: id, of: staged[index].event.source, in: self, transaction) else {
          preconditionFailure("what was staged has identifiers that name no event")
        }
      }
      if let target = staged[index].target { try transaction.put(Self.bytes(staged[index].sequence), at: target.sequence, in: retracted) }
    }
    try identifiers.finish(in: self, transaction)
    for subtree in batch.subtrees {
      for tile in try frontier.appendSubtree(level: subtree.level, hash: subtree.hash) + subtree.tiles {
        try transaction.put(tile.hash.bytes, at: Self.tileKey(level: tile.level, index: tile.index), in: tiles)
      }
    }
  }

  /// Stores where a reader stands.
  package func setBookmark(
    _ name: [UInt8], _ value: [UInt8], replacing former: [UInt8]? = nil, _ transaction: borrowing WriteTransaction
  ) throws {
    if let former { _ = try transaction.delete(former, in: bookmarks) }
    try transaction.put(value, at: name, in: bookmarks)
  }

  static func bytes(_ sequence: UInt64) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 8)
    writer.write(sequence)
    return writer.bytes
  }
}
