import RiskModel

/// The rules that may hold a person at one instant, laid out flat: they decide a color from a few of the person's events where marks do not, and count
/// no reference.
///
/// Later triggers of a rule are never released earlier, unless the evidence states the end. So of all other rules the last trigger up to the instant
/// decides, and whether its release is met by then.
struct HoldTable: Sendable {
  /// A rule that point events trigger.
  struct Point: Sendable {
    let bit: UInt64
    let color: Color
    let triggers: ClassSet
    /// Triggers from the first through the last may have opened a hold by the instant.
    let first: Instant
    let last: Instant
    /// The position of its release's root; -1 for a rule that never releases.
    let release: Int
    /// Whether the last trigger decides.
    let isOfLast: Bool
  }

  /// A node of a release's tree, in pre-order as a ``ReleaseNode``.
  struct Node: Sendable {
    let way: ReleaseNode.Way
    /// Where the tree below this node ends.
    let end: Int
    let seconds: UInt32
    /// `event`: the classes that match.
    let classes: ClassSet
    /// `tests`: the position of the requirement.
    let tests: Int
  }

  let instant: Instant
  /// The rules of red first.
  private(set) var points: [Point] = []
  private(set) var nodes: [Node] = []
  private(set) var tests: [CompiledTests] = []
  /// By requirement, the position of its kind.
  private(set) var kindOfTests: [Int] = []
  private(set) var kindsOfTests: [SpacedTests.Kind] = []
  /// By the number of a stay's condition: the position of its release's root, -1 for a rule that never releases.
  private(set) var releasesOfStays: [Int] = []
  /// The bits of the rules, and of stays, that are decided here; those of others only the fold decides.
  private(set) var decided: UInt64 = 0
  /// What stays meet.
  let meetings: StayMeetings?

  init(at instant: Instant, _ meetings: StayMeetings?) {
    self.instant = instant
    self.meetings = meetings
  }

  /// Adds a rule as far as point events trigger it.
  ///
  /// - Parameter bit: the rule's own.
  mutating func add(_ active: ActiveRule, bit: UInt64) {
    let (policy, rule) = (active.policy, active.rule)
    guard rule.given == nil, policy.asksForClassesAlone(rule) else { return }
    decided |= bit
    guard instant.secondsSinceEpoch >= rule.afterSeconds else { return }
    let last = Instant(uncheckedSeconds: instant.secondsSinceEpoch - rule.afterSeconds)
    guard active.beginnings.upperBound > .earliest, rule.candidates != ClassSet() else { return }
    let isOfLast = !policy.releaseNodes(of: rule).contains { $0.way == .statedEnd }
    let point = Point(
      bit: bit, color: rule.color ?? .yellow, triggers: rule.candidates, first: active.beginnings.lowerBound,
      last: min(last, active.beginnings.upperBound.before), release: addRelease(of: rule, policy), isOfLast: isOfLast)
    if point.color == .red { points.insert(point, at: 0) } else { points.append(point) }
  }

  /// Adds the releases of the rules that stays trigger, in the order of the conditions.
  ///
  /// - Parameter bits: those of the rules' stays.
  mutating func add(staying rules: [ActiveRule], bits: UInt64) {
    let isDecided = rules.allSatisfy { active in
      active.rule.given == nil && active.policy.asksForClassesAlone(active.rule)
        && active.rule.afterSeconds == 0 && active.policy.takesAllStaysAsTheyAre(active.rule)
        && !active.policy.releaseNodes(of: active.rule).contains { $0.way == .statedEnd }
    }
    guard isDecided else { return }
    decided |= bits
    for active in rules {
      let release = addRelease(of: active.rule, active.policy)
      releasesOfStays += active.rule.stays.map { _ in release }
    }
  }

  private mutating func addRelease(of rule: CompiledRule, _ policy: CompiledPolicy) -> Int {
    guard let root = rule.release else { return -1 }
    let base = nodes.count
    for node in policy.releaseNodes(of: rule) {
      let position = tests.count
      if node.way == .tests { add(policy.tests[node.operand]) }
      nodes.append(
        Node(
          way: node.way, end: node.end - root + base, seconds: node.seconds,
          classes: node.way == .event ? policy.matchers[node.operand].classes : ClassSet(), tests: position))
    }
    return base
  }

  private mutating func add(_ requirement: CompiledTests) {
    tests.append(requirement)
    let kind = SpacedTests.Kind(requirement)
    let known = kindsOfTests.firstIndex { $0.counting == kind.counting && $0.spacingSeconds == kind.spacingSeconds }
    kindOfTests.append(known ?? kindsOfTests.count)
    if let known { kindsOfTests[known].count = max(kindsOfTests[known].count, kind.count) } else { kindsOfTests.append(kind) }
  }
}

extension CompiledPolicy {
  /// The nodes of a rule's release.
  func releaseNodes(of rule: CompiledRule) -> ArraySlice<ReleaseNode> {
    rule.release.map { releases[$0..<releases[$0].end] } ?? []
  }

  /// Whether the classes of events decide which ones trigger and release a rule, whatever places and words they name, and none is a negative test.
  fileprivate func asksForClassesAlone(_ rule: CompiledRule) -> Bool {
    matchers[rule.trigger].names.isEmpty && !rule.candidates.contains(where: \.isNegativeTest)
      && releaseNodes(of: rule).allSatisfy { node in
        switch node.way {
        case .event: matchers[node.operand].names.isEmpty && !matchers[node.operand].classes.contains(where: \.isNegativeTest)
        case .other: false
        case .elapsed, .tests, .statedEnd, .designationEnd, .any, .all: true
        }
      }
  }

  /// Whether all `stay` patterns of a rule take stays everywhere, of whatever length, where the person's stays say they end.
  func takesAllStaysAsTheyAre(_ rule: CompiledRule) -> Bool {
    rule.stays.allSatisfy { stays[$0].within == nil && stays[$0].takesStaysAsTheyAre }
  }
}
