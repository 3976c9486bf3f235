import LogProof
import Testing

/// Cosignatures (C2SP tlog-cosignature), and the role of a witness.
@Suite struct WitnessTests {
  private let log = TestLog(20)
  private let logSigner: NoteSigner
  private let signer: NoteSigner
  private let witness: Witness

  init() throws {
    logSigner = try NoteSigner(name: "example.com/log", privateKey: (0..<32).map { $0 })
    signer = try NoteSigner(name: "witness.example.com/w1", privateKey: [UInt8](repeating: 5, count: 32), kind: .cosignature)
    witness = try Witness(signer, origin: "example.com/log", keys: [logSigner.key])
  }

  private func checkpoint(_ size: Int, root: Digest32? = nil) throws -> [UInt8] {
    let checkpoint = try Checkpoint(
      origin: "example.com/log", size: UInt64(size), root: root ?? log.root(size), extensions: ["subjects 1"])
    return Array(try checkpoint.signed(by: [logSigner]).description.utf8)
  }

  private func proof(_ old: UInt64, _ new: UInt64) throws -> ConsistencyProof {
    try ConsistencyProof.make(oldSize: old, newSize: new, subtree: log.subtree)
  }

  /// Made by pyca/cryptography 48.0.0 from the specification's text and a seed of 32 times 5.
  private static let key = "witness.example.com/w1+10008aeb+BG56HN0psLeP0Tr0xVmP7/TvKpcWbjym8uT7/M2AUFvx"
  private static let line =
    "— witness.example.com/w1 EACK6wAAAABkGFDL7s5OOUhHwp4p21TTCJeMSo1Bl2UAhoc80ZEyygI4mjAEyrcw3omPMCGsE8sDMQ4TJ7l/j9PTUaUqfUtqLx2GBA==\n"
  private static let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

  @Test func `another program's cosignature verifies`() throws {
    let key = try VerifierKey(Self.key)
    #expect(key.kind == .cosignature && key == signer.key && key.description == Self.key)
    let note = try SignedNote.open(Array("\(Self.text)\n\(Self.line)".utf8), keys: [key])
    #expect(note.cosignatureSeconds(by: key) == 1_679_315_147)
    // The time is signed too.
    let changed = Self.line.replacing("BkGFDL", with: "BkGFDM")
    #expect(throws: NoteError.invalidSignature(name: key.name, hash: key.hash)) {
      try SignedNote.open(Array("\(Self.text)\n\(changed)".utf8), keys: [key])
    }
  }

  @Test func `a key of ML-DSA-44 is named, and a kind is kept apart from the other`() throws {
    #expect(throws: NoteError.mldsa44(name: "witness.example.com/w1")) { try VerifierKey("witness.example.com/w1+00000000+BgEC") }
    #expect(try NoteSigner(signer.privateText).key == signer.key)
    let note = try SignedNote(parsing: checkpoint(3))
    #expect(throws: NoteError.otherKind(name: signer.key.name)) { try note.signed(by: signer) }
    #expect(throws: NoteError.otherKind(name: logSigner.key.name)) {
      try Witness(logSigner, origin: "example.com/log", keys: [logSigner.key])
    }
    // The same key as a log's signs something else.
    let plain = try NoteSigner(name: signer.key.name, privateKey: [UInt8](repeating: 5, count: 32))
    #expect(plain.key.hash != signer.key.hash)
  }

  @Test func `what continues the last cosigned checkpoint is cosigned`() throws {
    let first = try witness.cosign(checkpoint(7), after: nil, nil, at: 100)
    #expect(first.cosignatureSeconds(by: signer.key) == 100 && first.cosignatureSeconds(by: logSigner.key) == nil)
    let second = try witness.cosign(checkpoint(20), after: Array(first.description.utf8), proof(7, 20), at: 200)
    #expect(try second.verify(keys: [logSigner.key, signer.key]) == [logSigner.key, signer.key])
    // The same size again needs no proof.
    #expect(try witness.cosign(checkpoint(20), after: Array(second.description.utf8), nil, at: 300).signatures.count == 2)
  }

  @Test func `what does not is refused`() throws {
    let seen = Array(try witness.cosign(checkpoint(7), after: nil, nil, at: 100).description.utf8)
    func refusal(_ note: [UInt8], _ proof: ConsistencyProof?) -> Witness.Refusal? {
      do { _ = try witness.cosign(note, after: seen, proof, at: 200) } catch { return error as? Witness.Refusal }
      return nil
    }
    #expect(try refusal(checkpoint(6), nil) == .rolledBack(size: 6, seen: 7))
    #expect(try refusal(checkpoint(7, root: log.root(8)), nil) == .otherRoot(size: 7))
    #expect(try refusal(checkpoint(20), nil) == .proofMissing(from: 7, to: 20))
    #expect(try refusal(checkpoint(20), proof(8, 20)) == .proofMissing(from: 7, to: 20))
    guard case .inconsistent = try refusal(checkpoint(20, root: log.root(19)), proof(7, 20)) else {
      Issue.record("a changed log was cosigned")
      return
    }
    // A note that the log did not sign, and a last one that this witness did not.
    #expect(throws: NoteError.self) { try witness.cosign(Array("\(Self.text)\n\(Self.line)".utf8), after: nil, nil, at: 1) }
    #expect(throws: NoteError.self) { try witness.cosign(checkpoint(20), after: checkpoint(7), proof(7, 20), at: 1) }
  }

  @Test func `a tlog-proof reads and writes the same, and is checked with keys alone`() throws {
    let note = try witness.cosign(checkpoint(20), after: nil, nil, at: 100)
    let path = try InclusionProof.make(leaf: 7, size: 20, subtree: log.subtree)
    let proof = TransparencyProof(extra: [1, 2, 3], leaf: 7, hashes: path.hashes, checkpoint: note)
    let text = proof.description
    #expect(text.hasPrefix("c2sp.org/tlog-proof@v1\nextra AQID\nindex 7\n"))
    #expect(try TransparencyProof(text) == proof)
    let keys: Set = [logSigner.key]
    #expect(try proof.verify(leafHash: log.leaves[7], origin: "example.com/log", keys: keys, witnesses: [signer.key]).size == 20)
    #expect(throws: ProofError.self) { try proof.verify(leafHash: log.leaves[8], origin: "example.com/log", keys: keys) }
    let other = try NoteSigner.generate(name: "w2", kind: .cosignature).key
    #expect(throws: NoteError.self) { try proof.verify(leafHash: log.leaves[7], origin: "example.com/log", keys: keys, witnesses: [other]) }
    for (part, wrong) in [("@v1", "@v2"), ("index 7", "index 07"), ("extra AQID", "extra AQI"), ("index 7\n", ""), ("\n\n", "\n")] {
      let changed = text.replacing(part, with: wrong, maxReplacements: 1)
      #expect(throws: NoteError.self, "\(wrong)") { try TransparencyProof(changed) }
    }
    // Without extra data the line is left out.
    let bare = TransparencyProof(extra: nil, leaf: 0, hashes: [], checkpoint: note)
    #expect(try TransparencyProof(bare.description) == bare)
  }
}
