extension Checkpoint {
  /// Reads the text of a note: origin, size, root and extension lines, each ending in a newline.
  ///
  /// - Throws: ``NoteError/checkpoint(reason:)`` naming the line.
  public init(text: String) throws(NoteError) {
    guard text.utf8.last == UInt8(ascii: "\n") else { throw .checkpoint(reason: "the last line does not end") }
    let lines = text.unicodeScalars.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard lines.count >= 3 else { throw .checkpoint(reason: "\(lines.count) lines instead of at least 3") }
    guard let size = UInt64(lines[1]), lines[1] == String(size) else {
      throw .checkpoint(reason: "the size “\(lines[1])” is not decimal without leading zeros, or exceeds 64 bits")
    }
    guard let bytes = Base64.decode(lines[2]), let root = try? Digest32(bytes) else {
      throw .checkpoint(reason: "the root “\(lines[2])” is not the base64 of 32 bytes")
    }
    try self.init(origin: String(lines[0]), size: size, root: root, extensions: lines.dropFirst(3).map(String.init))
  }

  /// The text that is signed.
  public var text: String {
    ([origin, String(size), Base64.encode(root.bytes)] + extensions).reduce(into: "") { $0 += $1 + "\n" }
  }
}
