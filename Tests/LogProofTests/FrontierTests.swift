import LogProof
import Testing

@Suite struct FrontierTests {
  private let log = TestLog(70)

  @Test func `every size has the root of the definition and one hash per set bit`() throws {
    var frontier = TreeFrontier()
    #expect(frontier.root() == LogHash.empty)
    for size in 1...70 {
      #expect(frontier.append(log.leaves[size - 1]).isEmpty)
      #expect(frontier.size == UInt64(size))
      #expect(frontier.root() == log.root(size))
      #expect(frontier.subtrees.count == size.nonzeroBitCount)
      #expect(try TreeFrontier(size: frontier.size, subtrees: frontier.subtrees) == frontier)
      #expect(CompleteSubtrees.root(size: frontier.size, subtree: log.subtree) == frontier.root())
    }
  }

  @Test func `appending subtrees equals appending their leaves`() throws {
    for size in 0...70 {
      var frontier = TreeFrontier()
      for level in (0...6).reversed() where size >> level & 1 == 1 {
        try frontier.appendSubtree(level: level, hash: log.subtree(level, frontier.size >> UInt64(level)))
      }
      #expect(frontier.size == UInt64(size))
      #expect(frontier.root() == log.root(size))
    }
  }

  @Test func `tiles are reported as they fill, and rebuild the tree`() throws {
    var frontier = TreeFrontier()
    var tiles: [Tile] = []
    let leaf = LogHash.leaf([7])
    for _ in 0..<(65_536 + 300) { tiles += frontier.append(leaf) }
    let low = tiles.filter { $0.level == 8 }
    let high = tiles.filter { $0.level == 16 }
    #expect(tiles.count == low.count + high.count)
    #expect(low.map(\.index) == Array(0..<257))
    #expect(high.map(\.index) == [0])

    var rebuilt = TreeFrontier()
    var rebuiltTiles: [Tile] = []
    for tile in low { rebuiltTiles += try rebuilt.appendSubtree(level: 8, hash: tile.hash) }
    for _ in 0..<44 { rebuilt.append(leaf) }
    #expect(rebuilt == frontier)
    #expect(rebuiltTiles == high)
  }

  @Test func `wrong sizes and levels are refused`() throws {
    let hash = log.leaves[0]
    #expect(throws: ProofError.hashCount(found: 1, expected: 2)) { try TreeFrontier(size: 3, subtrees: [hash]) }
    #expect(throws: ProofError.treeTooLarge(size: 1 << 63)) { try TreeFrontier(size: 1 << 63, subtrees: [hash]) }
    var frontier = try TreeFrontier(size: 6, subtrees: [hash, hash])
    for level in [-1, 2, 3, 62, 63, 64] {
      #expect(throws: ProofError.subtreeMisaligned(size: 6, level: level)) { try frontier.appendSubtree(level: level, hash: hash) }
    }
    var half = try TreeFrontier(size: 1 << 62, subtrees: [hash])
    #expect(throws: ProofError.treeTooLarge(size: 1 << 63)) { try half.appendSubtree(level: 62, hash: hash) }
    #expect(half.size == 1 << 62)
  }
}
