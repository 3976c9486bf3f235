package import RiskModel

/// A rule that may hold a person at some instant that is asked about, with its policy, the beginnings of its holds that count, and the time in which
/// they do.
typealias ActiveRule = (policy: CompiledPolicy, rule: CompiledRule, beginnings: Range<Instant>, period: Range<Instant>)

extension Circumstances {
  /// The rules of an outcome that may hold a person at some instant from one through another.
  func activeRules(_ first: Instant, _ last: Instant, _ outcomes: RuleOutcomes = .colors) -> [ActiveRule] {
    guard let lastEpoch = policies.epoch(at: last) else { return [] }
    let firstGovernor = policies.epoch(at: first).map { policies.governing(in: $0).lowerBound } ?? 0
    return (firstGovernor...lastEpoch).filter { policies.reach(of: $0).upperBound > first }.flatMap { (governor: Int) -> [ActiveRule] in
      let policy = policies.epochs[governor].policy
      return policy.rules.filter(outcomes.includes).map {
        (policy, $0, policies.beginnings(of: governor), policies.reach(of: governor))
      }
    }
  }

  /// Whether some rule may give a notice at an instant.
  package func hasNotices(at instant: Instant) -> Bool { !activeRules(instant, instant, .notices).isEmpty }

  /// Whether at some instant from the given one on a rule judges arrivals by what their country was designated as.
  package func judgesArrivalsByDesignation(from first: Instant) -> Bool {
    activeRules(first, .never).contains { active in
      active.policy.matchers[active.rule.trigger].names.contains { active.policy.names[$0].levels != 0 }
    }
  }

  /// The earliest end of a stay below a place that a designation of that very place may hold somebody for at some instant from the given one on;
  /// nil where none does.
  ///
  /// - Parameter knowledge: what is known of the designations.
  /// - Complexity: O(rules · designations of the place).
  package func firstLeave(at place: PlaceNumber, from first: Instant, knowledge: Knowledge) -> Instant? {
    let conditions = activeRules(first, .never).flatMap(Self.stayConditions)
    var found: Instant?
    designations.forEach(at: place, knowledge: knowledge) { designation in
      for condition in conditions {
        guard let window = condition.window(of: designation, at: first, through: .never) else { continue }
        found = min(found ?? .never, Instant(uncheckedSeconds: window.leavesFrom))
      }
    }
    return found
  }

  /// What the `stay` patterns of a rule ask for.
  static func stayConditions(of active: ActiveRule) -> [StayMeetings.Condition] {
    active.rule.stays.map { stay in
      StayMeetings.Condition(
        matcher: active.policy.stays[stay], beginnings: active.beginnings, bound: active.rule.bound,
        negative: active.policy.negative(of: active.rule))
    }
  }
}

extension StayMeetings.Condition {
  /// The stays that may meet a designation in such a way that a hold counts at some instant from one through another; nil for none.
  func window(of designation: Designation, at instant: Instant, through last: Instant) -> ColorScreen.StayWindow? {
    let start = designation.start.secondsSinceEpoch
    guard matcher.accepts(designation.level), designation.start <= last, designation.start < beginnings.upperBound else { return nil }
    // `until` plus the lookback is after the start.
    let lookback = matcher.lookbackSeconds
    var leavesFrom = start < lookback ? 0 : start - lookback + 1
    if bound.isLifted, designation.end <= instant { return nil }
    if let youngest = bound.youngestAnchor(at: instant) {
      // The anchor is at most the end of the stay, and of the designation.
      if designation.end < youngest { return nil }
      leavesFrom = max(leavesFrom, youngest.secondsSinceEpoch)
    }
    let arrivesBefore = min(designation.end.secondsSinceEpoch, last.secondsSinceEpoch + 1, beginnings.upperBound.secondsSinceEpoch)
    return ColorScreen.StayWindow(arrivesBefore: arrivesBefore, leavesFrom: leavesFrom)
  }
}
