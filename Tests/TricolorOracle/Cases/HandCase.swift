import RiskModel
import RiskPolicy
import Testing

/// A case worked out by hand, with the paragraph of the semantics that it fixes.
///
/// It speaks of person ``a`` and of days: `d2` is the third day of 2022, midnight UTC, `d2+1` a second later.
struct HandCase: Sendable, CustomTestStringConvertible {
  enum Answer: Sendable {
    /// The whole timeline, at the end of the log or earlier.
    case timeline(String, knownAt: UInt64? = nil)
    /// What was shown.
    case displayed(String)
    /// The members of `status` that the JSON text names.
    case status(Instant, String, knownAt: UInt64? = nil)
    /// Everyone's color.
    case everyone(Instant, [Standing])
    /// The designated places, as JSON text.
    case places(Instant, String)
  }

  static let all = holds + knowledge + ties

  let name: String
  let paragraph: String
  let events: [RecordedEvent]
  let answers: [Answer]

  var testDescription: String { "\(paragraph): \(name)" }

  init(_ name: String, _ paragraph: String, _ entries: [Entry], _ answers: [Answer]) {
    self.name = name
    self.paragraph = paragraph
    self.answers = answers
    var recordedAt = day(0)
    events = entries.enumerated().map { index, entry in
      recordedAt = entry.recordedAt ?? recordedAt
      return RecordedEvent(sequence: UInt64(index + 1), recordedAt: recordedAt, event: entry.event)
    }
  }

  /// An event of a case; it is committed with the one before it unless it says when.
  struct Entry: Sendable {
    let event: Event
    let recordedAt: Instant?
  }

  /// The first answer that differs.
  func discrepancy(_ answering: some Answering) throws -> Disagreement? {
    let end = UInt64(events.count)
    for answer in answers {
      let found: Disagreement? =
        switch answer {
        case .timeline(let expected, let knownAt):
          Disagreement(
            "timeline", expected: expected, got: Self.text(try answering.timeline(of: a, Reading(knownAt: knownAt ?? end))))
        case .displayed(let expected): Disagreement("displayed", expected: expected, got: Self.text(try answering.displayed(a)))
        case .status(let at, let expected, let knownAt):
          Disagreement(
            "status at \(at)", expected: JSONValue(parsing: expected),
            got: try answering.status(of: a, at: at, Reading(knownAt: knownAt ?? end)).restricted(to: JSONValue(parsing: expected)))
        case .everyone(let at, let expected):
          Disagreement("everyone at \(at)", expected: expected, got: try answering.colors(at: at, Reading(knownAt: end)))
        case .places(let at, let expected):
          Disagreement("places at \(at)", expected: JSONValue(parsing: expected), got: try answering.places(at: at, Reading(knownAt: end)))
        }
      if let found { return found }
    }
    return nil
  }

  /// A timeline in short: `green d2 red d5+1 green`.
  private static func text(_ timeline: JSONValue) -> String {
    timeline.elements.map { interval in
      let color = interval["color"]?.string ?? "?"
      guard let from = interval["from"]?.string.flatMap({ try? Instant($0) }), from > .earliest else { return color }
      let (days, rest) = (from.seconds - day(0).seconds).quotientAndRemainder(dividingBy: 86_400)
      return "d\(days)\(rest == 0 ? "" : rest > 0 ? "+\(rest)" : "\(rest)") \(color)"
    }.joined(separator: " ")
  }
}

/// The person of a case.
let a = PersonID(high: 0xA, low: 0xA)
/// Another person.
let b = PersonID(high: 0xB, low: 0xB)

/// Midnight of a day, counted from 2022-01-01, or some seconds beside it.
func day(_ number: Int, _ seconds: Int = 0) -> Instant {
  guard let instant = Instant(secondsSinceEpoch: 1_640_995_200 + number * 86_400 + seconds) else { preconditionFailure("no instant") }
  return instant
}

/// An event of a case.
func on(_ at: Instant, recorded: Instant? = nil, id: String? = nil, _ fact: Fact) -> HandCase.Entry {
  guard let event = try? Event(at: at, source: "office", id: id, fact) else { preconditionFailure("no event: \(fact)") }
  return HandCase.Entry(event: event, recordedAt: recorded)
}

/// A policy in force from an instant on.
func policy(_ at: Instant, _ id: String = "p", _ transition: Policy.Transition? = nil, _ rules: Rule...) -> HandCase.Entry {
  guard let policy = try? Policy(id: id, title: id, transition: transition, rules: rules) else { preconditionFailure("no policy: \(id)") }
  return on(at, .policy(policy.json))
}

/// A rule.
func rule(_ id: String, _ color: Color, _ when: Pattern, until: Release? = nil) -> Rule {
  Rule(id: id, color: color, when: when, until: until)
}

func site(_ path: String) -> Place {
  guard let place = try? Place(path) else { preconditionFailure("no place: \(path)") }
  return place
}

func period(_ text: String) -> Period {
  guard let period = try? Period(text) else { preconditionFailure("no period: \(text)") }
  return period
}

func tests(
  _ count: Int, spacing: String? = nil, method: [TestMethod]? = nil, notBefore: String? = nil, since: NegativeTests.Origin? = nil
) -> Release {
  let wanted = try? NegativeTests(
    count: count, spacing: spacing.map(period), method: method, notBefore: notBefore.map(period), since: since)
  guard let wanted else { preconditionFailure("no requirement") }
  return .negativeTests(wanted)
}

func retraction(of reference: EventReference) -> Fact { .retraction(of: reference, reason: Text(unchecked: "entered in error")) }

extension Fact {
  static func negative(_ method: TestMethod = .nucleicAcid) -> Fact { .test(person: a, method: method, result: .negative) }
  static func positive(_ method: TestMethod = .nucleicAcid) -> Fact { .test(person: a, method: method, result: .positive) }
  static func stay(_ path: String, until: Instant? = nil) -> Fact { .stay(person: a, place: site(path), until: until) }
  static func risk(_ path: String, _ level: RiskLevel, until: Instant? = nil) -> Fact {
    .placeRisk(place: site(path), level: level, until: until)
  }
  static func diagnosed(_ status: DiagnosisStatus) -> Fact { .diagnosis(person: a, status: status) }
}
