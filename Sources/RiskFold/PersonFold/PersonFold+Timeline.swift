@_spi(Internals) package import RiskModel

extension PersonFold {
  /// The color over all time, or from an instant on: what it says of the time before is then the color at that instant.
  ///
  /// - Complexity: O(*h* log *h*) for *h* holds, after finding them; those that were over by the instant are not looked for.
  package func timeline(from first: Instant = .earliest) -> Timeline {
    let spans = countingSpans(from: first)
    guard !spans.isEmpty else { return Timeline(changes: [(.earliest, .green)]) }
    return Self.timeline(red: Self.union(spans.filter { $0.color == .red }), yellow: Self.union(spans.filter { $0.color == .yellow }))
  }

  private struct Span {
    var from: Instant
    var until: Instant
    var color: Color
  }

  private func countingSpans(from first: Instant) -> [Span] {
    var spans: [Span] = []
    forEachCountingSpan(from: first) { governor, hold, from, until in
      let color = circumstances.policies.epochs[governor].policy.rules[hold.rule].color
      spans.append(Span(from: from <= first ? .earliest : from, until: until, color: color))
    }
    return spans
  }

  /// Gives the holds that count, each cut to the epochs in which it does, with the epoch of the policy that governs it; of those that count
  /// until after an instant.
  func forEachCountingSpan(from first: Instant = .earliest, _ body: (_ governor: Int, Hold, _ from: Instant, _ until: Instant) -> Void) {
    let policies = circumstances.policies
    for governor in policies.epochs.indices {
      let reach = policies.reach(of: governor)
      guard let last = reach.last, policies.end(of: last.epoch) > first else { continue }
      forEachHold(of: policies.epochs[governor].policy, during: first ... .never) { hold in
        for (epoch, openings) in reach where openings.contains(hold.opens) {
          let from = max(hold.opens, policies.epochs[epoch].from)
          let until = min(hold.release, policies.end(of: epoch))
          if max(from, first) < until { body(governor, hold, from, until) }
        }
      }
    }
  }

  /// Disjoint spans in ascending order that cover the same time.
  private static func union(_ spans: [Span]) -> [Span] {
    var merged: [Span] = []
    for span in spans.sorted(by: { $0.from < $1.from }) {
      if let last = merged.last, span.from <= last.until {
        merged[merged.count - 1].until = max(last.until, span.until)
      } else {
        merged.append(span)
      }
    }
    return merged
  }

  private static func timeline(red: [Span], yellow: [Span]) -> Timeline {
    var bounds: [Instant] = [.earliest]
    for span in red { bounds += [span.from, span.until] }
    for span in yellow { bounds += [span.from, span.until] }
    bounds.sort()
    var changes: [(from: Instant, color: Color)] = []
    var nextRed = 0
    var nextYellow = 0
    for bound in bounds where bound != .never && changes.last?.from != bound {
      while nextRed < red.count, red[nextRed].until <= bound { nextRed += 1 }
      while nextYellow < yellow.count, yellow[nextYellow].until <= bound { nextYellow += 1 }
      let isRed = nextRed < red.count && red[nextRed].from <= bound
      let isYellow = nextYellow < yellow.count && yellow[nextYellow].from <= bound
      changes.append((bound, isRed ? .red : isYellow ? .yellow : .green))
    }
    return Timeline(changes: changes)
  }
}
