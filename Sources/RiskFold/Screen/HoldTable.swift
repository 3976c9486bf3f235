import RiskModel
import RiskPolicy

/// The rules that may hold a person at one instant, laid out flat: they decide a color from a few of the person's events where marks do not, and count
/// no reference.
///
/// What a person's events and tests tell of the leaves of releases is found once a person (``ReleaseBounds``); each hold is then held against these.
struct HoldTable: Sendable {
  /// A rule that point events trigger.
  struct Point: Sendable {
    let color: Color
    /// Triggers from the first through the last second may have opened a hold by the instant.
    let first: UInt32
    let last: UInt32
    /// The position of its release's root; -1 for a rule that never releases.
    let release: Int
  }

  /// A node of a release's tree, in pre-order as a ``ReleaseNode``.
  struct Node: Sendable {
    enum Way: UInt8, Sendable {
      /// Met for all holds that are old enough.
      case bounded
      case statedEnd, designationEnd, any, all
    }

    let way: Way
    /// `bounded`: whether a hold is as old as its beginning, and not as its anchor.
    let isFromBeginning: Bool
    /// Where the tree below this node ends.
    let end: Int
    /// `bounded`: the position of its bounds.
    let bounds: Int
  }

  /// What an event of one class may release.
  struct Effect: Sendable {
    /// The endings of which it is one, one bit each.
    var endings: UInt64 = 0
    /// Whether it is a positive test, which sets counts of negative ones to none.
    var isPositive = false
  }

  /// One negative test or several that release holds.
  struct Requirement: Sendable {
    let count: Int
    let notBeforeSeconds: UInt32
    /// The position of its kind.
    let kind: Int
    /// The position of its bounds.
    let bounds: Int

    /// The holds that it releases where the earliest of so many tests was at a second.
    func released(by seconds: UInt32) -> ReleaseBounds {
      // Without a least distance the order of the test and of a trigger of the same second decides.
      guard notBeforeSeconds > 0 else { return ReleaseBounds(released: seconds, held: seconds + 1) }
      return .through(notBeforeSeconds, before: Instant(uncheckedSeconds: seconds))
    }
  }

