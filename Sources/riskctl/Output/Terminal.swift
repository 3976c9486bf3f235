import CLibrary
import Tricolor

/// What a terminal shows: colors beside the words, never instead of them.
enum Terminal {
  /// Whether standard output is a terminal on which color is wanted.
  static let usesColor = unsafe isatty(STDOUT_FILENO) != 0 && getenv("NO_COLOR") == nil
  /// Whether standard error is a terminal.
  static let showsProgress = isatty(STDERR_FILENO) != 0

  /// Stands for the escape character until a line is printed: neither a text of a log nor an argument can hold it.
  private static let escape = "\0"

  /// A text in the look of a code, for ``printLine(_:)``.
  static func paint(_ text: String, _ look: String) -> String {
    usesColor ? "\(escape)[\(look)m\(text)\(escape)[0m" : text
  }

  /// A line as a terminal may be given it: painted where ``paint(_:_:)`` did, and otherwise printable.
  static func line(_ text: String) -> String {
    text.split(separator: escape, omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\u{1B}")
  }

  static func bold(_ text: String) -> String { paint(text, "1") }
  static func dim(_ text: String) -> String { paint(text, "2") }
}

extension Color {
  /// The color's word, in its color, as wide as the longest.
  var shown: String {
    let look =
      switch self {
      case .green: "32"
      case .yellow: "33"
      case .red: "31;1"
      }
    return Terminal.paint(Words.color(self).padded(to: 6), look)
  }
}

extension String {
  /// The text with spaces behind it up to a width on a terminal, where a Chinese character is as wide as two others.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - columnCount))
  }

  /// The text with spaces before it, likewise.
  func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - columnCount)) + self }

  /// How many columns of a terminal it takes.
  var columnCount: Int {
    unicodeScalars.reduce(0) { $0 + ((0x1100...0x115F).contains($1.value) || (0x2E80...0xFF60).contains($1.value) ? 2 : 1) }
  }
}

extension BinaryInteger {
  /// The number with a comma before each three digits: `83,788`.
  var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + text
  }
}
