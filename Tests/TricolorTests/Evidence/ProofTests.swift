import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Proofs about the log")
struct ProofTests {
  private let store = Store()

  @Test func everySizeAgreesWithTheTreeAsDefined() async throws {
    let count = 600
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: count)
    let leaves = try (1...UInt64(count)).map { try engine.leaf(of: $0).hash }
    let roots = (0...count).map { naiveRoot(leaves[..<$0]) }
    for size in 0...count { #expect(try engine.root(of: UInt64(size)) == roots[size]) }
    for size in 1...count {
      // The last, one at the edge of a tile, and one that moves through all.
      let asked = Set([size, min(256, size), size * size % 251 % size + 1])
      for sequence in asked {
        let proof = try engine.inclusionProof(of: UInt64(sequence), in: UInt64(size))
        try proof.verify(leafHash: leaves[sequence - 1], root: roots[size])
        #expect(throws: ProofError.self) { try proof.verify(leafHash: leaves[sequence % count], root: roots[size]) }
        if size > 1 { #expect(throws: ProofError.self) { try proof.verify(leafHash: leaves[sequence - 1], root: roots[size - 1]) } }
      }
      for old in Set([size, (size + 1) / 2, min(256, size)]) {
        let proof = try engine.consistencyProof(from: UInt64(old), to: UInt64(size))
        try proof.verify(oldRoot: roots[old], newRoot: roots[size])
        #expect(throws: ProofError.self) { try proof.verify(oldRoot: roots[old - 1], newRoot: roots[size]) }
      }
    }
  }

  @Test func tilesOfTheSecondLevelAreUsed() async throws {
    let engine = try Engine.create(at: store.path)
    let count = 66_000
    try await engine.append(try (0..<count).map { try .negative(.number(UInt64($0) % 11), at: "2022-01-01T00:00:00Z") })
    let root = try engine.root(of: UInt64(count))
    for sequence in [1, 256, 257, 65_536, 65_537, 66_000] as [UInt64] {
      try engine.inclusionProof(of: sequence, in: UInt64(count)).verify(leafHash: engine.leaf(of: sequence).hash, root: root)
    }
    for old in [1, 255, 256, 65_535, 65_536, 65_537] as [UInt64] {
      try engine.consistencyProof(from: old, to: UInt64(count)).verify(oldRoot: engine.root(of: old), newRoot: root)
    }
  }

  @Test func whatIsNotThereIsRefused() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 10)
    #expect(throws: StoreError.beyondEnd(asked: 11, last: 10)) { try engine.inclusionProof(of: 1, in: 11) }
    #expect(throws: StoreError.beyondEnd(asked: 6, last: 5)) { try engine.inclusionProof(of: 6, in: 5) }
    #expect(throws: StoreError.beyondEnd(asked: 0, last: 5)) { try engine.inclusionProof(of: 0, in: 5) }
    #expect(throws: StoreError.beyondEnd(asked: 11, last: 10)) { try engine.leaf(of: 11) }
    #expect(throws: StoreError.beyondEnd(asked: 11, last: 10)) { try engine.consistencyProof(from: 3, to: 11) }
    #expect(throws: ProofError.sizesReversed(oldSize: 7, newSize: 3)) { try engine.consistencyProof(from: 7, to: 3) }
    #expect(throws: ProofError.emptyOlderTree(newSize: 3)) { try engine.consistencyProof(from: 0, to: 3) }
  }

  @Test func aCheckpointIsASignedNoteThatOthersRead() async throws {
    let clock = try TestClock("2022-03-01T08:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    try await EvidenceLog.fill(engine, count: 300)
    let note = try engine.checkpoint(origin: "example.org/codes", signedBy: EvidenceLog.signer)
    let bytes = Array(note.description.utf8)
    let checkpoint = try Checkpoint.open(bytes, origin: "example.org/codes", keys: [EvidenceLog.signer.key])
    #expect(checkpoint.size == 301 && checkpoint.extensions.isEmpty)
    #expect(try checkpoint.root == engine.root(of: 301))
    let committed = try #require(try engine.commitmentProof(in: 301))
    try committed.verify(under: checkpoint)
    #expect(try committed.commitment.recordedAt == Instant("2022-03-01T08:00:00Z") && committed.commitment.size == 300)
    #expect(committed.commitment.subjects?.size == 7)
    #expect(throws: EvidenceError.commitment(sequence: 301)) { try engine.leaf(of: 301) }
    let other = try NoteSigner(name: "example.org/codes", privateKey: Array(repeating: 8, count: 32))
    #expect(throws: NoteError.self) { try Checkpoint.open(bytes, origin: "example.org/codes", keys: [other.key]) }
    let changed = Array(note.description.replacing("\n301\n", with: "\n300\n").utf8)
    #expect(throws: NoteError.self) { try Checkpoint.open(changed, origin: "example.org/codes", keys: [EvidenceLog.signer.key]) }
    #expect(throws: NoteError.self) { try Checkpoint.open(bytes, origin: "example.org/other", keys: [EvidenceLog.signer.key]) }
  }

  @Test func aCheckpointOfAnEmptyLog() async throws {
    let engine = try Engine.create(at: store.path)
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    #expect(checkpoint.size == 0 && checkpoint.root == LogHash.empty)
    let proof = try engine.completeness(of: .policies, in: 0)
    try proof.verify(under: checkpoint)
    #expect(proof.knownAt == 0)
  }
}
