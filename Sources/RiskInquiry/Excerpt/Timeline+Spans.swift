package import RiskFold
package import RiskModel

extension Timeline {
  /// The intervals inside a period, cut to it. O(log intervals + those given).
  func intervals(in period: Range<Instant>) -> [Span] {
    let first = intervals.firstIndexSorted { $0.until ?? .never > period.lowerBound }
    return intervals[first...].prefix { $0.from < period.upperBound }.compactMap { interval in
      let from = max(interval.from, period.lowerBound)
      let until = min(interval.until ?? .never, period.upperBound)
      return from < until ? Span(from: from, until: until, color: interval.color) : nil
    }
  }

  /// Whether it is of one color over a period.
  func isAll(_ color: Color, in period: Range<Instant>) -> Bool { intervals(in: period).allSatisfy { $0.color == color } }

  /// Where two timelines have different colors, in intervals over which both keep theirs.
  func differences(from other: Timeline, in period: Range<Instant>) -> [(period: Range<Instant>, other: Color, own: Color)] {
    let bounds = Set([period.lowerBound] + (intervals + other.intervals).map(\.from).filter { period.contains($0) }).sorted()
    return bounds.enumerated().compactMap { index, from in
      let colors = (other: other.color(at: from), own: color(at: from))
      let until = index + 1 < bounds.count ? bounds[index + 1] : period.upperBound
      return colors.other == colors.own ? nil : (from..<until, colors.other, colors.own)
    }
  }

  /// The first instant at or after the given one at which two timelines have different colors; nil for none. O(*n* log *n*) for *n* intervals.
  package func firstDifference(from other: Timeline, since instant: Instant) -> Instant? {
    let instants = [instant] + (intervals + other.intervals).map(\.from).filter { $0 > instant }.sorted()
    return instants.first { color(at: $0) != other.color(at: $0) }
  }
}
