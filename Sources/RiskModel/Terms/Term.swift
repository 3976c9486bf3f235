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

/// A vocabulary: its words are the values of one field of one type of event.
public protocol EventTerm: Term {
  /// The field's key in JSON.
  static var key: String { get }
  /// Where the word's code stands among the four bits of terms of an event's class.
  static var bits: Range<UInt8> { get }
}

extension EventTerm {
  /// The bits of a code, before they are shifted.
  static var mask: UInt8 { 1 << UInt8(bits.count) - 1 }

  /// The word's code among the bits of terms.
  var code: UInt8 { rawValue << Self.bits.lowerBound }

  /// The word that stands among the terms of an event of the vocabulary's type; nil where there is none of this code.
  init?(terms: UInt8) { self.init(rawValue: terms >> Self.bits.lowerBound & Self.mask) }
}
