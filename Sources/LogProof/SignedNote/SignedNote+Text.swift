extension SignedNote: CustomStringConvertible {
  /// Parses a note, without judging its signatures.
  ///
  /// The text ends before the last blank line, so that it may have blank lines itself.
  ///
  /// - Complexity: O(bytes).
  /// - Throws: ``NoteError`` for any deviation from the form, base64 in another than its canonical spelling included.
  public init(parsing bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.maximumByteCount else { throw .tooLong(bytes.count) }
    guard let note = String(validating: bytes, as: UTF8.self) else { throw .notText }
    guard bytes.allSatisfy({ $0 >= 0x20 || $0 == Self.newline }) else { throw .notText }
    guard bytes.last == Self.newline, let blank = Self.lastBlankLine(of: bytes) else { throw .noSignatures }
    let split = note.utf8.index(note.utf8.startIndex, offsetBy: blank)
    // Scalars, not characters: a combining mark after a space or newline must not hide it.
    let lines = note[note.utf8.index(after: split)...].unicodeScalars.dropLast().split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.count <= Self.maximumSignatureCount else { throw .tooManySignatures(lines.count) }
    var signatures: [Signature] = []
    for line in lines { signatures.append(try Signature(line: Substring(line))) }
    try self.init(text: String(note[..<split]), signatures: signatures)
  }

  /// Parses a note, without judging its signatures.
  ///
  /// - Throws: ``NoteError`` for any deviation from the form.
  public init(parsing note: String) throws(NoteError) {
    try self.init(parsing: Array(note.utf8))
  }

  /// The note as it is exchanged: text, blank line and signature lines.
  public var description: String {
    signatures.reduce(into: text + "\n") { $0 += "\($1)\n" }
  }

  private static var newline: UInt8 { UInt8(ascii: "\n") }

  /// The offset of the newline that is the last blank line, which something follows.
  private static func lastBlankLine(of bytes: [UInt8]) -> Int? {
    var index = bytes.count - 2
    while index > 0 {
      if bytes[index] == newline, bytes[index - 1] == newline { return index }
      index -= 1
    }
    return nil
  }
}

extension SignedNote.Signature: CustomStringConvertible {
  /// Parses “— name base64”, without the newline.
  init(line: Substring) throws(NoteError) {
    let parts = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].elementsEqual(["\u{2014}"]), let bytes = Base64.decode(Substring(parts[2])),
      bytes.count > KeyHash.byteCount
    else { throw .signatureLine(String(line)) }
    try self.init(
      name: String(parts[1]), hash: KeyHash(bytes.prefix(KeyHash.byteCount)), bytes: Array(bytes.dropFirst(KeyHash.byteCount)))
  }

  /// The signature line, without the newline.
  public var description: String { "— \(name) \(Base64.encode(hash.bytes + bytes))" }
}
