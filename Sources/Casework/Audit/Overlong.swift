internal import RiskFold
internal import RiskModel
internal import RiskPolicy

/// A red interval that outlasts what explains it, before its source is looked up.
struct OverlongInterval: Sendable {
  let from: Instant
  let until: Instant?
  let explainedUntil: Instant
  let span: CountingSpan
}

/// Finds the red intervals that last longer than any rule's release explains.
struct Overlong {
  private let horizon: Instant
  /// The longest bound in time of each epoch's red rules; nil where they name none, and nothing can be said.
  private let longestSeconds: [UInt32?]

  init(_ policies: PolicyTimeline, horizon: Instant) {
    self.horizon = horizon
    longestSeconds = policies.epochs.map { epoch in
      epoch.policy.policy.rules.filter { $0.color == .red }.flatMap { $0.until?.leaves ?? [] }.compactMap { $0.latest?.seconds }.max()
    }
  }

  func intervals(_ fold: borrowing PersonFold) -> [OverlongInterval] {
    let spans = fold.countingSpans(of: .red)
    // Most people are never red, or not for long.
    guard spans.contains(where: { min($0.until, horizon) > explainedUntil($0) }) else { return [] }
    let intervals = fold.timeline().intervals
    // Each red span lies in one red interval.
    var parts: [Int: (explained: Instant, longest: CountingSpan)] = [:]
    for span in spans {
      let index = intervals.firstIndexSorted { $0.from > span.from } - 1
      guard let known = parts[index] else {
        parts[index] = (explainedUntil(span), span)
        continue
      }
      let isLonger = (span.until, span.sequence) >= (known.longest.until, known.longest.sequence)
      parts[index] = (max(known.explained, explainedUntil(span)), isLonger ? span : known.longest)
    }
    return intervals.indices.compactMap { index in
      let interval = intervals[index]
      guard interval.color == .red, interval.from < horizon, let (explained, longest) = parts[index] else { return nil }
      let until = interval.until ?? .never
      guard min(until, horizon) > explained else { return nil }
      return OverlongInterval(from: interval.from, until: until > horizon ? nil : until, explainedUntil: explained, span: longest)
    }
  }

  private func explainedUntil(_ span: CountingSpan) -> Instant {
    // What released it explains it.
    if span.release <= horizon { return span.release }
    guard span.anchor != .never, let seconds = longestSeconds[span.epoch] else { return .never }
    let ends = [span.statedEnd, span.designationEnd].filter { $0 != .never }
    return ends.reduce(span.anchor.advanced(bySeconds: seconds)) { max($0, $1) }
  }
}
