import RiskModel

extension CaseLine {
  /// Takes what happened: a type of event and the words of its fields.
  mutating func fact() throws(Fault) -> Fact {
    let kind = try read("what happened", EventKind.init)
    switch kind.subject {
    case .person, .place: break
    case .identity, .rules, .target: throw fault("a case is about what happened to one person under one policy, not about a \(kind.text)")
    }
    var fields = FactFields(kind, of: kind.hasPerson ? PolicyCase.person : nil)
    // A flag is said last, by words of its own.
    let isFlag = { (field: EventField) in if case .flag = field.content { true } else { false } }
    for field in kind.type.varied.filter({ !isFlag($0) }) + kind.type.varied.filter(isFlag) { try read(field, into: &fields) }
    do {
      return try Fact(fields)
    } catch {
      throw fault("no \(error.key)")
    }
  }

  /// What a line may leave out, by the field's key.
  private static let usual = ["method": "nucleic-acid", "product": "any"]

  /// Takes the words of one field.
  private mutating func read(_ field: EventField, into fields: inout FactFields) throws(Fault) {
    func value<T>(_ expected: String, _ read: (String) throws(FormatError) -> T) throws(Fault) -> T {
      guard peek() == nil, let usual = Self.usual[field.key] else { return try self.read(expected, read) }
      do { return try read(usual) } catch { throw fault(error.description) }
    }
    func code(_ expected: String, _ words: [String]) throws(Fault) -> UInt8 {
      try value(expected) { text throws(FormatError) in try EventField.position(of: text, in: words) }
    }
    switch field.content {
    case .term(let words):
      fields.terms |= try code(words.count > 2 ? "a \(field.key)" : words.joined(separator: " or "), words) << field.shift
    case .terms(let words):
      repeat {
        let bit: UInt8 = 1 << (try code("a sign", words))
        fields.terms |= bit << field.shift
      } while peek() != nil && peek() != "with" && peek() != "without"
    case .flag:
      if skip("with") { fields.terms |= 1 << field.shift } else { _ = try word("without") }
      _ = try word("history")
    case .number(let range):
      fields.terms |=
        try value("a \(field.key)") { text throws(FormatError) -> UInt8 in
          guard let number = UInt8(text), range.contains(number) else {
            throw FormatError(found: text, expected: "a \(field.key), \(range.lowerBound) to \(range.upperBound)")
          }
          return number
        } << field.shift
    case .place: fields.name = try value("a place", Place.init(_:)).path
    case .word(let read): fields.name = try value("a \(field.key)", read)
    case .until: fields.until = try optionalUntil()
    case .note: fields.note = Text(unchecked: "1")
    case .person, .document, .reference: break
    }
  }

  /// Takes `expect` and what must be.
  mutating func expected() throws(Fault) -> [PolicyCase.Answer] {
    _ = try word("expect")
    if skip("no") {
      _ = try word("notices")
      return [.notices([])]
    }
    if skip("notices") || skip("notice") {
      let notices = try names(of: "a notice")
      return [.notices(notices)]
    }
    var answers: [PolicyCase.Answer] = [.color(try read("a color, notices, or no notices", Color.init(word:)))]
    if skip("by") { answers.append(.rules(try names(of: "the id of a rule"))) }
    if skip("until") {
      if skip("never") { answers.append(.nextChange(nil)) } else { answers.append(.nextChange(try instant())) }
    }
    return answers
  }

  /// Takes words up to `until` or the end of the line; a comma after one is no part of it.
  private mutating func names(of expected: String) throws(Fault) -> [Text] {
    var names: [Text] = []
    while let word = peek(), word != "until" || names.isEmpty {
      _ = try next(expected)
      names.append(Text(unchecked: word.hasSuffix(",") ? String(word.dropLast()) : word))
    }
    guard !names.isEmpty else { throw fault("the line ends, expected \(expected)") }
    return names
  }
}

extension Color {
  /// Reads a color's word.
  fileprivate init(word: String) throws(FormatError) {
    guard let color = Self.allCases.first(where: { $0.text == word }) else {
      throw FormatError(found: word, expected: "green, yellow or red, notices, or no notices")
    }
    self = color
  }
}
