import RiskModel

extension PersonFold {
  /// Gives every hold of a policy's rules that is not empty, whether it counts in any epoch or not.
  ///
  /// - Parameters:
  ///   - outcomes: gives only those of rules that give colors, or notices.
  ///   - beginning: gives only those with a trigger that begins then.
  ///   - period: gives only those that hold at some instant of it.
  ///   - isAsked: gives only those of point events for these rules.
  ///   - outlastingAlone: whether of holds by stays some may be left out where others of their rule cover the same instants.
  /// - Complexity: O(triggers · log events) for a long history; events that trigger nothing cost one test of a bit.
  // Inlined with what it calls, so that no caller's closure is called through a pointer: a fifth of a recolor that folds.
  @inline(__always)
  func forEachHold(
    of policy: CompiledPolicy, _ outcomes: RuleOutcomes = .colors, beginning: Range<Instant> = .earliest ..< .never,
    during period: ClosedRange<Instant> = .earliest ... .never, where isAsked: (_ rule: Int) -> Bool = { _ in true },
    outlastingAlone: Bool = false, _ body: (Hold) -> Void
  ) {
    let first = beginning.lowerBound == .earliest ? 0 : history.firstIndexSorted { $0.at >= beginning.lowerBound }
    for index in first..<history.count where policy.triggers.contains(history[index].eventClass) {
      let event = history[index]
      if event.at > period.upperBound || event.at >= beginning.upperBound { break }
      for rule in policy.rules.indices where policy.rules[rule].candidates.contains(event.eventClass) && isAsked(rule) {
        guard outcomes.includes(policy.rules[rule]), policy.matches(policy.rules[rule].trigger, event, circumstances) else { continue }
        emit(
          Hold(
            rule: rule, trigger: index, begins: event.at, opens: event.at, anchor: event.at, designationEnd: .never, release: .never,
            isStay: false),
          of: policy, during: period, body)
      }
    }
    guard !policy.stays.isEmpty, !stays.isEmpty else { return }
    for stay in policy.stays.indices where outcomes.includes(policy.rules[policy.stays[stay].rule]) {
      let condition = policy.stays[stay]
      guard outlastingAlone, policy.releasesLaterHoldsLater(of: condition.rule) else {
        forEachMeeting(condition, of: policy, beginning: beginning, during: period) { emit($0, of: policy, during: period, body) }
        continue
      }
      var meetings = OutlastingMeetings(afterSeconds: policy.rules[condition.rule].afterSeconds)
      forEachMeeting(condition, of: policy, beginning: beginning, during: period) { hold in
        if let passed = meetings.take(hold) {
          emit(passed, of: policy, during: period) { hold in
            meetings.last = hold
            body(hold)
          }
        }
      }
      if let rest = meetings.pending { emit(rest, of: policy, during: period, body) }
    }
  }

  @inline(__always)
  private func emit(_ hold: Hold, of policy: CompiledPolicy, during period: ClosedRange<Instant>, _ body: (Hold) -> Void) {
    var hold = hold
    hold.opens = hold.begins.advanced(bySeconds: policy.rules[hold.rule].afterSeconds)
    if hold.opens > period.upperBound || hold.opens == .never { return }
    if policy.rules[hold.rule].bound.isOver(by: period.lowerBound, hold) { return }
    if let given = policy.rules[hold.rule].given, !holds(given, for: hold, policy) { return }
    if let root = policy.rules[hold.rule].release { hold.release = release(root, of: hold, policy) }
    if hold.release > max(hold.opens, period.lowerBound) { body(hold) }
  }

  /// Gives the hold of each stay that meets a designation of the condition's levels, before it is known when it opens and is released.
  @inline(__always)
  private func forEachMeeting(
    _ condition: StayMatcher, of policy: CompiledPolicy, beginning: Range<Instant>, during period: ClosedRange<Instant>,
    _ body: (Hold) -> Void
  ) {
    let youngest = policy.rules[condition.rule].bound.youngestAnchor(at: period.lowerBound)
    for index in stays.indices {
      let stay = stays[index]
      if stay.from > period.upperBound { return }
      if let within = condition.within, !policy.isPlace(stay.place, belowAnyOf: within, circumstances.places) { continue }
      let end = StayMeeting.end(
        from: stay.from, stated: history[stay.event].until, covered: stay.until, openForSeconds: condition.openForSeconds)
      guard StayMeeting.isLong(from: stay.from, end: end, atLeastSeconds: condition.atLeastSeconds) else { continue }
      // What is designated after the period opens nothing in it.
      let before = min(end.advanced(bySeconds: condition.lookbackSeconds), period.upperBound.advanced(bySeconds: 1))
      var after = stay.from
      if let youngest {
        // The anchor is at most the end of the stay, and of the designation.
        if end < youngest { continue }
        after = max(after, youngest.before)
      }
      var place = stay.place
      while place != .none {
        circumstances.designations.forEach(at: place, after: after, before: before, knowledge: circumstances.knowledge) { designation in
          guard condition.accepts(designation.level),
            let met = StayMeeting.of(from: stay.from, end: end, designation, lookbackSeconds: condition.lookbackSeconds),
            beginning.contains(met.begins)
          else { return }
          body(
            Hold(
              rule: condition.rule, trigger: stay.event, begins: met.begins, opens: met.begins, anchor: met.anchor,
              designationEnd: designation.end, release: .never, isStay: true))
        }
        place = circumstances.places.parent(of: place)
      }
    }
  }
}

