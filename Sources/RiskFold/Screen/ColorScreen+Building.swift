@_spi(Internals) package import RiskModel

extension CompiledPolicy {
  /// The leaves of a rule's release where it is met once one of them is; none where nothing releases, nil where the release asks for more.
  fileprivate func alternatives(of rule: CompiledRule) -> [ReleaseNode]? {
    guard let root = rule.release else { return [] }
    let nodes = releases[root..<releases[root].end]
    return nodes.contains { $0.kind == .all } ? nil : nodes.filter { $0.kind != .any }
  }

  /// The classes of which every event certainly releases.
  fileprivate func releasingClasses(of rule: CompiledRule) -> ClassSet {
    (alternatives(of: rule) ?? []).filter { $0.kind == .event }.reduce(into: ClassSet()) { $0.formUnion(matchers[$1.operand].classes) }
  }

  /// The requirement of one negative test that releases a rule's holds by itself; nil where there is none, or more than one.
  fileprivate func negative(of rule: CompiledRule) -> CompiledTests? {
    let found = (alternatives(of: rule) ?? []).filter { $0.kind == .negativeTests }.map { tests[$0.operand] }
    return found.count == 1 && found[0].count == 1 ? found[0] : nil
  }

  /// Whether a rule's events tell its holds: it is released by a time elapsed, an event that the screen is shown, a negative test, or any of these.
  fileprivate func eventsTell(_ rule: CompiledRule, _ counted: ClassSet?) -> Bool {
    alternatives(of: rule)?.allSatisfy { node in
      switch node.kind {
      case .elapsed: true
      case .event:
        matchers[node.operand].entries.isEmpty
          && !TestMethod.allCases.contains { matchers[node.operand].classes.contains(.test($0, .negative)) }
      case .negativeTests: negative(of: rule).map { $0.notBeforeSeconds == 0 && $0.counting == counted } ?? false
      case .stated, .lifted, .any, .all: false
      }
    } ?? false
  }

  /// Whether a rule's stays tell its holds: it is released by a time elapsed, the end of the designation, a negative test, or any of these.
  fileprivate func staysTell(_ rule: CompiledRule, _ counted: ClassSet?) -> Bool {
    guard rule.stays.allSatisfy({ stays[$0].within == nil }) else { return false }
    return alternatives(of: rule)?.allSatisfy { node in
      switch node.kind {
      case .elapsed, .lifted: true
      case .negativeTests: negative(of: rule).map { $0.counting == counted } ?? false
      case .event, .stated, .any, .all: false
      }
    } ?? false
  }
}

extension CompiledPolicy {
  /// The earliest negative test that may matter to a rule's holds at an instant.
  ///
  /// A release looks at tests after a hold's anchor, or after its opening. Where a bound tells how old an anchor may be, older tests do not matter;
  /// the opening of a stay's hold may be older than its anchor.
  fileprivate func firstNegative(of rule: CompiledRule, at instant: Instant) -> Instant {
    if rule.candidates.contains(where: { $0.testResult == .negative }) { return .earliest }
    guard let root = rule.release else { return .never }
    var looksAtNegatives = false
    var looksFromOpening = false
    for node in releases[root..<releases[root].end] {
      switch node.kind {
      case .negativeTests:
        looksAtNegatives = true
        if tests[node.operand].startsAtOpening { looksFromOpening = true }
      case .event:
        guard TestMethod.allCases.contains(where: { matchers[node.operand].classes.contains(.test($0, .negative)) }) else { continue }
        looksAtNegatives = true
        looksFromOpening = true
      case .elapsed, .stated, .lifted, .any, .all: break
      }
    }
    guard looksAtNegatives else { return .never }
    if looksFromOpening, !rule.stays.isEmpty { return .earliest }
    return rule.bound.youngestAnchor(at: instant) ?? .earliest
  }
}

/// A rule that may hold somebody at some instant that is asked about, with its policy and the openings of its holds that count.
private typealias ActiveRule = (policy: CompiledPolicy, rule: CompiledRule, openings: Range<Instant>)

