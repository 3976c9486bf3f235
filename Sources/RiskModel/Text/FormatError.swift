/// A text, or a value in its text form, that is not what its place requires.
///
/// Every initializer of the vocabulary that takes text throws this one error.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was given, shortened to 80 characters.
  public let found: String
  /// What was expected, as a phrase: "a whole number and a unit, as in 14d".
  public let expected: String

  /// Describes a refused text.
  public init(found: some StringProtocol, expected: String) {
    self.found = found.count > 80 ? found.prefix(79) + "…" : String(found)
    self.expected = expected
  }

  public var description: String { "\"\(found)\" is not \(expected)" }
}
