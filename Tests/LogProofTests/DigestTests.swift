import Testing

@testable import LogProof

@Suite struct DigestTests {
  /// The roots of the first eight trees over the entries that the RFC 6962 implementations test with.
  private static let entries: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
  ]

  @Test func `the empty tree, the empty leaf and a tree of eight have their known roots`() {
    #expect(LogHash.empty.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(LogHash.leaf([]).description == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    var frontier = TreeFrontier()
    for entry in Self.entries { frontier.append(LogHash.leaf(entry)) }
    #expect(frontier.root().description == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
  }

  @Test func `text and bytes round-trip, in either case of the digits`() throws {
    let digest = LogHash.leaf([1, 2, 3])
    #expect(try Digest32(hex: digest.description) == digest)
    #expect(try Digest32(hex: digest.description.uppercased()) == digest)
    #expect(try Digest32(digest.bytes) == digest)
    #expect(try Digest32([UInt8](repeating: 0, count: 32)).description == String(repeating: "0", count: 64))
  }

  @Test(arguments: [0, 1, 31, 33, 64]) func `other lengths are refused`(count: Int) {
    #expect(throws: ProofError.digestLength(count)) { try Digest32([UInt8](repeating: 0, count: count)) }
  }

  @Test(arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 65), String(repeating: "é", count: 32)])
  func `other texts are refused`(text: String) {
    #expect(throws: ProofError.digestText(text)) { try Digest32(hex: text) }
  }

  @Test func `the processor's instructions and swift-crypto give the same digests`() {
    // One to three blocks, and every place where the padding may end.
    for count in 0...200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      // Safe: bytes are their own raw representation.
      #expect(unsafe LogHash.sha256(bytes.span.bytes) == LogHash.portable(bytes.span.bytes))
    }
  }

  @Test(arguments: 0...9) func `many digests at once are those of one after the other`(count: Int) {
    // Neighbors of all lengths of one to four blocks: each begins and ends beside another that is under way, or alone.
    for length in 0...200 {
      var bytes: [UInt8] = []
      var ends: [UInt32] = []
      for number in 0..<count {
        bytes += (0..<(length + 97 * number) % 201).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ number) }
        ends.append(UInt32(bytes.count))
      }
      let starts = [0] + ends.dropLast().map { Int($0) }
      // Safe here and below: bytes are their own raw representation.
      let expected = zip(starts, ends).map { LogHash.portable(unsafe Array(bytes[$0..<Int($1)]).span.bytes) }
      #expect(unsafe LogHash.sha256(bytes.span.bytes, ends: ends) == expected)
    }
  }

  @Test(arguments: [0, 2, 4, 256]) func `the level above is made of neighbors`(count: Int) {
    let nodes = TestLog(count).leaves
    #expect(LogHash.level(above: nodes) == (0..<count / 2).map { LogHash.node(nodes[2 * $0], nodes[2 * $0 + 1]) })
  }

  @Test func `the order is that of the bytes`() {
    let digests = TestLog(50).leaves
    #expect(digests.sorted().map(\.description) == digests.map(\.description).sorted())
  }
}
