/// A field of a type of event: its key in JSON, what it holds, and, where it is one of few values, its bits among the terms of an event's class.
public struct EventField: Sendable {
  /// The key in JSON.
  public let key: String
  /// What it holds.
  public let content: Content
  /// Where its code begins among the four bits of terms.
  package let shift: UInt8
  /// The bits of a code, before they are shifted; 0 for a field without a code.
  package let mask: UInt8

  /// What a field holds.
  public enum Content: Sendable {
    /// A word of a vocabulary, by its code.
    case term([String])
    /// A set of at least one word of a vocabulary, by a bit each.
    case terms([String])
    /// True or false.
    case flag
    /// A number of a range.
    case number(ClosedRange<UInt8>)
    /// A place, kept as the event's name.
    case place
    /// A word of no vocabulary of ours, kept as the event's name; the function reads it.
    case word(@Sendable (String) throws(FormatError) -> Text)
    /// The event's own end, which may be missing.
    case until
    /// A second pseudonym.
    case person(isRequired: Bool)
    /// A text that is the event's own, of so many bytes.
    case note(bytes: ClosedRange<Int>)
    /// A policy document.
    case document
    /// The event that a retraction names. Its code is 1 where it names it by its identifier.
    case reference

    /// Whether a pattern may list values of it.
    var isMatched: Bool {
      switch self {
      case .term, .terms, .flag, .number, .word: true
      case .place, .until, .person, .note, .document, .reference: false
      }
    }
  }

  /// Whether an event of the type always has it.
  public var isRequired: Bool {
    switch content {
    case .until: false
    case .person(let isRequired): isRequired
    case .term, .terms, .flag, .number, .place, .word, .note, .document, .reference: true
    }
  }

  private init(_ key: String, _ content: Content, shift: UInt8 = 0, mask: UInt8 = 0) {
    self.key = key
    self.content = content
    self.shift = shift
    self.mask = mask
  }

  static func term<T: EventTerm>(_: T.Type) -> EventField {
    let words = T.allCases.map(\.text)
    precondition(T.allCases.map(\.rawValue).elementsEqual(0..<UInt8(words.count)), "the codes of a vocabulary are 0, 1, 2 …")
    precondition(words.count <= 1 << T.bits.count, "the codes of a vocabulary fit its bits")
    return EventField(T.key, .term(words), shift: T.bits.lowerBound, mask: T.mask)
  }

  static func terms<T: Term>(_ key: String, _: T.Type) -> EventField {
    EventField(key, .terms(T.allCases.map(\.text)), mask: 1 << UInt8(T.allCases.count) - 1)
  }

  static func flag(_ key: String, bit: UInt8) -> EventField { EventField(key, .flag, shift: bit, mask: 1) }
  static func number(_ key: String, _ range: ClosedRange<UInt8>) -> EventField { EventField(key, .number(range), mask: 0xF) }
  static func place(_ key: String) -> EventField { EventField(key, .place) }
  static func word(_ key: String, _ read: @escaping @Sendable (String) throws(FormatError) -> Text) -> EventField {
    EventField(key, .word(read))
  }
  static var until: EventField { EventField("until", .until) }
  static func person(_ key: String, isRequired: Bool = false) -> EventField { EventField(key, .person(isRequired: isRequired)) }
  static func note(_ key: String, bytes: ClosedRange<Int>) -> EventField { EventField(key, .note(bytes: bytes)) }
  static func document(_ key: String) -> EventField { EventField(key, .document) }
  static func reference(_ key: String) -> EventField { EventField(key, .reference, mask: 1) }
}

/// Codes.
extension EventField {
  /// Its code among an event's terms; 0 for a field without one.
  package func code(in terms: UInt8) -> UInt8 { terms >> shift & mask }

  /// Whether a code is one of its values.
  package func isValid(_ code: UInt8) -> Bool {
    switch content {
    case .term(let words): code < words.count
    case .terms: code != 0
    case .number(let range): range.contains(code)
    case .flag, .place, .word, .until, .person, .note, .document, .reference: true
    }
  }

  /// The words that a code stands for: of a vocabulary one, or as many as it has bits.
  package func words(_ code: UInt8) -> [String] {
    switch content {
    case .term(let words): code < words.count ? [words[Int(code)]] : []
    case .terms(let words): words.indices.filter { code & 1 << $0 != 0 }.map { words[$0] }
    case .flag, .number, .place, .word, .until, .person, .note, .document, .reference: []
    }
  }

  /// Reads a word of its vocabulary as the word's position.
  ///
  /// - Throws: ``FormatError`` for any other; the error names the words.
  package static func position(of text: String, in words: [String]) throws(FormatError) -> UInt8 {
    guard let position = words.firstIndex(where: { $0.hasSameBytes(as: text) }) else {
      throw FormatError(found: text, expected: "one of " + words.joined(separator: ", "))
    }
    return UInt8(position)
  }
}
