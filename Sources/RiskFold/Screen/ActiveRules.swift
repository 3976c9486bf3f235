package import RiskModel
import RiskPolicy

/// A rule that may hold a person at some instant that is asked about, with its policy, the beginnings of its holds that count, and the time in which
/// they do.
typealias ActiveRule = (policy: CompiledPolicy, rule: CompiledRule, beginnings: Range<Instant>, period: Range<Instant>)

extension Circumstances {
  /// The rules of an outcome that may hold a person at some instant from one through another.
  func activeRules(_ first: Instant, _ last: Instant, _ outcome: RuleOutcome = .color) -> [ActiveRule] {
    guard let lastEpoch = policies.epoch(at: last) else { return [] }
    let firstGovernor = policies.epoch(at: first).map { policies.governing(in: $0).lowerBound } ?? 0
    return (firstGovernor...lastEpoch).filter { policies.reach(of: $0).upperBound > first }.flatMap { (governor: Int) -> [ActiveRule] in
      let policy = policies.epochs[governor].policy
      return zip(policy.rules, policy.policy.rules).filter { outcome.includes($1) }.map {
        (policy, $0.0, policies.beginnings(of: governor), policies.reach(of: governor))
      }
    }
  }

  /// The notices that some rule may give at an instant, in order.
  package func notices(at instant: Instant) -> [Text] {
    guard let epoch = policies.epoch(at: instant) else { return [] }
    let rules = policies.governing(in: epoch).flatMap { policies.epochs[$0].policy.policy.rules }
    return Set(rules.compactMap(\.notice)).sorted { $0.string < $1.string }
  }

  /// Whether at some instant from the given one on a rule judges arrivals by what their country was designated as.
  package func judgesArrivalsByDesignation(from first: Instant) -> Bool {
    activeRules(first, .never).contains { active in
      active.policy.matchers[active.rule.trigger].names.contains { active.policy.names[$0].levels != 0 }
    }
  }

  /// The earliest end of a stay below a place that a designation of that very place may hold a person for at some instant from the given one on;
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
    let leastSeconds = active.policy.leastSeconds(ofStaysOf: active.rule)
    return active.rule.stays.map { stay in
      StayMeetings.Condition(
        matcher: active.policy.stays[stay], beginnings: active.beginnings, bound: active.rule.bound,
        negative: active.policy.negative(of: active.rule), color: active.rule.color ?? .yellow, leastSeconds: leastSeconds)
    }
  }
}

/// What everyone is asked for at an instant.
package enum RuleOutcome: Hashable, Sendable {
  /// The color.
  case color
  /// Whether the person is given a notice: answered as yellow where it is so, else green.
  case notice(Text)

  fileprivate func includes(_ rule: Rule) -> Bool {
    switch self {
    case .color: rule.color != nil
    case .notice(let text): rule.notice == text
    }
  }
}

extension PersonFold {
  /// What the person is asked for, at an instant.
  package func answer(_ outcome: RuleOutcome, at instant: Instant) -> Color {
    switch outcome {
    case .color: return color(at: instant)
    case .notice(let text):
      var isGiven = false
      forEachNotice(at: instant) { if $0 == text { isGiven = true } }
      return isGiven ? .yellow : .green
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
