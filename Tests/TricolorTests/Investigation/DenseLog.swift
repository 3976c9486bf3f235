import RiskModel
import RiskPolicy

@testable import TricolorOracle

/// A small log about one person in which most events bear on most colors: what random logs over the whole vocabulary seldom are.
///
/// Contacts that negative tests release, stays that meet designations, determinations, and withdrawals of any of these.
struct DenseLog {
  static let person = PersonID(high: 0, low: 9)

  let events: [RecordedEvent]
  let instants: [Instant]

  init(seed: UInt64, length: ClosedRange<Int> = 7...10) throws {
    var random = SplitMix64(seed: seed &* 31 &+ 5)
    let start = try Instant("2022-01-01T00:00:00Z")
    func instant(_ halfDays: Int) -> Instant { Instant(secondsSinceEpoch: start.seconds + halfDays * 43_200) ?? start }
    instants = (0...14).map(instant)
    var events: [RecordedEvent] = []
    var recordedAt = start
    var retractable: [UInt64] = []
    for number in 1...random.integer(length) {
      recordedAt = Instant(secondsSinceEpoch: recordedAt.seconds + random.pick([0, 43_200, 86_400])) ?? recordedAt
      let fact: Fact
      if number == 1 || random.percent(8) {
        fact = .policy(try Self.policy(isProspective: number > 1 && random.percent(50), &random).json)
      } else if !retractable.isEmpty, random.percent(22) {
        let target = retractable.remove(at: random.integer(0...retractable.count - 1))
        fact = .retraction(of: .sequence(target), reason: try Text("entered in error", bytes: Event.reasonBytes))
      } else {
        // Every other log is of contacts and tests alone, which undo one another.
        fact = try Self.fact(random.integer(seed % 2 == 0 ? 0...11 : 0...4))
      }
      let at = number == 1 ? start : instant(random.integer(0...9))
      events.append(
        RecordedEvent(sequence: UInt64(number), recordedAt: recordedAt, event: try Event(at: at, source: "cdc", fact)))
      if fact.kind != .retraction { retractable.append(UInt64(number)) }
    }
    self.events = events
  }

  private static func fact(_ number: Int) throws -> Fact {
    let place = try Place(number % 2 == 0 ? "CN" : "CN/50")
    switch number {
    case 0...1: return .contact(person: person, degree: .close)
    case 2...3: return .test(person: person, method: .nucleicAcid, result: .negative)
    case 4: return .test(person: person, method: .nucleicAcid, result: .positive)
    case 5...6: return .stay(person: person, place: place)
    case 7...8: return .placeRisk(place: place, level: .high)
    case 9: return .placeRisk(place: place, level: .none)
    case 10: return .determination(person: person, finding: .atRisk)
    default: return .quarantine(person: person, phase: .end, mode: .centralized)
    }
  }

  private static func policy(isProspective: Bool, _ random: inout SplitMix64) throws -> Policy {
    let tests = Release.negativeTests(
      try NegativeTests(count: random.integer(1...2), spacing: try Period("12h"), since: random.pick([.anchor, .opens])))
    let rules = [
      Rule(
        id: "contact", color: .red, when: .contact(degree: [.close]),
        until: random.percent(50)
          ? tests : .any([.event(.quarantine(phase: [.end], mode: nil)), .all([.elapsed(try Period("1d")), tests])])),
      Rule(
        id: "area", color: random.pick([.yellow, .red]), when: .stay(level: [.high], lookback: try Period("12h"), within: nil),
        until: .any([.lifted, .all([.elapsed(try Period("1d")), tests])])),
      Rule(
        id: "risk", color: .yellow, when: .determination(finding: [.atRisk]), until: .event(.determination(finding: [.cleared]))),
    ]
    return try Policy(id: "dense", title: "", transition: isProspective ? .prospective : .immediate, rules: rules)
  }

  /// The events as JSON Lines, to be read in a failure.
  var lines: String { events.map(\.json).joined(separator: "\n") }
}
