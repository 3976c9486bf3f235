import LogProof
import Testing

@Suite struct LeafChainTests {
  private func leaf(_ number: UInt8) -> Digest32 { LogHash.leaf([number]) }

  @Test("a chain is the hash of its bytes as documented")
  func asDocumented() {
    var bytes: [UInt8] = [0x02] + LogHash.empty.bytes
    bytes += [0, 0, 0, 0, 0, 0, 1, 2]
    bytes += leaf(7).bytes
    let chain = LeafChain(CollectionOfOne((index: 0x0102 as UInt64, hash: leaf(7))))
    // A key is the first half of the SHA-256 of any bytes: the way to it from outside.
    let digest = MapKey(hashing: bytes)
    #expect(chain.count == 1 && chain.digest.bytes.prefix(16).elementsEqual(halves(digest)))
    let value = MapKey(hashing: [0x03] + [0, 0, 0, 0, 0, 0, 0, 1] + chain.digest.bytes)
    #expect(chain.value.bytes.prefix(16).elementsEqual(halves(value)))
  }

  private func halves(_ key: MapKey) -> [UInt8] {
    [key.high, key.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) } }
  }

  @Test("another index, hash, order or number makes another chain")
  func differs() {
    func chain(_ leaves: (index: UInt64, hash: Digest32)...) -> LeafChain { LeafChain(leaves) }
    let this = chain((1, leaf(1)), (5, leaf(2)))
    for other in [
      chain((1, leaf(1)), (6, leaf(2))), chain((1, leaf(1)), (5, leaf(3))), chain((5, leaf(2)), (1, leaf(1))), chain((1, leaf(1))), chain(),
    ] {
      #expect(other != this && other.digest != this.digest && other.value != this.value)
    }
    #expect(LeafChain(count: 3, digest: this.digest).value != this.value)
  }

  @Test("a checkpoint's line of subjects round-trips, and nothing else is one")
  func subjectsLine() throws {
    let head = MapHead(size: 12, root: leaf(9))
    func subjects(_ lines: [String]) throws -> MapHead? {
      try Checkpoint(origin: "o", size: 0, root: LogHash.empty, extensions: lines).subjects
    }
    let line = head.subjectsLine
    #expect(try subjects(["time 2022-01-01T00:00:00Z", line]) == head)
    #expect(try subjects([line, line]) == nil)
    for wrong in [line + " ", " " + line, line.replacing("12", with: "012"), line.replacing("subjects", with: "Subjects"), "subjects 12"] {
      #expect(try subjects([wrong]) == nil)
    }
  }

  @Test("a signer's key round-trips as Go writes it, and mistakes are refused without showing it")
  func signerText() throws {
    // From the tests of golang.org/x/mod/sumdb/note.
    let text = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    let signer = try NoteSigner(text)
    #expect(signer.key.description == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    #expect(signer.privateText == text)
    for wrong in ["", "PRIVATE+KEY+", text.replacing("c74f20a3", with: "c74f20a4"), String(text.dropLast(4)), text + "AAAA"] {
      let error = #expect(throws: NoteError.self) { try NoteSigner(wrong) }
      #expect(error?.description.contains("AYEKFAL") == false)
    }
    let made = try NoteSigner.generate(name: "example.org/log")
    #expect(try NoteSigner(made.privateText).key == made.key)
    #expect(try NoteSigner.generate(name: "example.org/log").key != made.key)
  }
}
