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
    default: return false
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

// Section 5: when a hold is released; section 6: what is still missing.
extension Oracle {
  static func instant(_ seconds: Int) -> Int { min(seconds, never) }

  /// The instant at which a release is met.
  func instantMet(_ release: Release, of hold: Hold, _ events: [RecordedEvent]) -> Int {
    switch release {
    case .elapsed(let period): Self.instant(hold.anchor + Int(period.seconds))
    case .event(let pattern): events.first { hold.isAfter(hold.begins, $0) && matches(pattern, $0) }?.at ?? Self.never
    case .negativeTests(let wanted): count(wanted, of: hold, events).metAt
    case .stated: hold.trigger.fact.until?.seconds ?? Self.never
    case .lifted: hold.designationEnd
    case .any(let members): members.map { instantMet($0, of: hold, events) }.min() ?? Self.never
    case .all(let members): members.map { instantMet($0, of: hold, events) }.max() ?? Self.never
    }
  }

  /// Where the counting of negative tests stands after the tests with `at` up to `limit`.
  private struct Count {
    var have = 0
    var lastCounted: Int?
    var lastPositive: Int?
    var metAt = Oracle.never
  }

  private func count(_ wanted: NegativeTests, of hold: Hold, _ events: [RecordedEvent], upTo limit: Int = Oracle.never) -> Count {
    let x = Self.origin(wanted, of: hold)
    var count = Count()
    guard x < Self.never else { return count }
    for event in events where hold.isAfter(x, event) && event.at <= limit {
      guard case .test(_, let method, let result) = event.fact else { continue }
      if result == .positive {
        count.have = 0
        count.lastCounted = nil
        count.lastPositive = event.at
      } else if result == .negative, wanted.acceptedMethods.contains(method), event.at >= x + Int(wanted.notBeforeSeconds) {
        if let last = count.lastCounted, event.at <= last || event.at - last < Int(wanted.spacingSeconds) { continue }
        count.have += 1
        count.lastCounted = event.at
        if count.have == wanted.count {
          count.metAt = event.at
          return count
        }
      }
    }
    return count
  }

  private static func origin(_ wanted: NegativeTests, of hold: Hold) -> Int { wanted.origin == .opens ? hold.begins : hold.anchor }

  /// What a release still waits for at `time`.
  func waitsFor(_ release: Release, of hold: Hold, at time: Int, _ events: [RecordedEvent]) -> JSONValue {
    switch release {
    case .elapsed: return .object(["elapsed": Self.json(instantMet(release, of: hold, events))])
    case .stated: return .object(["stated": Self.json(instantMet(release, of: hold, events))])
    case .lifted: return .object(["lifted": Self.json(instantMet(release, of: hold, events))])
    case .event(let pattern): return .object(["event": pattern.json])
    case .any(let members): return .object(["any": .array(members.map { waitsFor($0, of: hold, at: time, events) })])
    case .all(let members):
      let missing = members.filter { instantMet($0, of: hold, events) > time }
      return .object(["all": .array(missing.map { waitsFor($0, of: hold, at: time, events) })])
    case .negativeTests(let wanted):
      let count = count(wanted, of: hold, events, upTo: time)
      let x = Self.origin(wanted, of: hold)
      var earliest = x + Int(wanted.notBeforeSeconds)
      if hold.isOfStay { earliest = max(earliest, x + 1) }
      if let last = count.lastCounted { earliest = max(earliest, last + max(Int(wanted.spacingSeconds), 1)) }
      if let positive = count.lastPositive { earliest = max(earliest, positive) }
      return .object([
        "negativeTests": .object([
          "have": .integer(Int64(count.have)), "need": .integer(Int64(wanted.count)), "notBefore": Self.json(Self.instant(earliest)),
        ])
      ])
    }
  }

  /// An instant in an answer; null for never.
  static func json(_ seconds: Int) -> JSONValue { Instant(secondsSinceEpoch: seconds).map(JSONValue.text) ?? .null }
}