  let instant: Instant
  /// By the number of a rule's bit; nil for a rule that is not decided here.
  private(set) var points: [Point?] = Array(repeating: nil, count: 64)
  private(set) var nodes: [Node] = []
  /// The bounds of a person without events: those of times elapsed are the same for every person.
  private(set) var bounds: [ReleaseBounds] = []
  /// One a class.
  private(set) var effects = Array(repeating: Effect(), count: 256)
  /// The classes of events that release, with the position of the bounds.
  private(set) var endings: [(classes: ClassSet, bounds: Int)] = []
  /// The times elapsed that release, with the position of the bounds.
  private var periods: [(seconds: UInt32, bounds: Int)] = []
  /// In order of kind and count.
  private(set) var requirements: [Requirement] = []
  /// By ``slot(_:_:)``, the position of the first of these requirements; and where the last one's end.
  private(set) var firstRequirements = Array(repeating: 0, count: SpacedTests.kindRoom * (NegativeTests.counts.upperBound + 1) + 1)
  private(set) var kindsOfTests: [SpacedTests.Kind] = []
  /// By class, the kinds of tests that count it, one bit each.
  private(set) var kindsOfClass: [UInt64] = Array(repeating: 0, count: 256)
  /// The bits of all kinds of tests.
  private(set) var kindBits: UInt64 = 0
  /// By the number of a stay's condition: the position of its release's root, -1 for a rule that never releases.
  private(set) var releasesOfStays: [Int] = []
  /// The releases of stays as clauses that must all be met, each by one of its bounds: where each ends among these.
  private(set) var clausesOfStays: [Int] = []
  private(set) var boundsOfStays: [Int] = []
  /// The bits of the rules, and of stays, that are decided here; those of others only the fold decides.
  private(set) var decided: UInt64 = 0
  /// The bits of the rules of which not the last trigger alone decides, since the evidence states the end of each.
  private(set) var asksForAllTriggers: UInt64 = 0
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
    guard rule.given == nil, policy.asksForClassesAlone(rule), hasRoom(for: [active]) else { return }
    decided |= bit
    guard instant.secondsSinceEpoch >= rule.afterSeconds else { return }
    let last = Instant(uncheckedSeconds: instant.secondsSinceEpoch - rule.afterSeconds)
    guard active.beginnings.upperBound > .earliest, rule.candidates != ClassSet() else { return }
    points[bit.trailingZeroBitCount] = Point(
      color: rule.color ?? .yellow, first: active.beginnings.lowerBound.secondsSinceEpoch,
      last: min(last, active.beginnings.upperBound.before).secondsSinceEpoch, release: addRelease(of: rule, policy))
    if policy.releaseNodes(of: rule).contains(where: { $0.way == .statedEnd }) { asksForAllTriggers |= bit }
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
    guard isDecided, hasRoom(for: rules) else { return }
    decided |= bits
    for active in rules {
      let release = addRelease(of: active.rule, active.policy)
      releasesOfStays += active.rule.stays.map { _ in release }
    }
    let all = Set(Set(releasesOfStays).flatMap { $0 < 0 ? [[]] : clauses(of: $0) })
    // In an order of their own: the answer does not depend on it.
    for clause in all.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      boundsOfStays += clause
      clausesOfStays.append(boundsOfStays.count)
    }
  }

  /// A node of a release as clauses that must all be met, each by one of its bounds for the anchor. A bound for the beginning says nothing of stays that
  /// ended before: with a lookback they begin to count later, when the place is designated.
  private func clauses(of position: Int) -> [[Int]] {
    let node = nodes[position]
    guard node.way == .any || node.way == .all else { return node.way == .bounded && !node.isFromBeginning ? [[node.bounds]] : [[]] }
    var found: [[Int]] = node.way == .any ? [[]] : []
    var member = position + 1
    while member < node.end {
      let others = clauses(of: member)
      found = node.way == .all ? found + others : found.flatMap { clause in others.map { Set(clause + $0).sorted() } }
      // Too many to be of use: nothing is certain.
      if found.count > 64 { return [[]] }
      member = nodes[member].end
    }
    return found
  }

  /// Whether there is room for the leaves of the releases of rules, as there is in all but the longest of policies.
  private func hasRoom(for rules: [ActiveRule]) -> Bool {
    var (classes, kinds) = (Set(endings.map(\.classes)), kindsOfTests)
    for active in rules {
      for node in active.policy.releaseNodes(of: active.rule) {
        if node.way == .event { classes.insert(active.policy.matchers[node.operand].classes) }
        guard node.way == .tests else { continue }
        let kind = SpacedTests.Kind(active.policy.tests[node.operand])
        if !kinds.contains(where: { $0.isSame(as: kind) }) { kinds.append(kind) }
      }
    }
    return classes.count <= UInt64.bitWidth && kinds.count <= SpacedTests.kindRoom
  }

  private mutating func addRelease(of rule: CompiledRule, _ policy: CompiledPolicy) -> Int {
    guard let root = rule.release else { return -1 }
    let base = nodes.count
    for node in policy.releaseNodes(of: rule) {
      let end = node.end - root + base
      switch node.way {
      case .elapsed: nodes.append(Node(way: .bounded, isFromBeginning: false, end: end, bounds: elapsed(node.seconds)))
      case .event: nodes.append(Node(way: .bounded, isFromBeginning: true, end: end, bounds: ending(policy.matchers[node.operand].classes)))
      case .tests:
        let tests = policy.tests[node.operand]
        nodes.append(Node(way: .bounded, isFromBeginning: tests.startsAtBeginning, end: end, bounds: requirement(tests)))
      case .statedEnd: nodes.append(Node(way: .statedEnd, isFromBeginning: false, end: end, bounds: 0))
      case .designationEnd: nodes.append(Node(way: .designationEnd, isFromBeginning: false, end: end, bounds: 0))
      case .any: nodes.append(Node(way: .any, isFromBeginning: false, end: end, bounds: 0))
      case .all: nodes.append(Node(way: .all, isFromBeginning: false, end: end, bounds: 0))
      case .other: preconditionFailure("a release that asks for classes alone")
      }
    }
    return base
  }

  /// The position of new bounds.
  private mutating func add(_ new: ReleaseBounds) -> Int {
    bounds.append(new)
    return bounds.count - 1
  }

  /// The position of the bounds of a time elapsed.
  private mutating func elapsed(_ seconds: UInt32) -> Int {
    if let known = periods.first(where: { $0.seconds == seconds }) { return known.bounds }
    periods.append((seconds, add(.through(seconds, before: instant))))
    return periods[periods.count - 1].bounds
  }

  /// The position of the bounds of some classes' events.
  private mutating func ending(_ classes: ClassSet) -> Int {
    if let known = endings.first(where: { $0.classes == classes }) { return known.bounds }
    let number = endings.count
    endings.append((classes, add(.none)))
    for code in UInt8.min ... .max where classes.contains(EventClass(rawValue: code)) { effects[Int(code)].endings |= 1 << UInt64(number) }
    return endings[number].bounds
  }

  /// The position of the bounds of a requirement of tests.
  private mutating func requirement(_ tests: CompiledTests) -> Int {
    let kind = SpacedTests.Kind(tests)
    let known = kindsOfTests.firstIndex { $0.isSame(as: kind) }
    let number = known ?? kindsOfTests.count
    if let known { kindsOfTests[known].count = max(kindsOfTests[known].count, kind.count) } else { kindsOfTests.append(kind) }
    kindBits |= 1 << UInt64(number)
    for code in UInt8.min ... .max where kind.counting.contains(EventClass(rawValue: code)) {
      kindsOfClass[Int(code)] |= 1 << UInt64(number)
    }
    let same = requirements.first { $0.kind == number && $0.count == tests.count && $0.notBeforeSeconds == tests.notBeforeSeconds }
    if let same { return same.bounds }
    for method in TestMethod.allCases { effects[Int(EventClass.test(method, .positive).rawValue)].isPositive = true }
    let position = add(.none)
    let slot = slot(number, tests.count)
    let requirement = Requirement(count: tests.count, notBeforeSeconds: tests.notBeforeSeconds, kind: number, bounds: position)
    requirements.insert(requirement, at: firstRequirements[slot + 1])
    for later in firstRequirements.indices where later > slot { firstRequirements[later] += 1 }
    return position
  }

  /// The place of the requirements of so many tests of a kind.
  private func slot(_ kind: Int, _ count: Int) -> Int { kind * (NegativeTests.counts.upperBound + 1) + count }

  /// The requirements of so many tests of a kind, by position.
  @inline(__always)
  func requirements(of kind: Int, _ count: Int) -> Range<Int> {
    firstRequirements[slot(kind, count)]..<firstRequirements[slot(kind, count) + 1]
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
