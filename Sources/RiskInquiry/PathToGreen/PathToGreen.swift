@_spi(Internals) public import RiskFold
@_spi(Internals) public import RiskModel
import RiskPolicy

/// What would release a person, and when at the earliest.
///
/// Each path was tried: its events were added to what is known, and the projector gave green at its end.
public struct PathToGreen: Hashable, Sendable {
  /// What may be relied on.
  public enum Means: String, Hashable, Sendable, CaseIterable {
    /// The passage of time, negative tests, and leaving a place.
    case timeAndTests = "time-and-tests"
    /// Also what an authority can assert: a diagnosis, the end of an isolation, a clearance, the lifting of a designation.
    case anything
  }

  /// One event that has to happen.
  public struct Step: Hashable, Sendable {
    /// When at the earliest.
    public let at: Instant
    /// What, as an event that would be enough.
    public let fact: Fact
    /// The rule that it helps to release.
    public let rule: String
  }

  /// A way to green.
  public struct Path: Hashable, Sendable {
    /// What it relies on.
    public let means: Means
    /// From when on the color is green if all steps are taken as early as they can be; nil where no way was found.
    public let green: Instant?
    /// What has to happen, in order of time; where there is no way, what could be done before it ends.
    public let steps: [Step]
    /// Where there is no way, the rule that cannot be released.
    public let blockedBy: String?
  }

  /// Whose.
  public let person: PersonID
  /// From when on.
  public let at: Instant
  /// The last sequence known.
  public let knownAt: UInt64
  /// What holds the person, and for each what it waits for.
  public let grounds: [Ground]
  /// A way by each means; equal where an authority can do nothing earlier.
  public let paths: [Path]

  /// The form that answers print.
  public var json: JSONValue {
    .object([
      "person": .text(person), "at": .text(at), "knownAt": .sequence(knownAt), "grounds": .array(grounds.map(\.json)),
      "paths": .array(
        paths.map { path in
          .object([
            "means": .text(path.means.rawValue), "green": .textOrNull(path.green), "blockedBy": .textOrNull(path.blockedBy),
            "steps": .array(path.steps.map { .object(["at": .text($0.at), "event": .text($0.fact.words), "rule": .text($0.rule)]) }),
          ])
        }),
    ])
  }
}

extension Excerpt {
  /// What would release the person from an instant on.
  package func pathToGreen(from instant: Instant) throws(Fault) -> PathToGreen {
    var paths: [PathToGreen.Path] = []
    for means in PathToGreen.Means.allCases { paths.append(try path(from: instant, by: means)) }
    return PathToGreen(
      person: person, at: instant, knownAt: knownAt, grounds: status(at: instant).grounds, paths: paths)
  }

  /// The most rounds of planning: each adds what the grounds of one instant need, which may open others.
  private static let maximumRoundCount = 32

  private func path(from start: Instant, by means: PathToGreen.Means) throws(Fault) -> PathToGreen.Path {
    var excerpt = self
    var now = start
    var steps: [PathToGreen.Step] = []
    func blocked(_ rule: String) -> PathToGreen.Path {
      PathToGreen.Path(means: means, green: nil, steps: steps.sorted { $0.at < $1.at }, blockedBy: rule)
    }
    for _ in 0..<Self.maximumRoundCount {
      let grounds = excerpt.status(at: now).grounds
      guard let first = grounds.first else {
        let needed = steps.filter { $0.at <= now }
        return PathToGreen.Path(means: means, green: now, steps: needed.sorted { $0.at < $1.at }, blockedBy: nil)
      }
      var plans: [Plan] = []
      for ground in grounds {
        guard let plan = try excerpt.plan(for: ground, at: now, by: means) else { return blocked(ground.rule.id) }
        plans.append(plan)
      }
      // Who has a place to leave does that first: what is needed afterwards is not known before.
      if plans.contains(where: \.isBeginning) { plans.removeAll { !$0.isBeginning } }
      var added: [PathToGreen.Step] = []
      for step in plans.flatMap(\.steps) where !added.contains(where: { $0.at == step.at && $0.fact == step.fact }) { added.append(step) }
      let next = plans.map { $0.isBeginning ? $0.steps.map(\.at).max() ?? now : $0.earliest }.max() ?? now
      if next == now, added.isEmpty { return blocked(first.rule.id) }
      guard next < .never else { return blocked(first.rule.id) }
      steps += added
      excerpt = try excerpt.adding(added.map(\.event))
      // A later policy may release before any of the rules does.
      let green = excerpt.timeline().intervals.first { $0.color == .green && ($0.until ?? .never) > now }.map { max($0.from, now) }
      now = min(next, green ?? next)
    }
    return blocked(excerpt.status(at: now).grounds.first?.rule.id ?? "")
  }
}

extension PathToGreen.Step {
  fileprivate var event: Event {
    Event(uncheckedAt: at, source: Text(unchecked: "assumed"), id: nil, evidence: nil, fact: fact)
  }
}