/// Which rules are asked for.
enum RuleOutcomes {
  /// Those that give a color.
  case colors
  /// Those that give a notice.
  case notices

  @inline(__always)
  func includes(_ rule: CompiledRule) -> Bool { (rule.color != nil) == (self == .colors) }
}

extension PersonFold {
  func firstMatch(of matcher: Int, after hold: Hold, _ policy: CompiledPolicy) -> Instant {
    if let index {
      let positions = index.positions(of: matcher, policy, circumstances)
      let next = positions.firstIndexSorted { isAfter($0, hold.begins, of: hold) }
      return next < positions.count ? history[positions[next]].at : .never
    }
    let first = firstIndex(after: hold.begins, of: hold)
    for index in first..<history.count where policy.matches(matcher, history[index], circumstances) {
      return history[index].at
    }
    return .never
  }

  /// The position of the first event after an instant of a hold (its beginning or its anchor): for a point event the one after the trigger, for a
  /// stay the first with a greater `at`.
  private func firstIndex(after instant: Instant, of hold: Hold) -> Int {
    hold.isStay ? firstIndex(laterThan: instant) : hold.trigger + 1
  }

  /// Whether the event at a position is after an instant of a hold, as ``firstIndex(after:of:)`` says.
  @inline(__always)
  private func isAfter(_ position: Int, _ instant: Instant, of hold: Hold) -> Bool {
    hold.isStay ? history[position].at > instant : position > hold.trigger
  }

  /// When a hold's negative tests are as many as required, ``Instant/never`` if they are not.
  func metAt(_ operand: Int, of hold: Hold, _ policy: CompiledPolicy) -> Instant {
    let tests = policy.tests[operand]
    guard let index else { return count(tests, for: hold).metAt }
    let origin = tests.startsAtBeginning ? hold.begins : hold.anchor
    guard origin != .never else { return .never }
    return index.metAt(operand, policy, notBefore: origin.advanced(bySeconds: tests.notBeforeSeconds)) {
      isAfter($0, origin, of: hold)
    }
  }

  /// Where a count of negative tests stands.
  struct TestCount {
    /// When the count was reached, ``Instant/never`` if not.
    var metAt = Instant.never
    /// How many are counted by the tests looked at.
    var have = 0
    /// The earliest instant of a specimen that would count next.
    var nextCounts = Instant.never
  }

  /// Counts a hold's negative tests, in order, up to an instant (semantics, section 5).
  func count(_ tests: CompiledTests, for hold: Hold, upTo last: Instant = .latest) -> TestCount {
    var result = TestCount()
    let origin = tests.startsAtBeginning ? hold.begins : hold.anchor
    guard origin != .never else { return result }
    let notBefore = origin.advanced(bySeconds: tests.notBeforeSeconds)
    // For a stay, a test at the very origin is not after it.
    let earliest = hold.isStay ? max(notBefore, origin.advanced(bySeconds: 1)) : notBefore
    var lastCounted = Instant.earliest
    var lastPositive = Instant.earliest
    for index in firstIndex(after: origin, of: hold)..<history.count {
      let event = history[index]
      if event.at > last { break }
      if tests.counting.contains(event.eventClass) {
        guard event.at >= notBefore else { continue }
        guard result.have == 0 || event.at >= lastCounted.advanced(bySeconds: max(1, tests.spacingSeconds)) else { continue }
        result.have += 1
        lastCounted = event.at
        if result.have == tests.count {
          result.metAt = event.at
          break
        }
      } else if event.eventClass.testResult == .positive {
        result.have = 0
        lastPositive = event.at
      }
    }
    result.nextCounts = max(earliest, lastPositive)
    if result.have > 0 { result.nextCounts = max(result.nextCounts, lastCounted.advanced(bySeconds: max(1, tests.spacingSeconds))) }
    return result
  }
}
