import EventJSON
import Tricolor

/// The words of the pages in one language, by key; the files `Words/zh.json` and `Words/en.json` have the same keys.
struct Words: Sendable {
  let language: Language
  let texts: [String: String]

  init(_ language: Language) throws {
    self.language = language
    let bytes = language == .chinese ? PackageResources.zh_json : PackageResources.en_json
    guard case .object(let object) = try JSONValue(parsing: bytes) else { throw Fault(path: "", problem: "expected an object of words") }
    texts = Dictionary(uniqueKeysWithValues: object.members.map { ($0.key.string, $0.value.string ?? "") })
  }

  /// The word of a key; the key itself where there is none, so that a page shows what is missing.
  subscript(key: String) -> String { texts[key] ?? key }

  /// The sentence of a key, with values for the names that it has in braces.
  func sentence(_ key: String, _ values: KeyValuePairs<String, String>) -> String {
    values.reduce(self[key]) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// A term of the vocabulary; itself where it needs no translation.
  func term(_ text: String) -> String { texts["term-\(text)"] ?? text }

  func color(_ color: Color) -> String { self["color-\(color.text)"] }

  /// A rule's title: translated where it is known, else as the policy has it.
  func title(of rule: Rule) -> String { texts["rule-\(rule.id)"] ?? rule.title ?? rule.id }

  /// A span of time, in its largest two units.
  func duration(seconds: Int) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
    if days > 0 { return "\(days) \(self["days"])" + (hours > 0 && days < 10 ? " \(hours) \(self["hours"])" : "") }
    if hours > 0 { return "\(hours) \(self["hours"])" }
    return "\(minutes) \(self["minutes"])"
  }

  /// What a person can do for a fact to be recorded.
  func step(_ fact: Fact) -> String {
    guard case .test(_, let method, .negative) = fact else { return self.fact(fact) }
    return sentence("step-test", ["method": term(method.text)])
  }

  /// What happened, in words.
  func fact(_ fact: Fact) -> String {
    let details: [String] =
      switch fact {
      case .test(_, let method, let result): [term(method.text), term(result.text)]
      case .diagnosis(_, let status): [term(status.text)]
      case .contact(_, let degree, _): [term(degree.text)]
      case .symptom(_, let signs, _): signs.all.map { term($0.text) }
      case .stay(_, let place, _): [place.description]
      case .entry(_, let from): [from.description]
      case .quarantine(_, let phase, let mode): [term(mode.text), term(phase.text)]
      case .determination(_, let finding, _): [term(finding.text)]
      case .registration(_, let phase, let channel, _): [term(phase.text), term(channel.text)]
      case .appeal(_, let name, let phase, _): [name.string, term(phase.text)]
      case .placeRisk(let place, let level, _): [place.description, term(level.text)]
      case .vaccination(_, let dose, let product): ["\(dose)", product.string]
      case .attestation(_, let kind, _): [kind.string]
      case .policy, .link, .retraction: []
      }
    return ([self["kind-\(fact.kind.text)"]] + details).joined(separator: " · ")
  }
}
