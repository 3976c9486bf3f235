@_spi(Internals) import RiskModel

extension CompiledPolicy {
  fileprivate func members(of node: Int) -> [Int] {
    var members: [Int] = []
    var member = node + 1
    while member < releases[node].end {
      members.append(member)
      member = releases[member].end
    }
    return members
  }

  /// The classes of which every event certainly releases.
  fileprivate func releasingClasses(_ node: Int) -> ClassSet {
    switch releases[node].kind {
    case .event: matchers[releases[node].operand].classes
    case .any: members(of: node).reduce(into: ClassSet()) { $0.formUnion(releasingClasses($1)) }
    case .elapsed, .negativeTests, .stated, .lifted, .all: ClassSet()
    }
  }

  /// Whether a release is a time elapsed, an event that the screen is shown, or any of these.
  fileprivate func isTold(_ node: Int) -> Bool {
    switch releases[node].kind {
    case .elapsed: true
    case .event:
      matchers[releases[node].operand].entries.isEmpty
        && !TestMethod.allCases.contains { matchers[releases[node].operand].classes.contains(.test($0, .negative)) }
    case .any: members(of: node).allSatisfy(isTold)
    case .negativeTests, .stated, .lifted, .all: false
    }
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

extension ColorScreen {
  mutating func build(_ circumstances: Circumstances, _ first: Instant, _ last: Instant) {
    let epochs = circumstances.policies.epochs
    guard let lastEpoch = circumstances.policies.epoch(at: last) else { return }
    var bitCount = 0
    var stays: [StayCondition] = []
    for epoch in (circumstances.policies.epoch(at: first) ?? 0)...lastEpoch {
      for governor in circumstances.policies.governing(in: epoch) {
        let policy = epochs[governor.epoch].policy
        for rule in policy.rules {
          // Rules beyond 63 share the last bit, which nothing clears and nothing makes sure.
          let isShared = bitCount >= 63
          let bit = UInt64(1) << UInt64(min(bitCount, 63))
          bitCount += 1
          if rule.color == .red { red |= bit }
          add(rule, of: policy, bit, isShared: isShared, governor.openings, last)
          negativesFrom = min(negativesFrom, policy.firstNegative(of: rule, at: first))
          for stay in rule.stays {
            stays.append(StayCondition(matcher: policy.stays[stay], openings: governor.openings, bound: rule.bound))
            if rule.color == .red { mayMeetMeansRed = true }
          }
        }
      }
    }
    if !stays.isEmpty { addWindows(stays, circumstances, last) }
    addUnsettledKinds()
  }

  /// Finds for each class the types that may still hold somebody whose last rare event is of that class.
  private mutating func addUnsettledKinds() {
    for trigger in effects.indices where effects[trigger].triggers != 0 {
      let kind = 1 << UInt16(trigger >> 4) as UInt16
      firstOfKind[trigger >> 4] = min(firstOfKind[trigger >> 4], effects[trigger].first)
      for last in unsettledKinds.indices where last == trigger || effects[trigger].triggers & ~effects[last].releases != 0 {
        unsettledKinds[last] |= kind
      }
    }
  }

  private mutating func add(
    _ rule: CompiledRule, of policy: CompiledPolicy, _ bit: UInt64, isShared: Bool, _ openings: Range<Instant>, _ end: Instant
  ) {
    let youngest = rule.bound.youngestAnchor(at: Instant(uncheckedSeconds: instant)) ?? .earliest
    let first = max(youngest, openings.lowerBound).secondsSinceEpoch
    let last = min(openings.upperBound.secondsSinceEpoch - 1, end.secondsSinceEpoch)
    let isTold = !isShared && (rule.release.map(policy.isTold) ?? true)
    let matcher = policy.matchers[rule.trigger]
    let releasing = isShared ? ClassSet() : rule.release.map(policy.releasingClasses) ?? ClassSet()
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

  /// A `stay` pattern with what bounds its holds.
  private struct StayCondition {
    var matcher: StayMatcher
    var openings: Range<Instant>
    var bound: UpperBound
  }

  private mutating func addWindows(_ stays: [StayCondition], _ circumstances: Circumstances, _ last: Instant) {
    windows = Array(repeating: StayWindow(), count: circumstances.places.count + 1)
    for place in circumstances.designations.designatedPlaces {
      circumstances.designations.forEach(at: place, knowledge: circumstances.knowledge) { designation in
        for stay in stays { widen(Int(place.rawValue), by: designation, stay, last) }
      }
    }
    self.leavesFrom = windows.reduce(.max) { min($0, $1.leavesFrom) }
    // A designation reaches every place below: a place's number is greater than that of the place above it.
    for place in 1..<windows.count {
      let above = windows[Int(circumstances.places.parent(of: PlaceNumber(UInt32(place))).rawValue)]
      windows[place].arrivesBefore = max(windows[place].arrivesBefore, above.arrivesBefore)
      windows[place].leavesFrom = min(windows[place].leavesFrom, above.leavesFrom)
    }
    designated = Array(repeating: 0, count: windows.count / 64 + 1)
    for place in windows.indices where windows[place].arrivesBefore > 0 { designated[place / 64] |= 1 << UInt64(place % 64) }
  }

  private mutating func widen(_ place: Int, by designation: Designation, _ stay: StayCondition, _ last: Instant) {
    let start = designation.start.secondsSinceEpoch
    let end = designation.end.secondsSinceEpoch
    guard stay.matcher.accepts(designation.level), designation.start <= last, designation.start < stay.openings.upperBound else { return }
    // `until` plus the lookback is after the start.
    let lookback = stay.matcher.lookbackSeconds
    var leavesFrom = start < lookback ? 0 : start - lookback + 1
    if stay.bound.isLifted, end <= instant { return }
    if let youngest = stay.bound.youngestAnchor(at: Instant(uncheckedSeconds: instant)) {
      // The anchor is at most the end of the stay, and of the designation.
      if designation.end < youngest { return }
      leavesFrom = max(leavesFrom, youngest.secondsSinceEpoch)
    }
    windows[place].arrivesBefore = max(
      windows[place].arrivesBefore, min(end, last.secondsSinceEpoch + 1, stay.openings.upperBound.secondsSinceEpoch))
    windows[place].leavesFrom = min(windows[place].leavesFrom, leavesFrom)
  }
}
