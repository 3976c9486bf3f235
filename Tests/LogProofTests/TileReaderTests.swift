import LogProof
import Testing

@Suite struct TileReaderTests {
  @Test("every complete subtree agrees with its definition", arguments: [1, 255, 256, 257, 700, 70_000] as [UInt64])
  func subtrees(size: UInt64) throws {
    let leaves = (0..<size).map { LogHash.leaf([UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8), 1]) }
    var tiles: [Int: [Digest32]] = [0: leaves]
    var frontier = TreeFrontier()
    for leaf in leaves {
      for tile in frontier.append(leaf) { tiles[tile.level, default: []].append(tile.hash) }
    }
    var reader = TileReader(size: size)
    var reads = 0
    var levels = [leaves]
    while let below = levels.last, below.count > 1 {
      levels.append((0..<below.count / 2).map { LogHash.node(below[2 * $0], below[2 * $0 + 1]) })
    }
    for (level, hashes) in levels.enumerated() {
      for index in Set([0, hashes.count / 2, hashes.count - 1]) {
        let hash = reader.subtree(level: level, index: UInt64(index)) { kind, indices in
          reads += 1
          #expect(indices.count <= 256 && kind.isMultiple(of: 8))
          return Array((tiles[kind] ?? [])[Int(indices.lowerBound)..<Int(indices.upperBound)])
        }
        #expect(hash == hashes[index], "level \(level), index \(index)")
      }
    }
    #expect(reads <= 3 * 3)
  }
}
