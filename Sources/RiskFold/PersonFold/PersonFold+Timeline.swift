package import RiskModel

extension PersonFold {
  /// The color over all time.
  ///
  /// - Complexity: that of ``colors(from:until:)``.
  package func timeline() -> Timeline { timeline(from: .earliest) }

  /// The color from an instant on, up to another one; before and after them the timeline has no color.
  ///
  /// - Complexity: that of ``colors(from:until:)``.
  package func timeline(from first: Instant, until end: Instant = .never) -> Timeline {
    Timeline(changes: colors(from: first, until: end))
  }

  /// A color from an instant on.
  package typealias ColorFrom = (from: Instant, color: Color)

  /// The colors from an instant on, up to another one, in ascending order, the first given as from the earliest instant; some may be equal to the one before.
  ///
  /// - Complexity: O(*h* log *h*) for *h* holds, after finding them; those that were over by the first instant, or open after the other
  ///   one, are not looked for.
  package func colors(from first: Instant, until end: Instant = .never) -> [ColorFrom] {
    // One edge where a span begins, one where it ends.
    var edges: [Edge] = []
    forEachCountingSpan(from: first, until: end, outlastingAlone: true, ofStaysToo: true) { governor, hold, from, until in
      let isRed = circumstances.policies.epochs[governor].policy.rules[hold.rule].color == .red
      edges.append(Edge(at: from <= first ? .earliest : from, red: isRed ? 1 : 0, yellow: isRed ? 0 : 1))
      if until != .never { edges.append(Edge(at: until, red: isRed ? -1 : 0, yellow: isRed ? 0 : -1)) }
    }
    edges.sort { $0.at < $1.at }
    var colors: [ColorFrom] = [(.earliest, .green)]
    var (red, yellow) = (0, 0)
    for edge in edges {
      red += edge.red
      yellow += edge.yellow
      let color: Color = red > 0 ? .red : yellow > 0 ? .yellow : .green
      if colors[colors.count - 1].from == edge.at {
        colors[colors.count - 1].color = color
      } else {
        colors.append((edge.at, color))
      }
    }
    return colors
  }

  /// How many more spans of each color there are from an instant on.
  private struct Edge {
    var at: Instant
    var red: Int
    var yellow: Int
  }

  /// Gives the holds that count, each cut to the epochs in which it does, with the epoch of the policy that governs it; of those that count
  /// until after an instant, and open by another one.
  ///
  /// - Parameters:
  ///   - outlastingAlone: whether of holds of one rule that cover the same instants some may be left out.
  ///   - ofStaysToo: whether also of holds by stays, which other releases may then leave uncovered.
  func forEachCountingSpan(
    from first: Instant = .earliest, until end: Instant = .never, outlastingAlone: Bool = false, ofStaysToo: Bool = false,
    _ body: (_ governor: Int, Hold, _ from: Instant, _ until: Instant) -> Void
  ) {
    let policies = circumstances.policies
    for governor in policies.epochs.indices {
      let counting = policies.reach(of: governor)
      guard counting.upperBound > first, counting.lowerBound <= end else { continue }
      let beginning = policies.beginnings(of: governor)
      let period = max(first, counting.lowerBound)...max(first, min(end, counting.upperBound))
      func give(_ hold: Hold) {
        let from = max(hold.opens, counting.lowerBound)
        let until = min(hold.release, counting.upperBound)
        if max(from, first) < until { body(governor, hold, from, until) }
      }
      let policy = policies.epochs[governor].policy
      if outlastingAlone {
        forEachOutlastingHold(of: policy, beginning: beginning, during: period, ofStaysToo: ofStaysToo, give)
      } else {
        forEachHold(of: policy, beginning: beginning, during: period, give)
      }
    }
  }
}
