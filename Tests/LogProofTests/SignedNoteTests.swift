import LogProof
import Testing

/// The keys and the note of the documentation and tests of Go's golang.org/x/mod/sumdb/note.
enum GoNote {
  static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
  static let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  static let peterLine =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
  static let enochLine =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
  /// The bytes after the type byte in PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz.
  static let peterSeed: [UInt8] = [
    0x81, 0x0a, 0x14, 0x02, 0xd5, 0x14, 0x6c, 0x8d, 0x84, 0xf2, 0x44, 0x33, 0x30, 0xf5, 0x40, 0x80,
    0xeb, 0xf9, 0x8e, 0xe1, 0x7d, 0x9c, 0x74, 0xf6, 0x25, 0x2f, 0xc5, 0xd5, 0xc7, 0x28, 0x31, 0x73,
  ]
}

@Suite struct VerifierKeyTests {
  @Test func `text round-trips`() throws {
    for text in [GoNote.peter, GoNote.enoch] { #expect(try VerifierKey(text).description == text) }
    #expect(try VerifierKey(GoNote.peter).hash == KeyHash(0xc74f_20a3))
  }

  @Test func `every part, and every change of one byte, is refused`() {
    let bytes = Array(GoNote.peter.utf8)
    for start in 0...bytes.count {
      for end in start...bytes.count where end - start < bytes.count {
        #expect(throws: NoteError.self) { try VerifierKey(String(decoding: bytes[start..<end], as: UTF8.self)) }
      }
    }
    for position in bytes.indices {
      var changed = bytes
      changed[position] += 1
      #expect(throws: NoteError.self) { try VerifierKey(String(decoding: changed, as: UTF8.self)) }
    }
  }

  @Test(arguments: [
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "", "+", "++", "+++",
  ])
  func `wrong lengths, types and spellings are refused`(text: String) {
    #expect(throws: NoteError.self) { try VerifierKey(text) }
  }

  @Test(arguments: ["", "a b", "a+b", "a\u{00a0}b", "a\u{2003}", "a\n", "a\u{1}", " \u{301}"])
  func `names with spaces, plus signs or control characters are refused`(name: String) {
    #expect(throws: NoteError.keyName(name)) { try VerifierKey(name: name, publicKey: [UInt8](repeating: 1, count: 32)) }
  }

  @Test func `a signer does not show its private key`() throws {
    let signer = try NoteSigner(name: "PeterNeumann", privateKey: GoNote.peterSeed)
    #expect("\(signer)" == GoNote.peter)
    #expect(Mirror(reflecting: signer).children.map(\.label) == ["key"])
    #expect(throws: NoteError.privateKeyLength(31)) { try NoteSigner(name: "x", privateKey: GoNote.peterSeed.dropLast()) }
  }
}

@Suite struct SignedNoteTests {
  private let peter: VerifierKey
  private let enoch: VerifierKey

  init() throws {
    peter = try VerifierKey(GoNote.peter)
    enoch = try VerifierKey(GoNote.enoch)
  }

  private func open(_ note: String, _ keys: Set<VerifierKey>) throws -> SignedNote {
    try SignedNote.open(Array(note.utf8), keys: keys)
  }

  @Test func `the note of Go's documentation opens, and unknown signers are ignored`() throws {
    let text = GoNote.text + "\n" + GoNote.peterLine + GoNote.enochLine
    let note = try open(text, [peter])
    #expect(note.text == GoNote.text)
    #expect(note.signatures.map(\.name) == ["PeterNeumann", "EnochRoot"])
    #expect(note.description == text)
    #expect(try note.verify(keys: [peter]) == [peter])
    #expect(try note.verify(keys: [peter, enoch]) == [peter, enoch])
    #expect(throws: NoteError.noKnownSigner(found: ["PeterNeumann+c74f20a3", "EnochRoot+af0cfe78"])) { try note.verify(keys: []) }
  }

  @Test func `signing gives Go's bytes`() throws {
    let signer = try NoteSigner(name: "PeterNeumann", privateKey: GoNote.peterSeed)
    #expect(signer.key == peter)
    let note = try SignedNote.sign(GoNote.text, by: [signer])
    try note.verify(keys: [peter])
    #expect(note.description == GoNote.text + "\n" + GoNote.peterLine)
  }

  @Test func `a known key's failing signature refuses the note, whatever else verifies`() throws {
    let forged = GoNote.peterLine.replacing("ZJku", with: "ZJkv")
    let error = NoteError.invalidSignature(name: "PeterNeumann", hash: KeyHash(0xc74f_20a3))
    #expect(throws: error) { try open(GoNote.text + "\n" + forged + GoNote.enochLine, [peter, enoch]) }
    #expect(throws: error) { try open(GoNote.text + "\n" + GoNote.peterLine + forged, [peter]) }
    #expect(throws: error) { try open(GoNote.text + "more\n\n" + GoNote.peterLine, [peter]) }
    #expect(try open(GoNote.text + "\n" + forged + GoNote.enochLine, [enoch]).text == GoNote.text)
  }

