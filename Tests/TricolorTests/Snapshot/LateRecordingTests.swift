import PolicyEditions
import RiskModel
import RiskPolicy
import Testing
import Tricolor

@testable import TricolorOracle

/// Everyone at a past T by what was known at a K, where columns speak of later events too, against a fold of everyone.
@Suite("Late recording")
struct LateRecordingTests {
  private static let start = Instant(uncheckedSeconds: 1_640_995_200)
  private static let days = 60

  private static func at(_ seconds: Int) -> Instant { start.advanced(bySeconds: UInt32(max(seconds, 0))) }

  /// Events as they come in: half within an hour, a tail to four days, a few after weeks; a twentieth are retracted later.
  private static func drafts(_ random: inout SplitMix64) throws -> [Draft] {
    var events: [(recorded: Int, event: Event)] = []
    for number in 0..<150 {
      let person = PersonID.number(UInt64(number))
      for _ in 0..<random.integer(1...24) {
        let at = random.integer(0...days * 86_400)
        let fact = try fact(of: person, at: at, &random)
        let late = random.percent(50) ? random.integer(0...3_600) : random.integer(0...random.pick([86_400, 4 * 86_400, 30 * 86_400]))
        events.append((at + late, try Event(at: Self.at(at), source: "office", fact)))
      }
    }
    events.sort { $0.recorded < $1.recorded }
    var drafts: [Draft] = []
    // Of each that is retracted: when, and its sequence behind the two events that come first.
    var retractions: [(recorded: Int, sequence: UInt64)] = []
    func retract(before recorded: Int) throws {
      for retraction in retractions where retraction.recorded <= recorded {
        let fact = Fact.retraction(of: .sequence(retraction.sequence), reason: try Text("in error", bytes: 1...256))
        drafts.append(
          Draft(try Event(at: at(retraction.recorded), source: "office", fact), recordedAt: at(retraction.recorded)))
      }
      retractions.removeAll { $0.recorded <= recorded }
    }
    for (recorded, event) in events {
      try retract(before: recorded)
      drafts.append(Draft(event, recordedAt: at(recorded)))
      guard random.percent(5) else { continue }
      retractions.append((recorded + random.integer(0...20 * 86_400), UInt64(drafts.count + 2)))
      retractions.sort { $0 < $1 }
    }
    try retract(before: .max)
    return drafts
  }

  private static func fact(of person: PersonID, at: Int, _ random: inout SplitMix64) throws -> Fact {
    switch random.integer(0...9) {
    case 0...3:
      let place = try Place(random.pick(["CN/50/01/7", "CN/50/01/8", "CN/51", "CN/52"]))
      return .stay(person: person, place: place, until: random.percent(50) ? Self.at(at + random.integer(3_600...6 * 86_400)) : nil)
    case 4...6: return .test(person: person, method: random.pick([.nucleicAcid, .antigen]), result: .negative)
    case 7: return .contact(person: person, degree: random.pick([.close, .secondary]))
    case 8: return .quarantine(person: person, phase: random.pick([.start, .end]), mode: .centralized)
    default: return .diagnosis(person: person, status: random.pick([.confirmed, .suspected, .recovered, .excluded]))
    }
  }

  /// Rules that columns decide without a table: by events, by stays and by the last negative test.
  private static func policies() throws -> [Policy] {
    let isolated = Release.event(.quarantine(phase: [.end], mode: nil))
    let negative = Release.negativeTests(try NegativeTests(count: 1))
    let tested = Pattern.test(method: nil, result: [.negative])
    let rules = [
      Rule(
        id: "case", article: "第1条", color: .red, when: .diagnosis(status: [.confirmed, .suspected]),
        until: .event(.diagnosis(status: [.recovered, .excluded]))),
      Rule(
        id: "contact", article: "第2条", color: .red, when: .contact(degree: [.close]),
        until: .any([isolated, .elapsed(try Period(14, .days))])),
      Rule(id: "isolated", article: "第3条", color: .red, when: .quarantine(phase: [.start], mode: nil), until: isolated),
      Rule(
        id: "secondary", article: "第4条", color: .yellow, when: .contact(degree: [.secondary]),
        until: .any([negative, .elapsed(try Period(7, .days))])),
      Rule(
        id: "area", article: "第5条", color: .yellow, when: .stay(level: [.high], lookback: try Period(14, .days), within: nil),
        until: .any([negative, .elapsed(try Period(14, .days))])),
    ]
    let lapse = Rule(id: "lapse", outcome: .color(.yellow), when: tested, after: try Period(72, .hours), until: .event(tested))
    return try [rules, rules + [lapse], Array(rules[1...2])].map { rules in
      try Policy(id: "p", title: "p", authority: "office", transition: .immediate, rules: rules)
    }
  }

  @Test(.tags(.property), arguments: 0..<4 as Range<UInt64>) func pastColorsAreThoseOfTheFold(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let store = Store()
    let engine = try Engine.create(at: store.path)
    try await engine.append([EvidenceLog.policy(), try EvidenceLog.designation("CN/50/01")].map { Draft($0, recordedAt: Self.start) })
    try await engine.append(try Self.drafts(&random))
    var questions: [(view: View, at: Instant)] = []
    for policy in try Self.policies() + Policy.editions {
      for _ in 0..<12 {
        let known = random.integer(1...Self.days) * 86_400 + random.pick([0, 0, random.integer(1...86_399)])
        let asked = random.pick([known, known, random.integer(0...Self.days * 86_400), known - random.integer(0...5 * 86_400)])
        questions.append((try engine.view(asKnownAt: .recorded(by: Self.at(known))).under(policy), Self.at(asked)))
      }
    }
    // Nothing is sealed yet, so that everyone is folded.
    var folded: [Recoloring] = []
    for (view, at) in questions { folded.append(try await view.recolor(at: at)) }
    _ = try await engine.snapshot()
    for ((view, at), expected) in zip(questions, folded) {
      let found = try await view.recolor(at: at)
      #expect(found.persons == expected.persons && found.colors == expected.colors, "\(at) by \(view.knownAt) of \(seed)")
    }
    try await engine.close()
  }
}
