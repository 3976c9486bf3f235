import RiskModel

extension CompiledPolicy {
  /// The earliest negative test that may matter to a rule's holds at an instant.
  ///
  /// A release looks at tests after a hold's anchor, or after its opening. Where a bound limits how old an anchor may be, older tests do not matter;
  /// the opening of a stay's hold may be older than its anchor.
  fileprivate func firstNegative(of rule: CompiledRule, at instant: Instant) -> Instant {
    if rule.candidates.contains(where: { $0.testResult == .negative }) { return .earliest }
    if let given = rule.given, asksForNegatives(given) { return .earliest }
    guard let root = rule.release else { return .never }
    var looksAtNegatives = false
    var looksFromOpening = false
    for position in root..<releases[root].end where bearings[position].looksAtNegatives {
      looksAtNegatives = true
      switch releases[position].way {
      case .tests: if tests[releases[position].operand].startsAtBeginning { looksFromOpening = true }
      case .event: looksFromOpening = true
      case .other: return .earliest
      case .elapsed, .statedEnd, .designationEnd, .any, .all: break
      }
    }
    guard looksAtNegatives else { return .never }
    if looksFromOpening, !rule.stays.isEmpty { return .earliest }
    return rule.bound.youngestAnchor(at: instant) ?? .earliest
  }

  /// Whether a condition may look at earlier negative tests.
  private func asksForNegatives(_ root: Int) -> Bool {
    conditions[root..<conditions[root].end].contains { node in
      node.kind == .had && matchers[earlier[node.operand].matcher].candidates.contains { $0.testResult == .negative }
    }
  }
}

extension ColorScreen {
  mutating func build(_ circumstances: Circumstances, _ first: Instant, _ last: Instant, _ outcome: RuleOutcome) {
    let rules = circumstances.activeRules(first, last, outcome)
    if rules.isEmpty { return }
    if first == last { countedNegatives = rules.lazy.compactMap { $0.policy.negative(of: $0.rule)?.counting }.first }
    let staying = rules.filter { !$0.rule.stays.isEmpty }
    let stays = staying.flatMap(Circumstances.stayConditions)
    if first == last {
      if !stays.isEmpty { meetings = StayMeetings(stays, circumstances, at: first) }
      table = HoldTable(at: first, meetings)
    }
    for (number, (policy, rule, beginnings, _)) in rules.enumerated() {
      let bit = number < Self.ownBitCount ? 1 << UInt64(number) : Self.sharedBit
      if rule.color == .red { red |= bit }
      add(rule, of: policy, bit, beginnings, last)
      negativesFrom = min(negativesFrom, policy.firstNegative(of: rule, at: first))
      if first == last, bit != Self.sharedBit { table.add(rules[number], bit: bit) }
    }
    if !stays.isEmpty {
      addWindows(stays, circumstances, last)
      if staying.contains(where: { $0.rule.color == .red }) { red |= Self.stayBit(.red) }
      let isOneColor = staying.allSatisfy { $0.rule.color == staying[0].rule.color }
      if first == last, isOneColor, staying.allSatisfy({ $0.policy.staysTell($0.rule, countedNegatives) }) {
        staysAreTold = true
        if stays.contains(where: { $0.negative != nil }) { releasedByNegative |= Self.stayBit(staying[0].rule.color) }
      }
      if first == last { table.add(staying: staying, bits: Self.stayBits) }
    }
    if first != last || isAllTold(rules) && (stays.isEmpty || staysAreTold) { return }
    show(table)
    countsEvents = true
    countsStays = !stays.isEmpty && !staysAreTold && table.decided & Self.stayBits != 0
  }

  /// Whether marks and negative tests decide the holds that point events open.
  private func isAllTold(_ rules: [ActiveRule]) -> Bool {
    rules.allSatisfy { active in
      active.rule.candidates == ClassSet() || active.policy.eventsTell(active.rule, countedNegatives)
        || active.policy.lapse(of: active.rule)?.isTold ?? false
    }
  }

  /// Has all events shown that bear on what the table decides.
  private mutating func show(_ table: HoldTable) {
    for code in UInt8.min ... .max {
      effects[Int(code)].mayRelease = table.effects[Int(code)].endings != 0 || table.effects[Int(code)].isPositive
    }
  }

  private mutating func add(
    _ rule: CompiledRule, of policy: CompiledPolicy, _ bit: UInt64, _ beginnings: Range<Instant>, _ end: Instant
  ) {
    // What opens only after the last instant holds at none. It releases others all the same.
    let opensInTime = end.secondsSinceEpoch >= rule.afterSeconds
    let youngest = rule.bound.youngestAnchor(at: Instant(uncheckedSeconds: instant)) ?? .earliest
    let first = max(youngest, beginnings.lowerBound).secondsSinceEpoch
    let last = min(beginnings.upperBound.secondsSinceEpoch - 1, opensInTime ? end.secondsSinceEpoch - rule.afterSeconds : 0)
    let isShared = bit == Self.sharedBit
    let number = bit.trailingZeroBitCount
    firstOfRule[number] = min(firstOfRule[number], first)
    let isTold = !isShared && policy.eventsTell(rule, countedNegatives)
    if isTold, policy.negative(of: rule) != nil { releasedByNegative |= bit }
    // Else a young trigger may be certain to hold.
    let least = isTold ? .max : isShared ? 0 : policy.leastSeconds(of: rule)
    if least > 0 { sureOfRule[number] = SureSeconds(first: max(first, instant < least ? 0 : instant - least + 1), last: last) }
    let matcher = policy.matchers[rule.trigger]
    let releasing = isShared ? ClassSet() : policy.releasingClasses(of: rule)
    addEnding(releasing, of: number)
    if rule.candidates.contains(where: \.isNegativeTest) {
      guard !isShared, let lapse = policy.lapse(of: rule) else {
        isBlind = true
        return
      }
      if opensInTime {
        lapses.append(
          Lapse(bit: bit, triggers: lapse.triggers, releases: lapse.releases, first: first, last: last, isTold: lapse.isTold))
      }
      return
    }
    for code in UInt8.min ... .max {
      let eventClass = EventClass(rawValue: code)
      if releasing.contains(eventClass) { effects[Int(code)].releases |= bit }
      guard opensInTime, rule.candidates.contains(eventClass) else { continue }
      effects[Int(code)].triggers |= bit
      effects[Int(code)].first = min(effects[Int(code)].first, first)
      effects[Int(code)].last = max(effects[Int(code)].last, last)
      guard least > 0, matcher.classes.contains(eventClass) else { continue }
      effects[Int(code)].surelyTriggers |= bit
    }
  }

  private mutating func addEnding(_ releasing: ClassSet, of rule: Int) {
    if releasing == ClassSet() { return }
    let number = endings.firstIndex(of: releasing) ?? endings.count
    if number == endings.count {
      endings.append(releasing)
      firstOfEnding.append(.max)
      for code in UInt8.min ... .max where releasing.contains(EventClass(rawValue: code)) {
        effects[Int(code)].endings |= 1 << UInt64(number)
      }
    }
    endingOfRule[rule] = Int8(number)
    firstOfEnding[number] = min(firstOfEnding[number], firstOfRule[rule])
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
