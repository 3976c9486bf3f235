internal import Deflate

/// The text of a QR symbol: a prefix, and Base45 of a COSE_Sign1 that may be a zlib stream.
///
/// Our claims have no repetition that zlib could use: a stream is some 8 bytes longer than the message. So codes are written without it unless
/// asked; the first byte distinguishes the two.
public enum CodeText {
  /// The prefix of ours: the version of the format in the second character.
  public static let prefix = "T1:"
  /// The prefix of the EU's certificates: their container is read too.
  public static let certificatePrefix = "HC1:"
  /// The most characters: what a QR symbol holds (version 40, level L, alphanumeric).
  public static let maximumCharacterCount = 4_296
  /// The most bytes of an inflated message.
  public static let maximumMessageByteCount = 8_192

  /// The text of a message.
  static func encode(_ message: [UInt8], isCompressed: Bool, prefix: String = prefix) -> String {
    let characters = Base45.encode(isCompressed ? Zlib.deflate(message, level: 9) : message)
    return prefix + String(decoding: characters, as: UTF8.self)
  }

  /// The message of a text.
  ///
  /// White space around the text is taken away first: a scanner's line ends with a newline, and no Base45 ends with a space. White space inside
  /// is part of the text.
  ///
  /// - Throws: ``CodeError``.
  static func decode(_ text: some Collection<UInt8>, prefix: String = prefix) throws(CodeError) -> [UInt8] {
    // Before anything is looked at: what a scanner adds is a few characters.
    guard text.count <= 2 * maximumCharacterCount else { throw .tooLong(byteCount: text.count, limit: maximumCharacterCount) }
    let trimmed = trim(text)
    guard trimmed.count <= maximumCharacterCount else { throw .tooLong(byteCount: trimmed.count, limit: maximumCharacterCount) }
    guard trimmed.starts(with: prefix.utf8) else { throw .prefix(expected: prefix) }
    let bytes = try Base45.decode(trimmed.dropFirst(prefix.utf8.count))
    return Zlib.isStream(bytes) ? try Zlib.inflate(bytes, upTo: maximumMessageByteCount) : bytes
  }

  /// Whether there is anything but white space.
  static func isBlank(_ text: some Collection<UInt8>) -> Bool { text.allSatisfy(isSpace) }

  private static func trim<Text: Collection<UInt8>>(_ text: Text) -> Text.SubSequence {
    let rest = text.drop(while: isSpace)
    var end = rest.startIndex
    for index in rest.indices where !isSpace(rest[index]) { end = rest.index(after: index) }
    return rest[rest.startIndex..<end]
  }

  private static func isSpace(_ character: UInt8) -> Bool { character == 0x20 || (0x09...0x0D).contains(character) }
}
