import RiskModel

extension PersonFold {
  /// Gives every hold of a policy's rules that is not empty, whether it counts in any epoch or not.
  ///
  /// - Complexity: O(triggers · events) at worst; events that trigger nothing cost one test of a bit.
  func forEachHold(of policy: CompiledPolicy, _ body: (Hold) -> Void) {
    for (index, event) in history.enumerated() where policy.triggers.contains(event.eventClass) {
      for (rule, compiled) in policy.rules.enumerated() where compiled.triggerCandidates.contains(event.eventClass) {
        guard compiled.trigger.matches(event, circumstances.places) else { continue }
        emit(
          Hold(
            rule: rule, trigger: index, opens: event.at, anchor: event.at, designationEnd: .never, release: .never, isStay: false),
          compiled, body)
      }
    }
    guard policy.concernsStays, !stays.isEmpty else { return }
    for (rule, compiled) in policy.rules.enumerated() {
      for condition in compiled.stays { forEachMeeting(condition, rule) { emit($0, compiled, body) } }
    }
  }

  private func emit(_ hold: Hold, _ rule: CompiledRule, _ body: (Hold) -> Void) {
    var hold = hold
    if let release = rule.release { hold.release = self.release(release, of: hold) }
    if hold.release > hold.opens { body(hold) }
  }

  /// Gives a hold, its release still open, for each stay that meets a designation of the condition's levels.
  private func forEachMeeting(_ condition: StayMatcher, _ rule: Int, _ body: (Hold) -> Void) {
    let places = circumstances.places
    for stay in stays {
      if let within = condition.within, !places.isPlace(stay.place, below: within) { continue }
      var place = stay.place
      while place != .none {
        circumstances.designations.forEach(at: place, knowledge: circumstances.knowledge) { designation in
          guard condition.accepts(designation.level), stay.from < designation.end,
            stay.until.advanced(bySeconds: condition.lookbackSeconds) > designation.start
          else { return }
          body(
            Hold(
              rule: rule, trigger: stay.event, opens: max(stay.from, designation.start), anchor: min(stay.until, designation.end),
              designationEnd: designation.end, release: .never, isStay: true))
        }
        place = places.parent(of: place)
      }
    }
  }
}

extension PersonFold {
  /// The instant at which a release is met for a hold, ``Instant/never`` where it is not.
  func release(_ release: CompiledRelease, of hold: Hold) -> Instant {
    switch release {
    case .elapsed(let seconds): hold.anchor == .never ? .never : hold.anchor.advanced(bySeconds: seconds)
    case .event(let matcher, _): firstMatch(of: matcher, after: hold)
    case .negativeTests(let tests): count(tests, for: hold).metAt
    case .stated: history[hold.trigger].until
    case .lifted: hold.designationEnd
    case .any(let members): members.reduce(.never) { min($0, self.release($1, of: hold)) }
    case .all(let members): members.reduce(.earliest) { max($0, self.release($1, of: hold)) }
    }
  }

  private func firstMatch(of matcher: EventMatcher, after hold: Hold) -> Instant {
    let places = circumstances.places
    for event in history[firstIndex(after: hold.opens, of: hold)...] where matcher.matches(event, places) { return event.at }
    return .never
  }

  /// The position of the first event after an instant of a hold (its opening or its anchor): for a point event the one after the trigger, for a
  /// stay the first with a greater `at`.
  private func firstIndex(after instant: Instant, of hold: Hold) -> Int {
    guard hold.isStay else { return hold.trigger + 1 }
    var low = 0
    var high = history.count
    while low < high {
      let middle = (low + high) / 2
      if history[middle].at > instant { high = middle } else { low = middle + 1 }
    }
    return low
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
    let origin = tests.startsAtOpening ? hold.opens : hold.anchor
    guard origin != .never else { return result }
    let notBefore = origin.advanced(bySeconds: tests.notBeforeSeconds)
    // For a stay, a test at the very origin is not after it.
    let earliest = hold.isStay ? max(notBefore, origin.advanced(bySeconds: 1)) : notBefore
    var lastCounted = Instant.earliest
    var lastPositive = Instant.earliest
    for event in history[firstIndex(after: origin, of: hold)...] {
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
