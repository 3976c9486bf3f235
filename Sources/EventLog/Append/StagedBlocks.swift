import LogProof
import RiskModel

/// Staged events as the blocks that they become. Packing them and hashing their leaves are the longest parts of a long batch, so both are done
/// on all cores, beside one another.
struct StagedBlocks: Sendable {
  private let staged: [StagedEvent]
  /// The events of each block, and the seed of their salts.
  private var blocks: [(events: Range<Int>, seed: [UInt8])] = []

  /// Fewer events are made before another core has begun.
  private static let sharedCount = 64
  /// The most leaves that are hashed in one go. They end at a multiple of a tile's, so that whole tiles are hashed in it.
  private static let leafCount = 512

  /// - Parameter seeds: 32 unguessable bytes a block.
  init(_ staged: [StagedEvent], _ seeds: () -> [UInt8]) {
    self.staged = staged
    var first = 0
    var byteCount = 0
    for index in staged.indices {
      byteCount += staged[index].byteCount
      if index + 1 == staged.count || index + 1 - first == LogBlock.maximumCount || byteCount >= LogBlock.softByteLimit {
        blocks.append((first..<index + 1, seeds()))
        first = index + 1
        byteCount = 0
      }
    }
  }

  /// A block's bytes.
  struct Built: Sendable {
    var firstSequence: UInt64
    var bytes: [UInt8]
    /// Its ``BlockIndex``.
    var index: [UInt8]
    /// Its ``BlockPersons``.
    var persons: [UInt8]
  }

  /// A complete subtree of the hash tree: a leaf, or a tile of leaves, which is then to be stored.
  struct Subtree: Sendable {
    var level: Int
    var hash: Digest32
    var tiles: [Tile] = []
  }

  /// What becomes of a stretch of events.
  private enum Part: Sendable {
    case block(Built)
    case subtrees([Subtree])
  }

  /// The blocks, and the leaves, those of whole tiles as one subtree; both in order.
  func made() throws -> (blocks: [Built], subtrees: [Subtree]) {
    let stretches = stretches
    let partCount = blocks.count + stretches.count
    @Sendable func part(_ number: Int) -> Part {
      // The blocks first, since they take longer.
      if number < blocks.count { return .block(built(blocks[number])) }
      let stretch = stretches[number - blocks.count]
      return .subtrees(subtrees(stretch.events, of: blocks[stretch.block]))
    }
    let parts = staged.count < Self.sharedCount ? (0..<partCount).map(part) : try concurrentMap(partCount, part)
    var made: (blocks: [Built], subtrees: [Subtree]) = ([], [])
    for part in parts {
      switch part {
      case .block(let block): made.blocks.append(block)
      case .subtrees(let subtrees): made.subtrees += subtrees
      }
    }
    return made
  }

  private func built(_ block: (events: Range<Int>, seed: [UInt8])) -> Built {
    let first = staged[block.events.lowerBound].sequence
    var builder = LogBlockBuilder(firstSequence: first, reserving: block.events.count)
    var persons = BlockPersonsBuilder(ofBlockAt: first, count: block.events.count)
    for (index, event) in staged[block.events].enumerated() {
      builder.append(event.event, recordedAt: event.recordedAt, target: event.target?.sequence)
      persons.enter(event.personAlone, at: index)
    }
    return Built(
      firstSequence: first, bytes: builder.finish(seed: block.seed), index: builder.index.bytes, persons: persons.bytes)
  }

  /// The events to be hashed in one go, each with the number of their block.
  private var stretches: [(events: Range<Int>, block: Int)] {
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
    return stretches
  }

  private func subtrees(_ events: Range<Int>, of block: (events: Range<Int>, seed: [UInt8])) -> [Subtree] {
    let first = block.events.lowerBound
    var salts = LeafSalts(seed: block.seed)
    salts.derive(events.lowerBound - first..<events.upperBound - first)
    var leaves = ByteWriter(reservingBytes: 128 * events.count)
    var ends: [UInt32] = []
    ends.reserveCapacity(events.count)
    for index in events {
      let event = staged[index]
      leaves.write(LogHash.leafPrefix)
      salts.write(index - first, to: &leaves)
      Leaf.writeCanonical(
        event.event, sequence: event.sequence, recordedAt: event.recordedAt, target: event.target?.sequence,
        mention: Leaf.Mention(event.event, event.event.fact.other.map { _ in .salt(salts.mentionSalt(index - first)) }), to: &leaves)
      ends.append(UInt32(leaves.count))
    }
    // Safe: bytes are their own raw representation.
    return Self.joined(unsafe LogHash.sha256(leaves.bytes.span.bytes, ends: ends), firstLeaf: staged[events.lowerBound].sequence - 1)
  }

  /// Joins leaves into tiles where all of a tile's are there.
  private static func joined(_ leaves: [Digest32], firstLeaf: UInt64) -> [Subtree] {
    let tileLeafCount = 1 << Tile.levels
    // The leaves of a tile that began before, then whole tiles, then what a later batch goes on with.
    let before = min(leaves.count, Int((0 &- firstLeaf) % UInt64(tileLeafCount)))
    let whole = before..<leaves.count - (leaves.count - before) % tileLeafCount
    var nodes = Array(leaves[whole])
    for _ in 0..<Tile.levels { nodes = LogHash.level(above: nodes) }
    let firstTile = (firstLeaf + UInt64(before)) >> UInt64(Tile.levels)
    let tiles = nodes.enumerated().map { Tile(level: Tile.levels, index: firstTile + UInt64($0), hash: $1) }
    return leaves[..<whole.lowerBound].map { Subtree(level: 0, hash: $0) }
      + tiles.map { Subtree(level: Tile.levels, hash: $0.hash, tiles: [$0]) }
      + leaves[whole.upperBound...].map { Subtree(level: 0, hash: $0) }
  }
}
