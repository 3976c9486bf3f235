/// Why the words of an identity document are refused. Never quotes the number: it would end in a log or on a screen.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Reason: Hashable, Sendable {
    /// Not as many characters as the document has, once spaces and hyphens are left out.
    case length(found: Int, expected: String)
    /// A character that does not belong there, by its position from 1.
    case character(position: Int, expected: String)
    /// The last character is not what the others say it should be.
    case checkDigit
    /// The first characters are those of another kind of document.
    case prefix(expected: String)
    /// The issuing country is not a code of three letters of ICAO Doc 9303.
    case country
    /// No such kind of document, or not of this country.
    case kind(expected: String)
  }

  /// The kind of document that was read.
  public let kind: String
  /// What was wrong.
  public let reason: Reason

  public var description: String {
    let problem =
      switch reason {
      case .length(let found, let expected): "\(found) characters, expected \(expected)"
      case .character(let position, let expected): "character \(position), expected \(expected)"
      case .checkDigit: "the check digit does not fit the number"
      case .prefix(let expected): "another beginning, expected \(expected)"
      case .country: "not a country as in a passport's machine-readable lines: three letters, or D"
      case .kind(let expected): "not a document of that country, expected \(expected)"
      }
    return "\(kind): \(problem)"
  }
}