extension Circumstances {
  /// The rules that may hold somebody at some instant from one through another.
  fileprivate func activeRules(_ first: Instant, _ last: Instant) -> [ActiveRule] {
    guard let lastEpoch = policies.epoch(at: last) else { return [] }
    return ((policies.epoch(at: first) ?? 0)...lastEpoch).flatMap { epoch in
      policies.governing(in: epoch).flatMap { governor in
        let policy = policies.epochs[governor.epoch].policy
        return policy.rules.map { (policy, $0, governor.openings) }
      }
    }
  }

  /// The earliest end of a stay below a place that a designation of that very place may hold somebody for at some instant from the given one on;
  /// never where none does.
  ///
  /// - Complexity: O(rules · designations of the place).
  package func firstLeave(at place: PlaceNumber, from first: Instant) -> Instant {
    let conditions = activeRules(first, .never).flatMap(Self.stayConditions)
    var found = Instant.never
    designations.forEach(at: place, knowledge: knowledge) { designation in
      for condition in conditions {
        guard let window = condition.window(of: designation, at: first, through: .never) else { continue }
        found = min(found, Instant(uncheckedSeconds: window.leavesFrom))
      }
    }
    return found
  }

  /// What the `stay` patterns of a rule ask for.
  fileprivate static func stayConditions(of active: ActiveRule) -> [StayMeetings.Condition] {
    active.rule.stays.map { stay in
      StayMeetings.Condition(
        matcher: active.policy.stays[stay], openings: active.openings, bound: active.rule.bound,
        negative: active.policy.negative(of: active.rule))
    }
  }
}

extension ColorScreen {
  mutating func build(_ circumstances: Circumstances, _ first: Instant, _ last: Instant) {
    let rules = circumstances.activeRules(first, last)
    if rules.isEmpty { return }
    if first == last { countedNegatives = rules.lazy.compactMap { $0.policy.negative(of: $0.rule)?.counting }.first }
    for (number, (policy, rule, openings)) in rules.enumerated() {
      let bit = number < 62 ? 1 << UInt64(number) : Self.sharedBit
      if rule.color == .red { red |= bit }
      add(rule, of: policy, bit, openings, last)
      negativesFrom = min(negativesFrom, policy.firstNegative(of: rule, at: first))
    }
    let staying = rules.filter { !$0.rule.stays.isEmpty }
    let stays = staying.flatMap(Circumstances.stayConditions)
    if !stays.isEmpty {
      addWindows(stays, circumstances, last)
      if staying.contains(where: { $0.rule.color == .red }) { red |= Self.stayBit }
      let isOneColor = staying.allSatisfy { $0.rule.color == staying[0].rule.color }
      if first == last, isOneColor, staying.allSatisfy({ $0.policy.staysTell($0.rule, countedNegatives) }) {
        meetings = StayMeetings(stays, circumstances, at: first)
        if stays.contains(where: { $0.negative != nil }) { releasedByNegative |= Self.stayBit }
      }
    }
    addLasts()
  }

  /// Finds what the last event of a type tells of those before it.
  private mutating func addLasts() {
    for (code, effect) in effects.enumerated() {
      triggersOfKind[code >> 4] |= effect.triggers
      releasesOfKind[code >> 4] |= effect.releases
      if effect.releases != 0 { releaseKinds |= 1 << UInt16(code >> 4) }
    }
    for (code, effect) in effects.enumerated() {
      triggersUpToLast[code] = triggersOfKind[code >> 4] & ~effect.releases | effect.triggers
      for rule in firstOfRule.indices where triggersUpToLast[code] >> UInt64(rule) & 1 != 0 {
        firstUpToLast[code] = min(firstUpToLast[code], firstOfRule[rule])
      }
    }
  }

