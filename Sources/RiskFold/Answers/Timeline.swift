public import RiskModel

/// A person's color over all time: maximal intervals of one color, from the earliest instant on, without gap.
public struct Timeline: Hashable, Sendable {
  /// A color from an instant on, up to the next interval.
  public struct Interval: Hashable, Sendable {
    /// The first instant.
    public let from: Instant
    /// The first instant after it; nil for the last interval.
    public let until: Instant?
    /// The color.
    public let color: Color
  }

  /// The intervals, in ascending order; at least one.
  public let intervals: [Interval]

  /// Colors from instants on, the earliest instant first; neighbors of one color become one interval.
  package init(changes: [(from: Instant, color: Color)]) {
    precondition(changes.first?.from == .earliest, "a timeline begins with the earliest instant")
    var intervals: [Interval] = []
    for change in changes where intervals.last?.color != change.color {
      if let last = intervals.popLast() { intervals.append(Interval(from: last.from, until: change.from, color: last.color)) }
      intervals.append(Interval(from: change.from, until: nil, color: change.color))
    }
    self.intervals = intervals
  }

  /// The color at an instant. O(log intervals).
  public func color(at instant: Instant) -> Color { intervals[index(at: instant)].color }

  /// The first instant after the given one at which the color differs; nil never. O(log intervals).
  public func nextChange(after instant: Instant) -> Instant? { intervals[index(at: instant)].until }

  private func index(at instant: Instant) -> Int {
    (1..<intervals.count).firstReached { intervals[$0].from > instant } - 1
  }

  /// The form that answers print: where each interval begins, and its color.
  public var json: JSONValue {
    .array(intervals.map { .object(["from": .text($0.from), "color": .text($0.color)]) })
  }
}
