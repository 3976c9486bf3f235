import RiskFold
import RiskModel
import RiskPolicy

/// Folds made-up histories of one person under rules that were compiled once.
struct Laboratory {
  private let places: PlaceTree
  private let numbers: [Place: PlaceNumber]

  /// - Parameter names: every place, product and kind of attestation that a history may name, as they stand in the directory of names.
  init(names: [Place]) {
    var table = PlaceTable()
    for name in names { _ = table.number(of: name) }
    places = table.tree
    numbers = table.numbers
  }

  /// Rules made ready for ``timeline(of:under:)``.
  struct Bench {
    fileprivate let policies: PolicyTimeline
  }

  /// A policy, in force over all time.
  func bench(_ policy: Policy) -> Bench { bench(policy.rules) }

  /// Rules, each giving its color; those with a notice play no part.
  func bench(_ rules: [Rule]) -> Bench {
    // The rules are those of policies that were checked, and their ids play no part here.
    let numbered = rules.enumerated().map { $1.identified(as: "\($0)") }
    guard let policy = try? Policy(id: "review", title: "", rules: numbered) else { preconditionFailure("a rule of a policy is refused") }
    let numbers = numbers
    return Bench(policies: PolicyTimeline([(.earliest, nil, CompiledPolicy(policy) { numbers[$0] })]))
  }

  /// The color over all time of a person with this history.
  ///
  /// - Complexity: O(events log events), and that of the fold.
  func timeline(of history: [Event], under bench: Bench) -> Timeline { fold(history, under: bench).timeline() }

  /// The spans for which rules hold a person with this history, in no order.
  func holds(of history: [Event], under bench: Bench) -> [CountingSpan] { fold(history, under: bench).countingSpans() }

  private func fold(_ history: [Event], under bench: Bench) -> PersonFold {
    var events: [HistoryEvent] = []
    var designations = Designations()
    for (index, event) in history.enumerated() {
      let sequence = UInt64(index + 1)
      let place = event.fact.directoryName.flatMap { numbers[$0] } ?? .none
      if case .placeRisk(_, let level, let until) = event.fact {
        designations.insert(DesignationEvent(at: event.at, until: until ?? .never, sequence: sequence, level: level), at: place)
      } else {
        events.append(
          HistoryEvent(
            at: event.at, until: event.fact.until ?? .never, sequence: sequence, place: place, eventClass: event.fact.eventClass))
      }
    }
    events.sort { $0.precedes($1) }
    return PersonFold(
      events,
      Circumstances(
        places: places, designations: designations, policies: bench.policies, identities: Identities(),
        knowledge: Knowledge(through: UInt64(history.count))))
  }
}

extension Rule {
  /// The rule under another id.
  func identified(as id: String) -> Rule {
    Rule(id: id, article: article, title: title, outcome: outcome, when: when, after: after, given: given, until: until)
  }

  /// The rule as one that gives yellow, whatever it gives: what it holds can then be seen in a color.
  var asYellow: Rule {
    Rule(id: id, article: article, title: title, outcome: .color(.yellow), when: when, after: after, given: given, until: until)
  }

  /// The rule with another release.
  func releasing(_ until: Release?) -> Rule {
    Rule(id: id, article: article, title: title, outcome: outcome, when: when, after: after, given: given, until: until)
  }
}

extension Timeline {
  /// The first instant at which the color is more restricted here than in another; nil where there is none.
  ///
  /// - Complexity: O(*n* log *n*) for *n* intervals.
  func firstInstant(above other: Timeline) -> Instant? {
    (intervals + other.intervals).map(\.from).sorted().first { color(at: $0) > other.color(at: $0) }
  }
}
