import HealthCode
import Testing

/// Base45 by the examples of RFC 9285 and the guesses that decoders make.
@Suite struct Base45Tests {
  @Test(arguments: [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0"), ("", "")])
  func examplesOfTheStandard(bytes: String, text: String) throws {
    #expect(Base45.encode(bytes.utf8) == Array(text.utf8))
    #expect(try Base45.decode(text.utf8) == Array(bytes.utf8))
  }

  @Test(arguments: [
    // GGW is 65536 and one more than two bytes hold; the standard's own example of what to refuse.
    ("GGW", 0), ("BB8GGW", 3), (":::", 0),
    // U5 is 255, V5 one more than a byte holds.
    ("V5", 0), ("::", 0),
    // One character alone.
    ("A", 0), ("BB8A", 3),
    // Characters that are not of the alphabet: a newline, lower case, a no-break space.
    ("BB8\n", 3), ("bb8", 0), ("BB\u{A0}", 2),
  ])
  func refused(text: String, offset: Int) {
    #expect {
      try Base45.decode(text.utf8)
    } throws: { error in
      guard case .base45(offset, _)? = error as? CodeError else { return false }
      return true
    }
  }

  @Test func largestValues() throws {
    #expect(try Base45.decode("FGW".utf8) == [0xFF, 0xFF])
    #expect(try Base45.decode("U5".utf8) == [0xFF])
  }

  @Test func allPairsOfBytesReadBackAsThemselves() throws {
    for first in UInt8.min...UInt8.max {
      let bytes = (UInt8.min...UInt8.max).flatMap { [first, $0] } + [first]
      #expect(try Base45.decode(Base45.encode(bytes)) == bytes)
    }
  }

  @Test func spacesAreCharacters() throws {
    // 36 × (1 + 45) and 36 × (1 + 45 + 2025) is over 65535: two spaces in a row are common, three never stand together as one triple.
    #expect(try Base45.decode("  0".utf8) == [0x06, 0x78])
    #expect(Base45.encode([0x06, 0x78]) == Array("  0".utf8))
    #expect(throws: CodeError.self) { try Base45.decode("  ".utf8) }
  }
}
