public import RiskModel

/// A color over a stretch of time, cut to the period that was asked about.
public struct Span: Hashable, Sendable {
  /// The first instant.
  public let from: Instant
  /// The first instant after it.
  public let until: Instant
  /// The color.
  public let color: Color

  /// How long it is.
  public var seconds: Int { until.seconds(since: from) }

  var json: JSONValue { .object(["from": .text(from), "until": .text(until), "color": .text(color)]) }
}

extension Instant {
  /// The seconds from another instant to this one; below zero where that one is later.
  package func seconds(since other: Instant) -> Int { Int(secondsSinceEpoch) - Int(other.secondsSinceEpoch) }
}
