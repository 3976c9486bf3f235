public import RiskModel
import RiskFold

/// How two views of one person differ: two knowledges, two policies, with and without some evidence, with and without something added.
public struct Difference: Hashable, Sendable {
  /// A stretch of time over which they give two colors.
  public struct Interval: Hashable, Sendable {
    /// The first instant.
    public let from: Instant
    /// The first instant after it; nil if it never ends.
    public let until: Instant?
    /// The color by the one view.
    public let before: Color
    /// The color by the other.
    public let after: Color
    /// Every minimal set of what only one of them knows or assumes that, known to the other too, would give the same color. 0 stands for a policy
    /// that was assumed.
    public let explanation: MinimalSets
    /// What stands in some set, in order of sequence.
    public let causes: [Cause]

    /// The form that answers print.
    public var json: JSONValue {
      .object([
        "from": .text(from), "until": until.map(JSONValue.text) ?? .null, "before": .text(before), "after": .text(after),
        "causes": .array(causes.map(\.json)), "recordings": explanation.setsJSON, "complete": .bool(explanation.isComplete),
      ])
    }
  }

  /// The person.
  public let person: PersonID
  /// Where they differ, in order of time; none where they do not.
  public let intervals: [Interval]

  /// The form that answers print.
  public var json: JSONValue { .object(["person": .text(person), "intervals": .array(intervals.map(\.json))]) }
}

extension Difference {
  /// The most colors that are computed in the search for what explains one interval.
  public static let maximumTrialCount = 2_000

  /// How the colors of a person differ from one excerpt to another.
  package static func between(_ before: Excerpt, _ after: Excerpt, in period: Range<Instant> = .earliest..<Instant.never) throws(Fault)
    -> Difference
  {
    precondition(before.person == after.person, "a difference is one person's")
    let found = after.timeline().differences(from: before.timeline(), in: period)
    guard !found.isEmpty else { return Difference(person: after.person, intervals: []) }
    // Both over all the events of either, so that each can be given what the other knows.
    var all: [UInt64: Excerpt.Entry] = [:]
    for entry in before.entries + after.entries { all[entry.sequence] = entry }
    let entries = all.values.sorted { $0.sequence < $1.sequence }
    func unknown(to excerpt: Excerpt) -> Set<UInt64> {
      Set(entries.map(\.sequence).filter { excerpt.leftOut.contains($0) || excerpt.entry($0) == nil })
    }
    let unknownBefore = unknown(to: before)
    let unknownAfter = unknown(to: after)
    let earlier = try Excerpt(of: before.person, knownAt: before.knownAt, entries: entries, leavingOut: unknownBefore, under: before.policy)
    let later = try Excerpt(of: after.person, knownAt: after.knownAt, entries: entries, leavingOut: unknownAfter, under: after.policy)
    let toggles = unknownBefore.symmetricDifference(unknownAfter)
    let intervals = found.map { stretch in
      var candidates = toggles.filter { sequence in
        guard let entry = later.entry(sequence) else { return false }
        let event = entry.target.flatMap { later.entry($0) } ?? entry
        return event.bearsFrom < stretch.period.upperBound
      }
      if before.policy != after.policy { candidates.insert(0) }
      let explanation = MinimalSets.search(startingFrom: candidates.sorted(), trials: Self.maximumTrialCount) { set, _ in
        let excerpt = set.contains(0) ? earlier : later
        let timeline = excerpt.fold(leavingOut: unknownAfter.symmetricDifference(set.subtracting([0]))).timeline()
        return timeline.isAll(stretch.other, in: stretch.period) ? .met : .unmet(needsOneOf: candidates.sorted())
      }
      return Interval(
        from: stretch.period.lowerBound, until: stretch.period.upperBound.ifEver, before: stretch.other, after: stretch.own,
        explanation: explanation, causes: explanation.members.map { later.cause($0) })
    }
    return Difference(person: after.person, intervals: intervals)
  }
}
