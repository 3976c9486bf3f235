extension String {
  /// The text as a person may be shown it: what a terminal would obey instead of showing it stands there by its number, as `\u{1B}` or `\n`.
  ///
  /// Control characters would move the cursor and make up lines; invisible ones, such as those that turn the direction of
  /// writing around, would change what the others say. What XML does not have is written out too.
  var printable: String {
    guard !utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
      case _ where scalar.properties.isNoncharacterCodePoint: text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
