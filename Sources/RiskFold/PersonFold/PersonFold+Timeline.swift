@_spi(Internals) import RiskModel

extension PersonFold {
  /// The color over all time.
  ///
  /// - Complexity: O(*h* log *h*) for *h* holds, after finding them.
  package func timeline() -> Timeline {
    let spans = countingSpans()
    guard !spans.isEmpty else { return Timeline(changes: [(.earliest, .green)]) }
    return Self.timeline(red: Self.union(spans.filter { $0.color == .red }), yellow: Self.union(spans.filter { $0.color == .yellow }))
  }

  private struct Span {
    var from: Instant
    var until: Instant
    var color: Color
  }

  private func countingSpans() -> [Span] {
    var spans: [Span] = []
    forEachCountingSpan { governor, hold, from, until in
      spans.append(Span(from: from, until: until, color: circumstances.policies.epochs[governor].policy.rules[hold.rule].color))
    }
    return spans
  }

  /// Gives the holds that count, each cut to the epochs in which it does, with the epoch of the policy that governs it.
  func forEachCountingSpan(_ body: (_ governor: Int, Hold, _ from: Instant, _ until: Instant) -> Void) {
    let policies = circumstances.policies
    // The epochs in which each policy's holds count, with the openings that count there.
    var reach: [[(epoch: Int, openings: Range<Instant>)]] = policies.epochs.map { _ in [] }
    for epoch in policies.epochs.indices {
      for governor in policies.governing(in: epoch) { reach[governor.epoch].append((epoch, governor.openings)) }
    }
    for (governor, reached) in reach.enumerated() {
      forEachHold(of: policies.epochs[governor].policy) { hold in
        for (epoch, openings) in reached where openings.contains(hold.opens) {
          let from = max(hold.opens, policies.epochs[epoch].from)
          let until = min(hold.release, policies.end(of: epoch))
          if from < until { body(governor, hold, from, until) }
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
