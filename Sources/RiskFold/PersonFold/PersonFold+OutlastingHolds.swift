import RiskModel

extension PersonFold {
  /// Gives holds of a policy's rules that together cover what all of them do: for a color it does not matter which of several covers an instant.
  ///
  /// Of a rule without `given` and without a stated end, a later trigger is never released earlier: days and notice run from later on, the first event
  /// that matches after it is no earlier one, and counting tests from a later origin is never ahead. So of the triggers up to the release of one, the
  /// last alone need be looked at next. A person with a hundred thousand contacts is held by some ten of them.
  ///
  /// - Parameters:
  ///   - beginning: gives only holds with a trigger that begins then.
  ///   - period: gives only those that hold at some instant of it.
  ///   - ofStaysToo: whether also of holds by stays some are left out, by when they are released now: whatever may still be recorded releases others.
  /// - Complexity: O(rules · events) for the triggers, and what few releases take.
  func forEachOutlastingHold(
    of policy: CompiledPolicy, beginning: Range<Instant>, during period: ClosedRange<Instant>, ofStaysToo: Bool, _ body: (Hold) -> Void
  ) {
    guard let index else { return forEachHold(of: policy, beginning: beginning, during: period, body) }
    forEachHold(of: policy, beginning: beginning, during: period, where: { !policy.isMonotone($0) }, outlastingAlone: ofStaysToo, body)
    for rule in policy.rules.indices where policy.rules[rule].color != nil && policy.isMonotone(rule) {
      let triggers = index.positions(of: policy.rules[rule].trigger, policy, circumstances)
      var next = triggers.firstIndexSorted { history[$0].at >= beginning.lowerBound }
      let end = triggers.firstIndexSorted { history[$0].at >= beginning.upperBound }
      while next < end {
        let hold = self.hold(by: triggers[next], rule, policy)
        if hold.opens > period.upperBound || hold.opens == .never { break }
        if hold.release > max(hold.opens, period.lowerBound) { body(hold) }
        // The last that opens before it is released goes on from there.
        let reach = max(hold.release, hold.opens)
        let last = triggers.firstIndexSorted { history[$0].at.advanced(bySeconds: policy.rules[rule].afterSeconds) > reach } - 1
        next = max(next + 1, min(last, end - 1))
      }
    }
  }

  /// Gives holds of a policy's rules at an instant: of each rule at least the one that stands for it, the hold of the latest release, with its trigger
  /// the latest of those alike.
  ///
  /// - Complexity: as ``forEachOutlastingHold(of:beginning:during:ofStaysToo:_:)``.
  func forEachStandingHold(
    of policy: CompiledPolicy, _ outcomes: RuleOutcomes, beginning: Range<Instant>, at instant: Instant, _ body: (Hold) -> Void
  ) {
    guard let index else { return forEachHold(of: policy, outcomes, beginning: beginning, during: instant...instant, body) }
    forEachHold(of: policy, outcomes, beginning: beginning, during: instant...instant, where: { !policy.isMonotone($0) }, body)
    for rule in policy.rules.indices where outcomes.includes(policy.rules[rule]) && policy.isMonotone(rule) {
      let after = policy.rules[rule].afterSeconds
      let triggers = index.positions(of: policy.rules[rule].trigger, policy, circumstances)
      let end = triggers.firstIndexSorted { history[$0].at >= beginning.upperBound || history[$0].at.advanced(bySeconds: after) > instant }
      guard end > 0, history[triggers[end - 1]].at >= beginning.lowerBound else { continue }
      let hold = hold(by: triggers[end - 1], rule, policy)
      if hold.release > max(hold.opens, instant) { body(hold) }
    }
  }

  private func hold(by trigger: Int, _ rule: Int, _ policy: CompiledPolicy) -> Hold {
    let at = history[trigger].at
    var hold = Hold(
      rule: rule, trigger: trigger, begins: at, opens: at.advanced(bySeconds: policy.rules[rule].afterSeconds), anchor: at,
      designationEnd: .never, release: .never, isStay: false)
    if let root = policy.rules[rule].release { hold.release = release(root, of: hold, policy) }
    return hold
  }
}

extension CompiledPolicy {
  /// Whether later triggers of a rule, all of them point events, are never released earlier.
  fileprivate func isMonotone(_ rule: Int) -> Bool { rules[rule].stays.isEmpty && releasesLaterHoldsLater(of: rule) }

  /// Whether of two holds of a rule the one that neither begins nor has its anchor earlier is never released earlier.
  func releasesLaterHoldsLater(of rule: Int) -> Bool {
    guard rules[rule].given == nil else { return false }
    guard let root = rules[rule].release else { return true }
    return releases[root..<releases[root].end].allSatisfy { node in
      switch node.way {
      case .elapsed, .event, .tests, .any, .all: true
      case .statedEnd, .designationEnd, .other: false
      }
    }
  }
}
