import RiskModel
import RiskPolicy

// Section 5: holds.
extension Oracle {
  /// One hold `[opens, release)` of one rule of one epoch's policy.
  struct Hold {
    let epoch: Int
    let ruleIndex: Int
    let rule: Rule
    let trigger: RecordedEvent
    let begins: Int
    let anchor: Int
    /// The end of the designation that the stay met; never for a trigger that is no stay.
    let designationEnd: Int
    /// When the rule's `until` is met.
    var release = Oracle.never

    var isOfStay: Bool { trigger.fact.kind == .stay }

    var opens: Int { Oracle.instant(begins + Int(rule.afterSeconds)) }

    /// Whether an event is after an instant of this hold: its beginning or its anchor.
    func isAfter(_ instant: Int, _ event: RecordedEvent) -> Bool {
      isOfStay ? event.at > instant : (event.at, event.sequence) > (trigger.at, trigger.sequence)
    }
  }

  /// Every hold of a person, empty ones left out, whether it counts or not.
  func holds(of person: PersonID, epochs: [Epoch]) -> [Hold] {
    let events = events(of: person)
    let stays = stays(of: person)
    var holds: [Hold] = []
    for (epoch, inForce) in epochs.enumerated() {
      for (ruleIndex, rule) in inForce.policy.rules.enumerated() {
        for event in events where matches(rule.when, event) {
          holds.append(
            Hold(
              epoch: epoch, ruleIndex: ruleIndex, rule: rule, trigger: event, begins: event.at, anchor: event.at,
              designationEnd: Self.never))
        }
        for pattern in Self.stayPatterns(rule.when) {
          for stay in stays where pattern.within?.contains(where: { Self.contains($0, stay.place) }) ?? true {
            // Persons do not check out of a venue: an open stay may close by itself.
            var departure = stay.departure
            if let openFor = pattern.openFor, stay.event.fact.until == nil {
              departure = min(departure, Self.instant(stay.arrival + openFor))
            }
            if departure < Self.never, departure - stay.arrival < pattern.atLeast { continue }
            for met in designations(containing: stay.place) where pattern.levels?.contains(met.level) ?? true {
              guard stay.arrival < met.end, departure > met.start - pattern.lookback else { continue }
              holds.append(
                Hold(
                  epoch: epoch, ruleIndex: ruleIndex, rule: rule, trigger: stay.event, begins: max(stay.arrival, met.start),
                  anchor: min(departure, met.end), designationEnd: met.end))
            }
          }
        }
      }
    }
    holds = holds.filter { hold in hold.rule.given.map { isMet($0, by: hold, events) } ?? true }
    for index in holds.indices {
      if let until = holds[index].rule.until { holds[index].release = instantMet(until, of: holds[index], events) }
    }
    return holds.filter { $0.opens < Self.never && $0.release > $0.opens }
  }

  /// Whether a rule's `given` holds for a trigger.
  private func isMet(_ condition: Condition, by hold: Hold, _ events: [RecordedEvent]) -> Bool {
    switch condition {
    case .not(let inner): return !isMet(inner, by: hold, events)
    case .any(let members): return members.contains { isMet($0, by: hold, events) }
    case .all(let members): return members.allSatisfy { isMet($0, by: hold, events) }
    case .had(let had):
      let judged = min(hold.begins, hold.anchor)
      let found = events.filter { event in
        let isEarlier =
          hold.isOfStay ? event.at <= judged : (event.at, event.sequence) < (hold.trigger.at, hold.trigger.sequence)
        return event.sequence != hold.trigger.sequence && isEarlier && matches(had.event, event)
          && event.at <= judged - Int(had.agoSeconds) && had.within.map { judged - Int($0.seconds) < event.at } ?? true
          && event.fact.until.map { $0.seconds > judged } ?? true
      }
      return Set(found.map(\.at)).count >= had.countInForce
    }
  }

  /// Whether an event that is no stay matches a pattern.
  func matches(_ pattern: Pattern, _ event: RecordedEvent) -> Bool {
    func accepts<T: Equatable>(_ list: [T]?, _ value: T) -> Bool { list?.contains(value) ?? true }
    switch (pattern, event.fact) {
    case (.any(let patterns), _): return patterns.contains { matches($0, event) }
    case (.test(let methods, let results), .test(_, let method, let result)):
      return accepts(methods, method) && accepts(results, result)
    case (.diagnosis(let list), .diagnosis(_, let status)): return accepts(list, status)
    case (.contact(let list), .contact(_, let degree, _)): return accepts(list, degree)
    case (.symptom(let list, let wanted), .symptom(_, let signs, let history)):
      return (list?.contains { signs.contains($0) } ?? true) && (wanted ?? history) == history
    case (.quarantine(let phases, let modes), .quarantine(_, let phase, let mode)): return accepts(phases, phase) && accepts(modes, mode)
    case (.determination(let list), .determination(_, let finding, _)): return accepts(list, finding)
    case (.entry(let from, let except, let levels, let lookback), .entry(_, let place)):
      guard from?.contains(where: { Self.contains($0, place) }) ?? true, !(except ?? []).contains(where: { Self.contains($0, place) })
      else {
        return false
      }
      guard let levels else { return true }
      return designations(containing: place).contains {
        levels.contains($0.level) && $0.start <= event.at && $0.end > event.at - Int(lookback?.seconds ?? 0)
      }
    case (.vaccination(let doses, let products), .vaccination(_, let dose, let product)):
      return accepts(doses, dose) && accepts(products, product)
    case (.attestation(let kinds), .attestation(_, let kind, _)): return accepts(kinds, kind)
    case (.registration(let phases, let channels), .registration(_, let phase, let channel, _)):
      return accepts(phases, phase) && accepts(channels, channel)
    case (.appeal(let phases, let channels), .appeal(_, _, let phase, let channel)):
      return accepts(phases, phase) && accepts(channels, channel)
    default:
      // A type without a line of its own here is read by its description, against which `PatternTests` hold patterns.
      guard case .terms(let terms) = pattern.form else { return false }
      return terms.matches(event.fact.fields)
    }
  }

  /// The `stay` patterns that a rule's `when` holds, at whatever depth.
  private static func stayPatterns(_ pattern: Pattern) -> [StayPattern] {
    switch pattern {
    case .stay(let levels, let lookback, let within, let openFor, let atLeast):
      [
        StayPattern(
          levels: levels, lookback: Int(lookback?.seconds ?? 0), within: within, openFor: openFor.map { Int($0.seconds) },
          atLeast: Int(atLeast?.seconds ?? 0))
      ]
    case .any(let patterns): patterns.flatMap(stayPatterns)
    default: []
    }
  }
}

/// A `stay` pattern, in seconds.
private struct StayPattern {
  let levels: [RiskLevel]?
  let lookback: Int
  let within: [Place]?
  let openFor: Int?
  let atLeast: Int
}
