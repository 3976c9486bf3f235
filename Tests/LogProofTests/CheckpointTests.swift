import LogProof
import Testing

@Suite struct CheckpointTests {
  private let signer: NoteSigner
  private let log = TestLog(20)

  init() throws {
    signer = try NoteSigner(name: "example.com/log", privateKey: (0..<32).map { $0 })
  }

  private func open(_ note: SignedNote, origin: String = "example.com/log") throws -> Checkpoint {
    try Checkpoint.open(Array(note.description.utf8), origin: origin, keys: [signer.key])
  }

  @Test func `the example of the specification reads and writes the same`() throws {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    let line =
      "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    let note = try SignedNote(parsing: text + "\n" + line)
    let checkpoint = try Checkpoint(text: note.text)
    #expect(checkpoint.origin == "example.com/behind-the-sofa")
    #expect(checkpoint.size == 20_852_163)
    #expect(checkpoint.root.description == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")
    #expect(checkpoint.text == text)
    #expect(note.description == text + "\n" + line)
  }

  @Test func `a verifier needs the proof, the checkpoint and the key alone`() throws {
    let checkpoint = try Checkpoint(origin: "example.com/log", size: 20, root: log.root(20), extensions: ["more", " "])
    let opened = try open(checkpoint.signed(by: [signer]))
    #expect(opened == checkpoint)
    let proof = try InclusionProof.make(leaf: 7, size: opened.size, subtree: log.subtree)
    try proof.verify(leafHash: log.leaves[7], root: opened.root)
  }

  @Test func `another origin, another signer and a changed size are refused`() throws {
    let note = try Checkpoint(origin: "example.com/log", size: 20, root: log.root(20)).signed(by: [signer])
    #expect(throws: NoteError.origin(found: "example.com/log", expected: "example.com/other")) {
      try open(note, origin: "example.com/other")
    }
    let other = try NoteSigner(name: "example.com/log", privateKey: [UInt8](repeating: 9, count: 32))
    let foreign = try Checkpoint(origin: "example.com/log", size: 20, root: log.root(20)).signed(by: [other])
    #expect(throws: NoteError.noKnownSigner(found: ["example.com/log+\(other.key.hash)"])) { try open(foreign) }
    let changed = try SignedNote(text: note.text.replacing("20\n", with: "21\n"), signatures: note.signatures)
    #expect(throws: NoteError.invalidSignature(name: signer.key.name, hash: signer.key.hash)) { try open(changed) }
  }

  @Test func `a witness adds its signature`() throws {
    let witness = try NoteSigner(name: "witness.example", privateKey: [UInt8](repeating: 5, count: 32))
    let note = try Checkpoint(origin: "example.com/log", size: 0, root: LogHash.empty).signed(by: [signer]).signed(by: witness)
    #expect(try note.verify(keys: [signer.key, witness.key]) == [signer.key, witness.key])
    #expect(try open(note).size == 0)
  }

  @Test(arguments: [
    "", "\n", "o\n", "o\n1\n", "o\n1\n\n", "\n1\nROOT\n",
    "o\n01\nROOT\n", "o\n+1\nROOT\n", "o\n-1\nROOT\n", "o\n 1\nROOT\n", "o\n0x1\nROOT\n",
    "o\n18446744073709551616\nROOT\n", "o\n1\nROOT", "o\n1\nROOT\n\n", "o\n1\nROOT\n\nx\n",
    "o\n1\nROOT=\n", "o\n1\n ROOT\n", "o\n1\nAAAA\n",
    "o\n1\nROOT\nx", "o\n1\nROOT\na\tb\n", "o\n\u{0661}\nROOT\n", "o\n0\nROOT\n", "\u{0}\n1\nROOT\n", "o\r\n1\nROOT\n",
  ])
  func `deviations from the form are refused`(form: String) {
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    #expect { try Checkpoint(text: form.replacing("ROOT", with: root)) } throws: { error in
      if case NoteError.checkpoint = error { true } else { false }
    }
  }

  @Test func `the largest size is read`() throws {
    let checkpoint = try Checkpoint(origin: "o", size: .max, root: log.root(1))
    #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
  }
}
