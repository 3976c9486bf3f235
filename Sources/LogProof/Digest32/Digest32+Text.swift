extension Digest32: CustomStringConvertible {
  /// Reads 64 hexadecimal digits, in either case.
  ///
  /// - Throws: ``ProofError/digestText(_:)`` for any other form.
  public init(hex text: String) throws(ProofError) {
    let digits = text.utf8Span.span
    guard digits.count == 2 * Self.byteCount else { throw .digestText(text) }
    func word(_ number: Int) throws(ProofError) -> UInt64 {
      var word: UInt64 = 0
      for index in 16 * number..<16 * number + 16 {
        let byte = digits[index]
        switch byte {
        case 0x30...0x39: word = word << 4 | UInt64(byte - 0x30)
        case 0x41...0x46: word = word << 4 | UInt64(byte - 0x41 + 10)
        case 0x61...0x66: word = word << 4 | UInt64(byte - 0x61 + 10)
        default: throw .digestText(text)
        }
      }
      return word
    }
    self.init(try word(0), try word(1), try word(2), try word(3))
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    [word0, word1, word2, word3].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}
