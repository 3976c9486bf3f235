package import RiskFold
import RiskModel

extension Excerpt {
  /// What was shown over all time: at each instant the color by what was recorded until then (semantics, section 6).
  ///
  /// Over a stretch of time in which what was recorded can only release, or only hold, colors lie between those with all that can only release and
  /// those with all that can only hold. Where these are the same, they are what was shown; else the stretch is halved.
  ///
  /// - Complexity: some folds for each change of what was shown, and for each record of another kind, times the logarithm of the records; at most two
  ///   for each instant at which something was recorded.
  package func displayed() -> Timeline {
    let steps = steps()
    var shown = Shown(kinds: kinds)
    append(steps[...], until: .never, to: &shown)
    return Timeline(changes: shown.changes)
  }

  private struct Shown {
    /// By position of the entry.
    let kinds: [EntryKind]
    var changes: [(from: Instant, color: Color)] = []

    /// Appends the colors of a timeline over a period.
    mutating func append(_ colors: [Timeline.Interval], from: Instant, until: Instant) {
      for interval in colors {
        if let end = interval.until, end <= from { continue }
        if interval.from >= until { break }
        changes.append((max(interval.from, from), interval.color))
      }
    }
  }

  private func append(_ steps: ArraySlice<Step>, until end: Instant, to shown: inout Shown) {
    guard let first = steps.first, let last = steps.last else { return }
    if steps.count == 1 {
      let colors = fold(leavingOut: first.leftOut, through: first.through).timeline(from: first.from).intervals
      return shown.append(colors, from: first.from, until: end)
    }
    if first.leftOut == last.leftOut,
      let colors = colors(
        in: first.from..<end, knowing: first.through, through: last.through, leavingOut: first.leftOut, shown.kinds)
    {
      return shown.append(colors, from: first.from, until: end)
    }
    let middle = steps.startIndex + steps.count / 2
    append(steps[..<middle], until: steps[middle].from, to: &shown)
    append(steps[middle...], until: end, to: &shown)
  }
}
