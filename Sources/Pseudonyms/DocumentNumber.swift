/// The characters of a document's number, without what spellings differ in.
struct DocumentNumber {
  private let kind: IdentityDocument.Kind
  private var characters: [Unicode.Scalar] = []

  /// Leaves out spaces and hyphens, and turns full-width characters and small letters into plain capital ones.
  ///
  /// - Throws: ``DocumentError`` for any other character.
  init(_ text: String, of kind: IdentityDocument.Kind) throws(DocumentError) {
    self.kind = kind
    var isFilled = false
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if Self.isSeparator(scalar) { continue }
      if kind == .passport, Self.plain(scalar) == "<" {
        isFilled = true
        continue
      }
      // Fillers stand behind a number, never in it.
      guard !isFilled else { throw error(.character(position: index + 1, expected: "nothing behind a filler")) }
      guard let plain = Self.plain(scalar), ("0"..."9").contains(plain) || ("A"..."Z").contains(plain) else {
        throw error(.character(position: index + 1, expected: "a letter or a digit"))
      }
      characters.append(plain)
    }
  }

  var count: Int { characters.count }

  var text: String { String(String.UnicodeScalarView(characters)) }

  /// A letter, digit or filler as it stands in machine-readable lines; nil for anything else.
  static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    // The full-width forms of ! to ~ stand in one row, as far behind these as U+FF01 behind U+0021.
    var value = scalar.value
    if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
    if (0x61...0x7A).contains(value) { value -= 0x20 }
    guard (0x30...0x39).contains(value) || (0x41...0x5A).contains(value) || value == 0x3C else { return nil }
    return Unicode.Scalar(value)
  }

  /// Whether a character only parts others.
  static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    // Spaces (also no-break and ideographic), hyphens and dashes, and the full-width hyphen.
    [0x20, 0xA0, 0x3000, 0x2D, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFF0D].contains(scalar.value)
  }

  private func error(_ reason: DocumentError.Reason) -> DocumentError { DocumentError(kind: kind.rawValue, reason: reason) }

  /// Expects characters of a form: `L` for a letter, `D` for a digit.
  ///
  /// - Parameter reissues: what may follow, and is left out.
  mutating func expect(_ form: String, orWithReissues reissues: String = "") throws(DocumentError) {
    guard count == form.count || count == form.count + reissues.count else {
      let expected = reissues.isEmpty ? "\(form.count)" : "\(form.count) or \(form.count + reissues.count)"
      throw error(.length(found: count, expected: expected))
    }
    for (index, wanted) in (form + reissues).prefix(count).enumerated() {
      let isDigit = ("0"..."9").contains(characters[index])
      guard isDigit == (wanted == "D") else {
        throw error(.character(position: index + 1, expected: wanted == "D" ? "a digit" : "a letter"))
      }
    }
    characters.removeLast(count - form.count)
  }

  func expectPrefix(_ prefixes: [String]) throws(DocumentError) {
    guard prefixes.contains(where: text.hasPrefix) else { throw error(.prefix(expected: prefixes.joined(separator: ", "))) }
  }

  /// Expects 17 digits and the check character of ISO 7064 MOD 11-2.
  ///
  /// - Parameter takesShortForm: whether 15 digits are turned into 18: the year of birth is 19yy.
  mutating func readCitizenNumber(takesShortForm: Bool) throws(DocumentError) {
    if takesShortForm, count == 15 {
      try expect("DDDDDDDDDDDDDDD")
      characters.insert(contentsOf: ["1", "9"], at: 6)
      characters.append(Self.checkCharacter(of: characters))
      return
    }
    guard count == 18 else { throw error(.length(found: count, expected: takesShortForm ? "18 or 15" : "18")) }
    for index in 0..<17 where !("0"..."9").contains(characters[index]) {
      throw error(.character(position: index + 1, expected: "a digit"))
    }
    guard ("0"..."9").contains(characters[17]) || characters[17] == "X" else {
      throw error(.character(position: 18, expected: "a digit or X"))
    }
    guard characters[17] == Self.checkCharacter(of: characters.prefix(17)) else { throw error(.checkDigit) }
  }

  /// The check character of ISO 7064 MOD 11-2 behind some digits.
  private static func checkCharacter(of digits: some Sequence<Unicode.Scalar>) -> Unicode.Scalar {
    var sum: UInt32 = 0
    for digit in digits { sum = (sum + digit.value - 0x30) * 2 % 11 }
    let check = (12 - sum) % 11
    return check == 10 ? "X" : Unicode.Scalar(UInt8(0x30 + check))
  }

  /// Expects what a passport may have: 5 to 12 letters and digits, at least one a digit, and no letter O, which no reader tells from a zero.
  func expectPassport() throws(DocumentError) {
    guard (5...12).contains(count) else { throw error(.length(found: count, expected: "5 to 12")) }
    if let position = characters.firstIndex(of: "O") {
      throw error(.character(position: position + 1, expected: "no letter O: passports that have one have a zero there"))
    }
    guard characters.contains(where: { ("0"..."9").contains($0) }) else {
      throw error(.character(position: 1, expected: "a number with a digit"))
    }
  }
}
