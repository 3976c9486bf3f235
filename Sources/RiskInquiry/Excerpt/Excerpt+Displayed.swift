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
    var shown = Shown(kinds: entries.map(kind))
    append(steps[...], until: .never, to: &shown)
    return Timeline(changes: shown.changes)
  }

  /// What an entry can do to colors.
  private enum Kind {
    /// Nothing, since it is left out, or of a class that no rule looks at.
    case nothing
    case onlyReleases
    case onlyHolds
    /// It may hold, and ends the stay before it.
    case stay
    /// It may hold, and ends the one before it of its place.
    case designation
    /// It may do both.
    case other
  }

  private struct Shown {
    /// By position of the entry.
    let kinds: [Kind]
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

  private func kind(_ entry: Entry) -> Kind {
    if leftOut.contains(entry.sequence) { return .nothing }
    let fact = entry.event.event.fact
    if fact.kind == .retraction, let target = entry.target.flatMap({ self.entry($0) }) {
      // What it takes away did the opposite.
      switch kind(target) {
      case .nothing: return .nothing
      case .onlyReleases: return .onlyHolds
      case .onlyHolds: return .onlyReleases
      case .stay, .designation, .other: return .other
      }
    }
    if fact.kind == .stay { return .stay }
    if fact.kind == .placeRisk { return .designation }
    switch (onlyReleases(fact), onlyHolds(fact)) {
    case (true, true): return .nothing
    case (true, false): return .onlyReleases
    case (false, true): return .onlyHolds
    case (false, false): return .other
    }
  }

  /// From when on an entry can bear on a color.
  private func bearsFrom(_ entry: Entry) -> Instant { entry.target.flatMap { self.entry($0) }?.bearsFrom ?? entry.bearsFrom }

  private func append(_ steps: ArraySlice<Step>, until end: Instant, to shown: inout Shown) {
    guard let first = steps.first, let last = steps.last else { return }
    if steps.count == 1 {
      let colors = fold(leavingOut: first.leftOut, through: first.through).timeline(from: first.from).intervals
      return shown.append(colors, from: first.from, until: end)
    }
    if let colors = colors(from: first, through: last, until: end, shown.kinds) {
      return shown.append(colors, from: first.from, until: end)
    }
    let middle = steps.startIndex + steps.count / 2
    append(steps[..<middle], until: steps[middle].from, to: &shown)
    append(steps[middle...], until: end, to: &shown)
  }

  /// The colors over a stretch of time, whatever of what was recorded meanwhile is known; nil where that matters or is not known.
  private func colors(from first: Step, through last: Step, until end: Instant, _ kinds: [Kind]) -> [Timeline.Interval]? {
    guard first.leftOut == last.leftOut else { return nil }
    var releasing: Set<UInt64> = []
    var holding: Set<UInt64> = []
    var stays: Set<UInt64> = []
    var designating: Set<UInt64> = []
    let start = entries.firstIndexSorted { $0.sequence > first.through }
    for index in start..<entries.count where entries[index].sequence <= last.through {
      let kind = kinds[index]
      // No color before an event depends on it, nor one before the event that a retraction takes away; one of another kind may bear on any.
      if kind != .other, bearsFrom(entries[index]) >= end { continue }
      switch kind {
      case .nothing: break
      case .onlyReleases: releasing.insert(entries[index].sequence)
      case .onlyHolds: holding.insert(entries[index].sequence)
      case .stay: stays.insert(entries[index].sequence)
      case .designation: designating.insert(entries[index].sequence)
      case .other: return nil
      }
    }
    if !stays.isEmpty, compiledPolicies.contains(where: \.releasesStaysAsStated) { return nil }
    let period = first.from..<end
    func timeline(without: Set<UInt64>, _ designations: Designations, _ uncertain: UncertainStays) -> Timeline {
      fold(leavingOut: first.leftOut.union(without), through: last.through, designations: designations) { uncertain.apply(to: &$0) }
        .timeline(from: first.from)
    }
    // At least, a designation ends the one before it. At most it ends none, and makes people as red as any designation can.
    let best = timeline(
      without: holding, designating.isEmpty ? designations : designations.lifting(designating), UncertainStays(stays, areThere: false))
    var worst = timeline(without: releasing.union(designating), designations, UncertainStays(stays, areThere: true))
    if !designating.isEmpty, let gravest = compiledPolicies.compactMap(\.colorOfDesignations).max() {
      worst = Timeline(changes: worst.intervals.map { ($0.from, max($0.color, gravest)) })
    }
    return best.intervals(in: period) == worst.intervals(in: period) ? best.intervals : nil
  }
}

/// Stays of which some may not be known.
private struct UncertainStays {
  private let sequences: Set<UInt64>
  private let areThere: Bool

  /// - Parameter areThere: whether colors are to be as bad as they can be, else as good as they can be.
  init(_ sequences: Set<UInt64>, areThere: Bool) {
    self.sequences = sequences
    self.areThere = areThere
  }

  /// Makes of the uncertain stays, and of those that end by them, the most or the least that they can be.
  ///
  /// At least they hold no person, and end the stay before them. At most they end none, and last up to the next one that is certain.
  func apply(to history: inout [HistoryEvent]) {
    if sequences.isEmpty { return }
    // From the last one on: the next stay, and the next one that is certain.
    var (next, certain) = (Instant.never, Instant.never)
    for index in history.indices.reversed() where history[index].eventClass == .stay {
      let (at, isCertain) = (history[index].at, !sequences.contains(history[index].sequence))
      let isOpen = history[index].until == .never
      if !isCertain || isOpen && next != certain {
        if areThere, isOpen {
          history[index].until = certain == .never ? .latest : certain
        } else if !areThere {
          history[index].place = .none
        }
      }
      next = at
      if isCertain { certain = at }
    }
  }
}
