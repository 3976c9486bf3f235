import RiskFold
import RiskModel

/// What colors are whatever of some recordings is known: many instants of recording are then decided by two folds.
extension Excerpt {
  /// What an entry can do to colors.
  enum EntryKind {
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

  /// By position of the entry.
  var kinds: [EntryKind] { entries.map(kind) }

  private func kind(_ entry: Entry) -> EntryKind {
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

  /// The colors over a period, whatever of what was recorded after one sequence and up to another is known; nil where that matters or is not known.
  ///
  /// - Parameter kinds: those of the entries.
  /// - Complexity: two folds.
  func colors(
    in period: Range<Instant>, knowing first: UInt64, through last: UInt64, leavingOut leftOut: Set<UInt64>, _ kinds: [EntryKind]
  ) -> [Timeline.Interval]? {
    var releasing: Set<UInt64> = []
    var holding: Set<UInt64> = []
    var stays: Set<UInt64> = []
    var designating: Set<UInt64> = []
    let start = entries.firstIndexSorted { $0.sequence > first }
    for index in start..<entries.count {
      let sequence = entries[index].sequence
      if sequence > last { break }
      // No color before an event depends on it, nor one before the event that a retraction takes away; one of another kind may bear on any.
      if kinds[index] != .other, bearsFrom(entries[index]) >= period.upperBound { continue }
      switch kinds[index] {
      case .nothing: break
      case .onlyReleases: releasing.insert(sequence)
      case .onlyHolds: holding.insert(sequence)
      case .stay: stays.insert(sequence)
      case .designation: designating.insert(sequence)
      case .other: return nil
      }
    }
    if !stays.isEmpty, compiledPolicies.contains(where: \.releasesStaysAsStated) { return nil }
    func timeline(without: Set<UInt64>, _ designations: Designations, _ uncertain: UncertainStays) -> Timeline {
      fold(leavingOut: leftOut.union(without), through: last, designations: designations) { uncertain.apply(to: &$0) }
        .timeline(from: period.lowerBound)
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
