import LogProof
import Testing

@Suite struct InclusionTests {
  private let log = TestLog(70)

  @Test func `every leaf of every tree is proved, by the path of the definition`() throws {
    for size in 1...70 {
      let root = log.root(size)
      for leaf in 0..<size {
        let proof = try InclusionProof.make(leaf: UInt64(leaf), size: UInt64(size), subtree: log.subtree)
        #expect(proof.hashes == Reference.path(leaf, log.leaves[..<size]))
        try proof.verify(leafHash: log.leaves[leaf], root: root)
      }
    }
  }

  @Test func `every single turned bit of hashes, leaf and root is refused`() throws {
    for size in 1...17 {
      let root = log.root(size)
      for leaf in 0..<size {
        let proof = try InclusionProof.make(leaf: UInt64(leaf), size: UInt64(size), subtree: log.subtree)
        var accepted = 0
        for bit in 0..<256 {
          if holds(proof, log.leaves[leaf].flipping(bit), root) { accepted += 1 }
          if holds(proof, log.leaves[leaf], root.flipping(bit)) { accepted += 1 }
          for position in proof.hashes.indices {
            var hashes = proof.hashes
            hashes[position] = hashes[position].flipping(bit)
            if holds(InclusionProof(leaf: proof.leaf, size: proof.size, hashes: hashes), log.leaves[leaf], root) { accepted += 1 }
          }
        }
        #expect(accepted == 0, "leaf \(leaf) of \(size)")
      }
    }
  }

  @Test func `a path is accepted for no other leaf, and for no size but those of the same shape`() throws {
    for size in 1...40 {
      let root = log.root(size)
      for leaf in 0..<size {
        let proof = try InclusionProof.make(leaf: UInt64(leaf), size: UInt64(size), subtree: log.subtree)
        for other in 0..<UInt64(80) where other != leaf {
          let moved = InclusionProof(leaf: other, size: proof.size, hashes: proof.hashes)
          #expect(!holds(moved, log.leaves[leaf], root), "\(leaf) of \(size) as \(other)")
        }
        for bit in 0..<64 {
          let resized = InclusionProof(leaf: proof.leaf, size: proof.size ^ 1 << UInt64(bit), hashes: proof.hashes)
          // The path of a leaf left of the right edge is the same in every tree whose right edge parts from it at the
          // same height, so that the size is bound by the checkpoint and not by the path.
          guard holds(resized, log.leaves[leaf], root) else { continue }
          #expect(resized.size > resized.leaf && isSameShape(proof, resized), "\(leaf) of \(size) in \(resized.size)")
        }
      }
    }
  }

  @Test func `missing and surplus hashes are refused`() throws {
    let proof = try InclusionProof.make(leaf: 20, size: 37, subtree: log.subtree)
    let (leaf, root) = (log.leaves[20], log.root(37))
    let count = proof.hashes.count
    for position in 0..<count {
      var hashes = proof.hashes
      hashes.remove(at: position)
      let short = InclusionProof(leaf: 20, size: 37, hashes: hashes)
      #expect(throws: ProofError.hashCount(found: count - 1, expected: count)) { try short.verify(leafHash: leaf, root: root) }
    }
    let long = InclusionProof(leaf: 20, size: 37, hashes: proof.hashes + [root])
    #expect(throws: ProofError.hashCount(found: count + 1, expected: count)) { try long.verify(leafHash: leaf, root: root) }
  }

  @Test(arguments: [(0, 0), (1, 1), (5, 4), (UInt64.max, UInt64.max)] as [(UInt64, UInt64)])
  func `a leaf out of the tree is refused`(leaf: UInt64, size: UInt64) {
    #expect(throws: ProofError.leafOutOfTree(leaf: leaf, size: size)) {
      try InclusionProof.make(leaf: leaf, size: size, subtree: log.subtree)
    }
    #expect(throws: ProofError.leafOutOfTree(leaf: leaf, size: size)) {
      try InclusionProof(leaf: leaf, size: size, hashes: []).verify(leafHash: log.leaves[0], root: log.leaves[0])
    }
  }

  @Test func `the largest sizes are verified without overflow`() throws {
    // A log of equal leaves, whose complete subtrees depend on the level alone.
    var levels = [log.leaves[0]]
    for level in 0..<63 { levels.append(LogHash.node(levels[level], levels[level])) }
    let sizes: [UInt64] = [.max, 1 << 63, 1 << 63 + 1, 1 << 62 + 12345]
    for size in sizes {
      let root = CompleteSubtrees.root(size: size) { level, _ in levels[level] }
      for leaf: UInt64 in [0, 1, size / 2, size - 2, size - 1] {
        let proof = try InclusionProof.make(leaf: leaf, size: size) { level, _ in levels[level] }
        try proof.verify(leafHash: levels[0], root: root)
      }
    }
  }

  private func holds(_ proof: InclusionProof, _ leafHash: Digest32, _ root: Digest32) -> Bool {
    (try? proof.verify(leafHash: leafHash, root: root)) != nil
  }

  private func isSameShape(_ one: InclusionProof, _ other: InclusionProof) -> Bool {
    sides(one.leaf, one.size) == sides(other.leaf, other.size)
  }

  /// For each hash of a path whether it joins from the left, by the loop of RFC 9162 section 2.1.3.2.
  private func sides(_ leaf: UInt64, _ size: UInt64) -> [Bool] {
    var (fn, sn) = (leaf, size - 1)
    var sides: [Bool] = []
    while sn != 0 {
      let isLeft = fn & 1 == 1 || fn == sn
      sides.append(isLeft)
      if isLeft { while fn & 1 == 0, fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) } }
      (fn, sn) = (fn >> 1, sn >> 1)
    }
    return sides
  }
}
