/// A word of the published vocabulary, with the text that events and policies write and a code that the store keeps.
///
/// A code, once released, never changes its meaning; it is at most 7, so that an event's kind and terms fit one byte.
public protocol Term: RawRepresentable, CaseIterable, Hashable, Sendable, CustomStringConvertible where RawValue == UInt8 {
  /// The word as it is written.
  var text: String { get }
}

extension Term {
  /// Reads the word.
  ///
  /// - Throws: ``FormatError`` for any other; the error names the words of this vocabulary.
  public init(_ text: String) throws(FormatError) {
    guard let found = Self.allCases.first(where: { $0.text.hasSameBytes(as: text) }) else {
      throw FormatError(found: text, expected: "one of " + Self.allCases.map(\.text).joined(separator: ", "))
    }
    self = found
  }

  public var description: String { text }
}
