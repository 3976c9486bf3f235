import LogProof
import Testing

@Suite struct ConsistencyTests {
  private let log = TestLog(70)

  @Test func `every pair of sizes is proved, by the hashes of the definition`() throws {
    let roots = (0...70).map { log.root($0) }
    for newSize in 1...70 {
      for oldSize in 1...newSize {
        let proof = try make(oldSize, newSize)
        #expect(proof.hashes == Reference.subproof(oldSize, log.leaves[..<newSize]))
        try proof.verify(oldRoot: roots[oldSize], newRoot: roots[newSize])
      }
    }
  }

  @Test func `every single turned bit of hashes and roots is refused`() throws {
    for newSize in 1...14 {
      for oldSize in 1...newSize {
        let proof = try make(oldSize, newSize)
        let (oldRoot, newRoot) = (log.root(oldSize), log.root(newSize))
        var accepted = 0
        for bit in 0..<256 {
          if holds(proof, oldRoot.flipping(bit), newRoot) { accepted += 1 }
          if holds(proof, oldRoot, newRoot.flipping(bit)) { accepted += 1 }
          for position in proof.hashes.indices {
            var hashes = proof.hashes
            hashes[position] = hashes[position].flipping(bit)
            let turned = ConsistencyProof(oldSize: proof.oldSize, newSize: proof.newSize, hashes: hashes)
            if holds(turned, oldRoot, newRoot) { accepted += 1 }
          }
        }
        #expect(accepted == 0, "\(oldSize) to \(newSize)")
      }
    }
  }

  @Test func `a log that changed an early leaf is refused`() throws {
    for newSize in 2...40 {
      for oldSize in 1...newSize {
        var leaves = log.leaves
        leaves[oldSize - 1] = leaves[oldSize - 1].flipping(0)
        let forged = Reference.root(leaves[..<newSize])
        let hashes = Reference.subproof(oldSize, leaves[..<newSize])
        let proof = ConsistencyProof(oldSize: UInt64(oldSize), newSize: UInt64(newSize), hashes: hashes)
        #expect(!holds(proof, log.root(oldSize), forged), "\(oldSize) to \(newSize)")
      }
    }
  }

  @Test func `a proof is accepted for no other older size`() throws {
    for newSize in 1...33 {
      for oldSize in 1...newSize {
        let proof = try make(oldSize, newSize)
        let (oldRoot, newRoot) = (log.root(oldSize), log.root(newSize))
        for other in 0..<UInt64(70) where other != oldSize {
          let moved = ConsistencyProof(oldSize: other, newSize: proof.newSize, hashes: proof.hashes)
          #expect(!holds(moved, oldRoot, newRoot), "\(oldSize) to \(newSize) as from \(other)")
        }
      }
    }
  }

  @Test func `wrong sizes and numbers of hashes are refused, each by its own error`() throws {
    let (one, two) = (log.root(1), log.root(2))
    #expect(throws: ProofError.emptyOlderTree(newSize: 3)) { try make(0, 3) }
    #expect(throws: ProofError.sizesReversed(oldSize: 4, newSize: 3)) { try make(4, 3) }
    #expect(throws: ProofError.emptyOlderTree(newSize: 0)) { try proof(0, 0, []).verify(oldRoot: one, newRoot: one) }
    #expect(throws: ProofError.emptyOlderTree(newSize: 2)) { try proof(0, 2, []).verify(oldRoot: LogHash.empty, newRoot: two) }
    #expect(throws: ProofError.sizesReversed(oldSize: 2, newSize: 1)) { try proof(2, 1, []).verify(oldRoot: two, newRoot: one) }
    #expect(throws: ProofError.hashCount(found: 1, expected: 0)) { try proof(2, 2, [one]).verify(oldRoot: two, newRoot: two) }
    #expect(throws: ProofError.hashCount(found: 0, expected: 1)) { try proof(1, 2, []).verify(oldRoot: one, newRoot: two) }
    #expect(throws: ProofError.rootMismatch(computed: one, given: two)) { try proof(1, 1, []).verify(oldRoot: one, newRoot: two) }
    let good = try make(6, 13)
    #expect(throws: ProofError.oldRootMismatch(computed: log.root(6), given: one)) {
      try good.verify(oldRoot: one, newRoot: log.root(13))
    }
    #expect(throws: ProofError.rootMismatch(computed: log.root(13), given: one)) {
      try good.verify(oldRoot: log.root(6), newRoot: one)
    }
    for position in good.hashes.indices {
      var hashes = good.hashes
      hashes.remove(at: position)
      #expect(!holds(proof(6, 13, hashes), log.root(6), log.root(13)))
    }
    #expect(!holds(proof(6, 13, good.hashes + [one]), log.root(6), log.root(13)))
  }

  @Test func `the largest sizes are verified without overflow`() throws {
    var levels = [log.leaves[0]]
    for level in 0..<63 { levels.append(LogHash.node(levels[level], levels[level])) }
    let sizes: [UInt64] = [1, 2, 3, 1 << 62, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max - 1, .max]
    let roots = sizes.map { size in CompleteSubtrees.root(size: size) { level, _ in levels[level] } }
    for (newIndex, newSize) in sizes.enumerated() {
      for (oldIndex, oldSize) in sizes[...newIndex].enumerated() {
        let proof = try ConsistencyProof.make(oldSize: oldSize, newSize: newSize) { level, _ in levels[level] }
        try proof.verify(oldRoot: roots[oldIndex], newRoot: roots[newIndex])
      }
    }
  }

  private func make(_ oldSize: Int, _ newSize: Int) throws -> ConsistencyProof {
    try ConsistencyProof.make(oldSize: UInt64(oldSize), newSize: UInt64(newSize), subtree: log.subtree)
  }

  private func proof(_ oldSize: UInt64, _ newSize: UInt64, _ hashes: [Digest32]) -> ConsistencyProof {
    ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes)
  }

  private func holds(_ proof: ConsistencyProof, _ oldRoot: Digest32, _ newRoot: Digest32) -> Bool {
    (try? proof.verify(oldRoot: oldRoot, newRoot: newRoot)) != nil
  }
}
