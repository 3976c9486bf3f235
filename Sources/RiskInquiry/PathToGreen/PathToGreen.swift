public import RiskFold
public import RiskModel
import RiskPolicy

/// What would release a person, and when at the earliest.
///
/// What is known stays known, also what occurs later; each path was tried: its events were added to that, and the projector gave green at its
/// end, and would not if one of them were left out.
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
    /// A rule that it helps to release: without it, this one would hold at the path's end.
    public let rule: String
  }

  /// A way to green.
  public struct Path: Hashable, Sendable {
    /// What it relies on.
    public let means: Means
    /// The first instant of green if all steps are taken as early as they can be; nil where no way was found.
    public let green: Instant?
    /// Whether nothing by these means leads to green earlier; where no way was found, whether there is none.
    ///
    /// False only where an event that would have to happen may open a hold itself, as a diagnosis does: a bounded number of ways were tried then.
    public let isEarliest: Bool
    /// What has to happen, in order of time; none where time alone leads to green, and where no way was found.
    public let steps: [Step]
    /// Where no way was found, a rule that is not released.
    public let blockedBy: String?
    /// When the color changes again after the first green, if nothing more is recorded; nil for never, and where no way was found.
    public let until: Instant?
    /// What keeps the person green then, at the latest when: for a green that lapses, the next test. Nil where nothing can, or has to.
    public let renewal: Step?
  }

  /// The person.
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
            "means": .text(path.means.rawValue), "green": .textOrNull(path.green), "earliest": .bool(path.isEarliest),
            "blockedBy": .textOrNull(path.blockedBy), "until": .textOrNull(path.until),
            "renewal": path.renewal.map {
              .object(["by": .text($0.at), "event": .text($0.fact.words), "rule": .text($0.rule)])
            } ?? .null,
            "steps": .array(path.steps.map { .object(["at": .text($0.at), "event": .text($0.fact.words), "rule": .text($0.rule)]) }),
          ])
        }),
    ])
  }
}