  private mutating func add(
    _ rule: CompiledRule, of policy: CompiledPolicy, _ bit: UInt64, _ openings: Range<Instant>, _ end: Instant
  ) {
    let youngest = rule.bound.youngestAnchor(at: Instant(uncheckedSeconds: instant)) ?? .earliest
    let first = max(youngest, openings.lowerBound).secondsSinceEpoch
    let last = min(openings.upperBound.secondsSinceEpoch - 1, end.secondsSinceEpoch)
    let isShared = bit == Self.sharedBit
    let number = bit.trailingZeroBitCount
    firstOfRule[number] = min(firstOfRule[number], first)
    let isTold = !isShared && policy.eventsTell(rule, countedNegatives)
    if isTold, policy.negative(of: rule) != nil { releasedByNegative |= bit }
    let matcher = policy.matchers[rule.trigger]
    let releasing = isShared ? ClassSet() : policy.releasingClasses(of: rule)
    for code in UInt8.min ... .max {
      let eventClass = EventClass(rawValue: code)
      if releasing.contains(eventClass) { effects[Int(code)].releases |= bit }
      guard rule.candidates.contains(eventClass) else { continue }
      if eventClass.testResult == .negative { isBlind = true }
      triggerKinds |= 1 << UInt16(code >> 4)
      effects[Int(code)].triggers |= bit
      effects[Int(code)].first = min(effects[Int(code)].first, first)
      effects[Int(code)].last = max(effects[Int(code)].last, last)
      guard isTold, matcher.classes.contains(eventClass) else { continue }
      effects[Int(code)].surelyTriggers |= bit
      effects[Int(code)].surelyFirst = max(effects[Int(code)].surelyFirst, first)
      effects[Int(code)].surelyLast = min(effects[Int(code)].surelyLast, last)
    }
  }

  private mutating func addWindows(_ stays: [StayMeetings.Condition], _ circumstances: Circumstances, _ last: Instant) {
    windows = Array(repeating: StayWindow(), count: circumstances.places.count + 1)
    for place in circumstances.designations.designatedPlaces {
      circumstances.designations.forEach(at: place, knowledge: circumstances.knowledge) { designation in
        for stay in stays {
          guard let window = stay.window(of: designation, at: Instant(uncheckedSeconds: instant), through: last) else { continue }
          windows[Int(place.rawValue)].formUnion(window)
        }
      }
    }
    self.leavesFrom = windows.reduce(.max) { min($0, $1.leavesFrom) }
    // A designation reaches every place below: a place's number is greater than that of the place above it.
    for place in 1..<windows.count {
      let above = windows[Int(circumstances.places.parent(of: PlaceNumber(UInt32(place))).rawValue)]
      windows[place].formUnion(above)
    }
    for place in windows.indices where windows[place].arrivesBefore > 0 { designated[place / 64] |= 1 << UInt64(place % 64) }
  }
}

extension StayMeetings.Condition {
  /// The stays that may meet a designation in such a way that a hold counts at some instant from one through another; nil for none.
  fileprivate func window(of designation: Designation, at instant: Instant, through last: Instant) -> ColorScreen.StayWindow? {
    let start = designation.start.secondsSinceEpoch
    guard matcher.accepts(designation.level), designation.start <= last, designation.start < openings.upperBound else { return nil }
    // `until` plus the lookback is after the start.
    let lookback = matcher.lookbackSeconds
    var leavesFrom = start < lookback ? 0 : start - lookback + 1
    if bound.isLifted, designation.end <= instant { return nil }
    if let youngest = bound.youngestAnchor(at: instant) {
      // The anchor is at most the end of the stay, and of the designation.
      if designation.end < youngest { return nil }
      leavesFrom = max(leavesFrom, youngest.secondsSinceEpoch)
    }
    let arrivesBefore = min(designation.end.secondsSinceEpoch, last.secondsSinceEpoch + 1, openings.upperBound.secondsSinceEpoch)
    return ColorScreen.StayWindow(arrivesBefore: arrivesBefore, leavesFrom: leavesFrom)
  }
}
