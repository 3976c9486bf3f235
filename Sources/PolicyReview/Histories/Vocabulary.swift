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
    var products: Set<Text> = []
    var kinds: Set<Text> = []
    for pattern in patterns {
      switch pattern {
      case .entry(let from, let except, _, _): places.formUnion((from ?? []) + (except ?? []))
      case .stay(_, _, let within, _, _): places.formUnion(within ?? [])
      case .vaccination(_, let list): products.formUnion(list ?? [])
      case .attestation(let list): kinds.formUnion(list ?? [])
      case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .appeal, .any: break
      }
    }
    // Sets have no order of their own.
    let everything = Self.everything(places: places.sorted(), products: products.sorted(), kinds: kinds.sorted())
    var seen: Set<[Bool]> = []
    facts = everything.filter { fact in
      let matched = patterns.map { $0.matches(fact) }
      return matched.contains(true) && seen.insert(matched).inserted
    }
    let words = (products.union(kinds).union([Self.otherWord])).sorted().map { Place(word: $0) }
    names = (places.union([Self.anywhere, Self.elsewhere])).sorted() + words
  }

  /// Every point event that patterns of these names could tell apart; what is usual comes first, so that it stands for what is not.
  private static func everything(places: [Place], products: [Text], kinds: [Text]) -> [Fact] {
    var facts: [Fact] = []
    for result in TestResult.allCases { facts += TestMethod.allCases.map { .test(person: person, method: $0, result: result) } }
    facts += DiagnosisStatus.allCases.map { .diagnosis(person: person, status: $0) }
    facts += ContactDegree.allCases.map { .contact(person: person, degree: $0) }
    for history in [true, false] {
      facts += (1...7).map { .symptom(person: person, signs: Signs(uncheckedBits: $0), epidemiologicalHistory: history) }
    }
    for phase in QuarantinePhase.allCases { facts += QuarantineMode.allCases.map { .quarantine(person: person, phase: phase, mode: $0) } }
    facts += Finding.allCases.map { .determination(person: person, finding: $0) }
    facts += (places + [elsewhere]).map { .entry(person: person, from: $0) }
    for dose in Fact.doses { facts += (products + [otherWord]).map { .vaccination(person: person, dose: dose, product: $0) } }
    facts += (kinds + [otherWord]).map { .attestation(person: person, kind: $0) }
    for phase in RegistrationPhase.allCases {
      facts += RegistrationChannel.allCases.map { .registration(person: person, phase: phase, channel: $0) }
    }
    for phase in AppealPhase.allCases {
      facts += AppealChannel.allCases.map { .appeal(person: person, case: Text(unchecked: "1"), phase: phase, channel: $0) }
    }
    return facts
  }

  /// The facts that match a pattern.
  func facts(matching pattern: Pattern) -> [Fact] { facts.filter { pattern.matches($0) } }
}
