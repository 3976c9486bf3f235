import RiskModel

extension CaseLine {
  /// Takes what happened: a type of event and the words of its fields.
  mutating func fact() throws(Fault) -> Fact {
    let kind = try read("what happened", EventKind.init)
    let person = PolicyCase.person
    switch kind {
    case .test:
      let result = try read("a result", TestResult.init)
      return .test(person: person, method: peek() == nil ? .nucleicAcid : try read("a method", TestMethod.init), result: result)
    case .diagnosis: return .diagnosis(person: person, status: try read("a status", DiagnosisStatus.init))
    case .contact: return .contact(person: person, degree: try read("a degree", ContactDegree.init))
    case .symptom: return try symptom(of: person)
    case .stay: return .stay(person: person, place: try read("a place", Place.init(_:)), until: try optionalUntil())
    case .entry: return .entry(person: person, from: try read("a place", Place.init(_:)))
    case .quarantine:
      return .quarantine(
        person: person, phase: try read("start or end", QuarantinePhase.init), mode: try read("a mode", QuarantineMode.init))
    case .determination:
      return .determination(person: person, finding: try read("a finding", Finding.init), until: try optionalUntil())
    case .registration:
      return .registration(
        person: person, phase: try read("issued or withdrawn", RegistrationPhase.init),
        channel: try read("a channel", RegistrationChannel.init))
    case .vaccination:
      let dose = try read("the number of the dose") { text throws(FormatError) -> UInt8 in
        guard let dose = UInt8(text), Fact.doses.contains(dose) else { throw FormatError(found: text, expected: "a dose, 1 to 9") }
        return dose
      }
      return .vaccination(person: person, dose: dose, product: peek() == nil ? Text(unchecked: "any") : try read("a product", Fact.product))
    case .attestation:
      return .attestation(person: person, kind: try read("a kind", Fact.attestationKind), until: try optionalUntil())
    case .appeal:
      return .appeal(
        person: person, case: Text(unchecked: "1"), phase: try read("a phase", AppealPhase.init),
        channel: try read("a channel", AppealChannel.init))
    case .placeRisk:
      return .placeRisk(
        place: try read("a place", Place.init(_:)), level: try read("a level", RiskLevel.init), until: try optionalUntil())
    case .policy, .retraction, .link: throw fault("a case is about what happened to one person under one policy, not about a \(kind.text)")
    }
  }

  private mutating func symptom(of person: PersonID) throws(Fault) -> Fact {
    var signs = [try read("a sign", Sign.init)]
    while let word = peek(), word != "with", word != "without" { signs.append(try read("a sign", Sign.init)) }
    let history = skip("with")
    if !history { _ = try word("without") }
    _ = try word("history")
    do {
      return .symptom(person: person, signs: try Signs(signs), epidemiologicalHistory: history)
    } catch {
      throw fault(error.description)
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