  @Test func `a signature under another name or hash is of an unknown signer`() {
    for line in [
      GoNote.peterLine.replacing("PeterNeumann", with: "CarmenSandiego"), GoNote.peterLine.replacing("x08g", with: "xxxx"),
    ] {
      #expect { try open(GoNote.text + "\n" + line, [peter]) } throws: { error in
        if case NoteError.noKnownSigner = error { true } else { false }
      }
    }
  }

  @Test func `two known keys of one name and hash are ambiguous`() throws {
    // Found by trying numbers as keys: the 4-byte hash is short.
    let keys = try [17346, 75898].map { (number: UInt32) in
      let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
      return try VerifierKey(name: "x", publicKey: [UInt8](repeating: 0, count: 28) + bytes)
    }
    let hash = KeyHash(0x6170_f12a)
    #expect(keys.map(\.hash) == [hash, hash])
    let note = try SignedNote(text: "a\n", signatures: [.init(name: "x", hash: hash, bytes: [1])])
    #expect(throws: NoteError.ambiguousKey(name: "x", hash: hash)) { try note.verify(keys: Set(keys)) }
    #expect(throws: NoteError.invalidSignature(name: "x", hash: hash)) { try note.verify(keys: [keys[0]]) }
  }

  @Test func `up to 100 signatures are read`() throws {
    let lines = { (count: Int) in String(repeating: GoNote.peterLine, count: count) }
    #expect(try open(GoNote.text + "\n" + lines(100), [peter]).signatures.count == 100)
    #expect(throws: NoteError.tooManySignatures(101)) { try open(GoNote.text + "\n" + lines(101), [peter]) }
    #expect(throws: NoteError.tooLong(1_000_001)) { try SignedNote(parsing: [UInt8](repeating: 10, count: 1_000_001)) }
  }

  @Test func `a text may have blank lines, and be one`() throws {
    let signer = try NoteSigner(name: "x", privateKey: GoNote.peterSeed)
    for text in ["a\n\nb\n", "\n", "\n\n\n", "— x y\n", "\u{301}\n", "a\n\n\u{301}b\n"] {
      let note = try SignedNote.sign(text, by: [signer])
      #expect(try open(note.description, [signer.key]) == note)
    }
  }

  private static let deviations: [String] = {
    let (text, line) = (GoNote.text + "\n", GoNote.peterLine)
    let lines: [String] = [
      "", "\n", "\n\n", String(line.dropLast()), line + "Unexpected line.\n", "\r\n\n" + line,
      line.replacing("Peter", with: "Peter "), line.replacing("Peter", with: "Peter+"), line.replacing("— ", with: "- "),
      line.replacing("— ", with: "—"), line.replacing("AM=", with: "AN="), line.replacing("AM=", with: "AM"),
      "— x x08gow==\n", "—  x08go/ZJ\n",
    ]
    let notes: [String] = ["", "\n", "\n\n", "\n\n\n", "\n" + line, GoNote.text, GoNote.text + line, "\u{1}" + text + line]
    return notes + lines.map { text + $0 }
  }()

  @Test(arguments: deviations)
  func `deviations from the form are refused`(note: String) {
    #expect(throws: NoteError.self) { try SignedNote(parsing: note) }
  }

  @Test func `no cut, no change of a byte and no garbage crashes or verifies`() throws {
    let note = Array((GoNote.text + "\n" + GoNote.peterLine).utf8)
    for end in 0..<note.count {
      #expect(throws: NoteError.self) { try SignedNote.open(Array(note[..<end]), keys: [peter]) }
    }
    for position in note.indices {
      for bit in 0..<8 {
        var changed = note
        changed[position] ^= 1 << UInt8(bit)
        #expect(throws: NoteError.self) { try SignedNote.open(changed, keys: [peter]) }
      }
    }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let garbage = (0..<Int.random(in: 0..<80, using: &generator)).map { _ in
        [10, 32, 0xE2, 0x80, 0x94, 43, 65, 61, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
      }
      #expect(throws: NoteError.self) { try SignedNote.open(garbage, keys: [peter]) }
    }
  }

  @Test func `unsignable texts are refused`() throws {
    let signer = try NoteSigner(name: "x", privateKey: GoNote.peterSeed)
    #expect(throws: NoteError.textWithoutNewline) { try SignedNote.sign("abc", by: [signer]) }
    #expect(throws: NoteError.textWithoutNewline) { try SignedNote.sign("", by: [signer]) }
    #expect(throws: NoteError.notText) { try SignedNote.sign("a\tb\n", by: [signer]) }
    #expect(throws: NoteError.noSignatures) { try SignedNote.sign("abc\n", by: []) }
  }
}
