extension String {
  /// The text as the content of an element or of an attribute in double quotes, with ``visible`` characters only.
  var xmlEscaped: String {
    var escaped = ""
    for scalar in visible.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The text with each character that would change how its line reads written out: `\u{202E}`.
  ///
  /// Those are control characters, ends of lines, what orders letters anew (U+200E, U+200F, U+061C, U+202A to U+202E, U+2066 to U+2069), and what
  /// XML does not have.
  var visible: String {
    var visible = ""
    for scalar in unicodeScalars {
      if scalar.properties.isBidiControl || scalar.isUnprintable {
        visible += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isNoncharacterCodePoint
    }
  }
}
