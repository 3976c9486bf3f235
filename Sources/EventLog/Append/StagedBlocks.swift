import LogProof
import RiskModel

/// Staged events as the blocks that they become. Packing them and hashing their leaves are the longest parts of a long batch, so both are done
/// on all cores.
struct StagedBlocks: Sendable {
  private let staged: [StagedEvent]
  /// The events of each block, and the seed of their salts.
  private var blocks: [(events: Range<Int>, seed: [UInt8])] = []

  /// The bytes that an event takes besides its texts, at most.
  private static let fixedByteCount = 56
  /// The most leaves that are hashed in one go. They end at a multiple of a tile's, so that whole tiles are hashed in it.
  private static let leafCount = 512

  /// - Parameter seeds: 32 unguessable bytes a block.
  init(_ staged: [StagedEvent], _ seeds: () -> [UInt8]) {
    self.staged = staged
    var first = 0
    var byteCount = 0
    for index in staged.indices {
      byteCount += Self.fixedByteCount + staged[index].event.textByteCount
      if index + 1 == staged.count || index + 1 - first == LogBlock.maximumCount || byteCount >= LogBlock.softByteLimit {
        blocks.append((first..<index + 1, seeds()))
        first = index + 1
        byteCount = 0
      }
    }
  }

  /// The blocks' bytes, in order.
  func built() throws -> [(firstSequence: UInt64, bytes: [UInt8])] {
    try concurrentMap(blocks.count) { number in
      let block = blocks[number]
      let first = staged[block.events.lowerBound].sequence
      var builder = LogBlockBuilder(firstSequence: first)
      for index in block.events {
        builder.append(staged[index].event, recordedAt: staged[index].recordedAt, target: staged[index].target?.sequence)
      }
      return (first, builder.finish(seed: block.seed))
    }
  }

  /// A complete subtree of the hash tree: a leaf, or a tile of leaves, which is then to be stored.
  struct Subtree: Sendable {
    var level: Int
    var hash: Digest32
    var tiles: [Tile] = []
  }

  /// The leaves, in order, those of whole tiles as one subtree.
  func subtrees() throws -> [Subtree] {
    var stretches: [(events: Range<Int>, block: Int)] = []
    for (number, block) in blocks.enumerated() {
      var first = block.events.lowerBound
      while first < block.events.upperBound {
        let leaf = Int(truncatingIfNeeded: staged[first].sequence - 1)
        let end = min(block.events.upperBound, first + Self.leafCount - leaf % Self.leafCount)
        stretches.append((first..<end, number))
        first = end
      }
    }
    let all = stretches
    return try concurrentMap(all.count) { subtrees(all[$0].events, of: blocks[all[$0].block]) }.flatMap { $0 }
  }

  private func subtrees(_ events: Range<Int>, of block: (events: Range<Int>, seed: [UInt8])) -> [Subtree] {
    var salts = LeafSalts(seed: block.seed)
    var writer = ByteWriter(reservingBytes: 256)
    var leaves: [Digest32] = []
    leaves.reserveCapacity(events.count)
    for index in events {
      writer.removeAll()
      writer.write(LogHash.leafPrefix)
      salts.write(index - block.events.lowerBound, to: &writer)
      Leaf.writeCanonical(
        staged[index].event, sequence: staged[index].sequence, recordedAt: staged[index].recordedAt,
        target: staged[index].target?.sequence, to: &writer)
      leaves.append(LogHash.leaf(prefixed: writer.bytes))
    }
    return Self.joined(leaves, firstLeaf: staged[events.lowerBound].sequence - 1)
  }

  /// Joins leaves into tiles where all of a tile's are there.
  private static func joined(_ leaves: [Digest32], firstLeaf: UInt64) -> [Subtree] {
    let tileLeafCount = 1 << Tile.levels
    var subtrees: [Subtree] = []
    var next = 0
    while next < leaves.count {
      let leaf = firstLeaf + UInt64(next)
      guard leaf % UInt64(tileLeafCount) == 0, leaves.count - next >= tileLeafCount else {
        subtrees.append(Subtree(level: 0, hash: leaves[next]))
        next += 1
        continue
      }
      var nodes = Array(leaves[next..<next + tileLeafCount])
      while nodes.count > 1 {
        for index in 0..<nodes.count / 2 { nodes[index] = LogHash.node(nodes[2 * index], nodes[2 * index + 1]) }
        nodes.removeLast(nodes.count / 2)
      }
      let tile = Tile(level: Tile.levels, index: leaf >> UInt64(Tile.levels), hash: nodes[0])
      subtrees.append(Subtree(level: Tile.levels, hash: tile.hash, tiles: [tile]))
      next += tileLeafCount
    }
    return subtrees
  }
}

extension Event {
  /// The bytes of all texts that a record of the event holds or refers to.
  fileprivate var textByteCount: Int {
    var count = source.string.utf8.count + (id?.string.utf8.count ?? 0) + (evidence?.string.utf8.count ?? 0)
    switch fact {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): count += place.path.string.utf8.count
    case .appeal(_, let number, _, _): count += number.string.utf8.count
    case .retraction(let reference, let reason):
      count += reason.string.utf8.count
      if case .identifier(let source, let id) = reference { count += source.string.utf8.count + id.string.utf8.count }
    case .policy(let document): count += document.stored.count
    default: break
    }
    return count
  }
}
