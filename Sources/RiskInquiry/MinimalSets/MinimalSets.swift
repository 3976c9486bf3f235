/// The minimal sets of events that make a statement true: each does, and no proper part of it does.
///
/// All of them, unless a bound was reached, which ``isComplete`` then says.
public struct MinimalSets: Hashable, Sendable {
  /// The sets, each in ascending order of sequence; smaller sets first, then in order of their sequences.
  public let sets: [[UInt64]]
  /// Whether there are no others. False: there may be more than these, and where there is one alone it is only known that no single event of
  /// it can be spared.
  public let isComplete: Bool

  /// The most sets that are looked for.
  public static let maximumSetCount = 64
  /// The most colors that are computed in the search, for a person with at most ``shortEntryCount`` events that bear on the color.
  public static let maximumTrialCount = 20_000
  /// Of a person of more events fewer colors are computed, in proportion: each takes longer.
  public static let shortEntryCount = 400

  /// Every sequence that stands in some set, in ascending order.
  public var members: [UInt64] { Set(sets.joined()).sorted() }
}

extension MinimalSets {
  /// The most colors that are computed in a search among so many events, of which so many are policies: under each of these a person is folded.
  static func trialCount(among eventCount: Int, policies policyCount: Int) -> Int {
    let entryCount = eventCount + 20 * policyCount
    return max(32, min(maximumTrialCount, maximumTrialCount * shortEntryCount / max(1, entryCount)))
  }

  /// What is said of a set of events.
  enum Judgment {
    /// It makes the statement true.
    case met
    /// It does not, and neither does any set that contains it without one of these.
    case unmet(needsOneOf: [UInt64])
  }

  /// Searches in order of size, so that what is found is minimal, and all that is minimal is found.
  ///
  /// A set is grown by each event of which any larger one needs one: as a hitting-set tree (Reiter, 1987). Judgments need not be monotone.
  ///
  /// - Parameters:
  ///   - start: where nothing is found within the bound, a set that is met is made smaller for as long as it stays so.
  ///   - trialCount: the most judgments.
  ///   - judge: the verdict on a set; its argument has the sets found so far, of which no set that is still looked for contains one.
  /// - Complexity: at most three times `trialCount` judgments for each size of a set that is made smaller, which has at most `trialCount` members then.
  static func search(
    startingFrom start: [UInt64], trials trialCount: Int = maximumTrialCount, _ judge: (Set<UInt64>, _ found: [[UInt64]]) -> Judgment
  ) -> MinimalSets {
    var found: [[UInt64]] = []
    var level: [[UInt64]] = [[]]
    var trialsLeft = trialCount
    var isComplete = true
    search: while !level.isEmpty {
      var next: Set<[UInt64]> = []
      for set in level {
        let members = Set(set)
        if found.contains(where: { members.isSuperset(of: $0) }) { continue }
        guard trialsLeft > 0, found.count < maximumSetCount else {
          isComplete = false
          break search
        }
        trialsLeft -= 1
        switch judge(members, found) {
        case .met: found.append(set)
        case .unmet(let candidates):
          for candidate in candidates where !members.contains(candidate) {
            // More than can be tried need not be kept.
            guard next.count < trialCount else {
              isComplete = false
              break
            }
            next.insert((set + [candidate]).sorted())
          }
        }
      }
      level = next.sorted { $0.lexicographicallyPrecedes($1) }
    }
    if found.isEmpty, !isComplete, let one = reduced(start, trialCount, judge) { found = [one] }
    return MinimalSets(sets: found, isComplete: isComplete)
  }

  /// A set that is met, without each member that it can spare; nil where no set of at most `trialCount` members was found with as many judgments.
  private static func reduced(_ start: [UInt64], _ trialCount: Int, _ judge: (Set<UInt64>, [[UInt64]]) -> Judgment) -> [UInt64]? {
    func isMet(_ set: Set<UInt64>) -> Bool { if case .met = judge(set, []) { true } else { false } }
    var kept = Set(start)
    guard isMet(kept) else { return nil }
    // Of many, first ever shorter stretches that it can spare.
    var trialsLeft = trialCount
    var length = kept.count / 2
    while kept.count > trialCount, length > 0 {
      for stretch in kept.sorted(by: >).stretches(of: length) where kept.count > trialCount {
        guard trialsLeft > 0 else { return nil }
        trialsLeft -= 1
        if isMet(kept.subtracting(stretch)) { kept.subtract(stretch) }
      }
      length /= 2
    }
    var shrinks = true
    while shrinks {
      shrinks = false
      for member in kept.sorted(by: >) where isMet(kept.subtracting([member])) {
        kept.remove(member)
        shrinks = true
      }
    }
    return kept.sorted()
  }
}

extension Array {
  /// The elements in stretches of a length, the last one perhaps shorter.
  fileprivate func stretches(of length: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: length).map { self[$0..<Swift.min($0 + length, count)] }
  }
}
