import RiskModel
import RiskPolicy

/// The point events that some rules can tell apart: of all that the language of events can say, one for each set of the rules' patterns that it
/// matches, and none that matches no pattern.
struct Vocabulary {
  /// Of the made-up person.
  let facts: [Fact]
  /// Every name that a made-up history may give, as it stands in the directory of names.
  let names: [Place]

  /// The person of every made-up history.
  static let person = PersonID(high: 0, low: 1)
  /// A product, or a kind of attestation, of which no pattern speaks unless it accepts all.
  static let otherWord = Text(unchecked: "other")
  /// The place where stays are that no pattern asks to be somewhere.
  static let anywhere = Place(unchecked: "somewhere/venue")
  /// The place that ends a stay.
  static let elsewhere = Place(unchecked: "elsewhere")

  init(of rules: [Rule]) {
    let patterns = rules.flatMap(\.atoms)
    var places: Set<Place> = []
    var words: [EventKind: Set<Text>] = [:]
    for pattern in patterns {
      switch pattern.form {
      case .terms(let terms): words[terms.kind, default: []].formUnion(terms.words ?? [])
      case .entry(let from, let except, _, _): places.formUnion((from ?? []) + (except ?? []))
      case .stay(_, _, let within, _, _): places.formUnion(within ?? [])
      case .any: break
      }
    }
    // Sets have no order of their own.
    let everything = Self.everything(places: places.sorted(), words: words.mapValues { $0.sorted() })
    var seen: Set<[Bool]> = []
    facts = everything.filter { fact in
      let matched = patterns.map { $0.matches(fact) }
      return matched.contains(true) && seen.insert(matched).inserted
    }
    let named = words.values.reduce([Self.otherWord] as Set) { $0.union($1) }.sorted().map { Place(word: $0) }
    names = (places.union([Self.anywhere, Self.elsewhere])).sorted() + named
  }

  /// The types of which an example is the more usual, so that it stands for what is not; all others come after these.
  private static let usual: [EventKind] = [
    .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .entry, .vaccination, .attestation,
  ]

  /// Every point event that patterns of these names could tell apart.
  private static func everything(places: [Place], words: [EventKind: [Text]]) -> [Fact] {
    (usual + EventKind.allCases.filter { $0.hasPattern && !usual.contains($0) }).flatMap { kind -> [Fact] in
      // A stay is a point event only with the designation that it meets.
      if kind == .stay { return [] }
      if kind.hasPlace { return (places + [elsewhere]).compactMap { try? Fact(FactFields(kind, of: person, name: $0.path)) } }
      return kind.type.examples(FactFields(kind, of: person, note: kind.hasNote ? Text(unchecked: "1") : nil)) { field in
        switch field.content {
        case .term(let words): .codes(Array(0..<UInt8(words.count)))
        case .terms: .codes(Array(1...field.mask))
        case .flag: .codes([1, 0])
        case .number(let range): .codes(Array(range))
        case .word, .place, .until, .person, .note, .document, .reference: .words((words[kind] ?? []) + [otherWord])
        }
      }
    }
  }

  /// The facts that match a pattern.
  func facts(matching pattern: Pattern) -> [Fact] { facts.filter { pattern.matches($0) } }
}
