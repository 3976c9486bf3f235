public import RiskModel

/// A stretch of time over which a person was shown one color and should have been shown another.
public struct Discrepancy: Hashable, Sendable {
  /// Whether the color shown was worse than the rightful one.
  public enum Direction: String, Hashable, Sendable {
    /// More restricted than it should have been.
    case worse
    /// Less restricted than it should have been.
    case better
  }

  /// What explains a part of the stretch. What was known changed in between, and with it what was missing.
  public struct Explanation: Hashable, Sendable {
    /// The first instant of the part.
    public let from: Instant
    /// The first instant after it.
    public let until: Instant
    /// Every minimal set of recordings, all later than the part's beginning, without which the rightful color would be the one shown.
    public let recordings: MinimalSets
  }

  /// The first instant.
  public let from: Instant
  /// The first instant after it.
  public let until: Instant
  /// What was shown.
  public let shown: Color
  /// What should have been shown, by what is known now.
  public let rightful: Color
  /// Why, part by part, without gap.
  public let explanations: [Explanation]
  /// Each recording that stands in some explanation, in order of sequence.
  public let causes: [Cause]

  /// How long it lasted.
  public var seconds: Int { until.seconds(since: from) }
  /// Whether the color shown was worse or better.
  public var direction: Direction { shown > rightful ? .worse : .better }

  /// The form that answers print.
  public var json: JSONValue {
    .object([
      "from": .text(from), "until": .text(until), "seconds": .integer(Int64(seconds)), "shown": .text(shown), "rightful": .text(rightful),
      "direction": .text(direction.rawValue), "causes": .array(causes.map(\.json)),
      "explanations": .array(
        explanations.map {
          .object([
            "from": .text($0.from), "until": .text($0.until), "recordings": $0.recordings.setsJSON,
            "complete": .bool($0.recordings.isComplete),
          ])
        }),
    ])
  }
}
