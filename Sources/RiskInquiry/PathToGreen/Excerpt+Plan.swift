@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel
import RiskPolicy

/// What releases one ground: the events, and when it is met if they happen as early as they can.
struct Plan {
  var earliest: Instant
  var steps: [PathToGreen.Step] = []
  /// Whether this is only the beginning: the person leaves a place, from when on the days count, and what is needed then is planned anew.
  var isBeginning = false
}

extension Excerpt {
  /// The earliest way to release a ground from an instant on; nil where there is none.
  func plan(for ground: Ground, at now: Instant, by means: PathToGreen.Means) throws(Fault) -> Plan? {
    guard let release = ground.rule.until, let waitsFor = ground.waitsFor else { return nil }
    return try plan(release, waitsFor, ground, now, means)
  }

  private func plan(
    _ release: Release, _ waitsFor: WaitsFor, _ ground: Ground, _ now: Instant, _ means: PathToGreen.Means
  ) throws(Fault) -> Plan? {
    switch (release, waitsFor) {
    case (.elapsed(let period), .elapsed(let met)):
      return met.map { Plan(earliest: max($0, now)) } ?? departure(ground, now, takingSeconds: period.seconds)
    case (.stated, .stated(let met)): return met.map { Plan(earliest: max($0, now)) }
    case (.lifted, .lifted(let met)):
      if let met { return Plan(earliest: max(met, now)) }
      return means == .anything ? lifting(ground, now) : nil
    case (.event(let pattern), .event):
      return means == .anything ? try event(pattern, ground, now) : nil
    case (.negativeTests(let tests), .negativeTests(let have, let need, let notBefore)):
      guard let notBefore else {
        let (seconds, overflow) = tests.spacingSeconds.multipliedReportingOverflow(by: UInt32(need - 1))
        return departure(ground, now, takingSeconds: overflow ? .max : max(seconds, tests.notBeforeSeconds))
      }
      return testing(tests, have: have, need: need, from: max(notBefore, now), ground)
    case (.any(let members), .any(let waiting)):
      var best: Plan?
      for (member, waits) in zip(members, waiting) {
        guard let one = try plan(member, waits, ground, now, means) else { continue }
        if best.map({ one.earliest < $0.earliest }) ?? true { best = one }
      }
      return best
    case (.all(let members), .all(let waiting)):
      // What is met already is not waited for: each that is stands for the next member of its form.
      var all = Plan(earliest: now)
      var rest = members[...]
      for waits in waiting {
        while let member = rest.first, !member.hasForm(of: waits) { rest.removeFirst() }
        guard let member = rest.popFirst(), let one = try plan(member, waits, ground, now, means) else { return nil }
        all.earliest = max(all.earliest, one.earliest)
        if one.isBeginning == all.isBeginning {
          for step in one.steps where !all.steps.contains(step) { all.steps.append(step) }
        } else if one.isBeginning {
          all.isBeginning = true
          all.steps = one.steps
        }
      }
      return all
    default: return nil
    }
  }

  /// The first instant at which an event is after the opening of a ground and not before now.
  private func firstInstant(after ground: Ground, _ now: Instant) -> Instant {
    guard case .stay = entry(ground.sequence)?.event.event.fact, now == ground.opens else { return now }
    return now.advanced(bySeconds: 1)
  }

  private func testing(_ tests: NegativeTests, have: Int, need: Int, from first: Instant, _ ground: Ground) -> Plan? {
    guard let method = tests.acceptedMethods.first else { return nil }
    var plan = Plan(earliest: first)
    for number in have..<max(need, have + 1) {
      if number > have { plan.earliest = plan.earliest.advanced(bySeconds: max(1, tests.spacingSeconds)) }
      guard plan.earliest < .never else { return nil }
      plan.steps.append(.init(at: plan.earliest, fact: .test(person: person, method: method, result: .negative), rule: ground.rule.id))
    }
    return plan
  }

  /// Leaving the place in which the days do not count yet. What follows is planned anew from then on.
  ///
  /// - Parameter seconds: how long it takes at least from then on.
  private func departure(_ ground: Ground, _ now: Instant, takingSeconds seconds: UInt32) -> Plan? {
    guard let trigger = entry(ground.sequence)?.event, case .stay(_, _, let until) = trigger.event.fact, until == nil else { return nil }
    let stays = entries.filter { $0.event.event.fact.kind == .stay && isKnown($0.sequence, leavingOut: leftOut) }
    guard !stays.contains(where: { $0.event.event.at > trigger.event.at }) else { return nil }
    let elsewhere = Place(unchecked: "elsewhere")
    let at = max(now, trigger.event.at.advanced(bySeconds: 1))
    return Plan(
      earliest: at.advanced(bySeconds: seconds),
      steps: [.init(at: at, fact: .stay(person: person, place: elsewhere), rule: ground.rule.id)],
      isBeginning: true)
  }

  private func lifting(_ ground: Ground, _ now: Instant) -> Plan? {
    guard let trigger = entry(ground.sequence)?.event, case .stay(_, let place, _) = trigger.event.fact else { return nil }
    var steps: [PathToGreen.Step] = []
    forEachDesignation(of: place, leavingOut: leftOut) { sequence, designation in
      guard designation.end == .never, max(designation.start, trigger.event.at) == ground.opens,
        let designated = entry(sequence)?.event.event.fact.place
      else { return }
      let level: RiskLevel = designation.level.track == .risk ? .none : .decontaminated
      steps.append(.init(at: now, fact: .placeRisk(place: designated, level: level), rule: ground.rule.id))
    }
    return steps.isEmpty ? nil : Plan(earliest: now, steps: steps)
  }

  /// The first event of a pattern that releases the ground; of several, one that opens the fewest others.
  private func event(_ pattern: Pattern, _ ground: Ground, _ now: Instant) throws(Fault) -> Plan? {
    let at = firstInstant(after: ground, now)
    guard at < .never else { return nil }
    var best: (fact: Fact, grounds: Int)?
    for fact in pattern.examples(of: person) {
      let event = Event(uncheckedAt: at, source: Text(unchecked: "assumed"), id: nil, evidence: nil, fact: fact)
      let grounds = try adding([event]).status(at: at).grounds
      let isReleased = !grounds.contains { $0.rule.id == ground.rule.id && $0.policy == ground.policy && $0.sequence == ground.sequence }
      if isReleased, best.map({ grounds.count < $0.grounds }) ?? true { best = (fact, grounds.count) }
    }
    return best.map { Plan(earliest: at, steps: [.init(at: at, fact: $0.fact, rule: ground.rule.id)]) }
  }
}

extension Release {
  /// Whether what is waited for may be this release's.
  fileprivate func hasForm(of waitsFor: WaitsFor) -> Bool {
    switch (self, waitsFor) {
    case (.elapsed, .elapsed), (.stated, .stated), (.lifted, .lifted), (.any, .any), (.all, .all): true
    case (.event(let own), .event(let pattern)): own == pattern
    case (.negativeTests(let tests), .negativeTests(_, let need, _)): tests.count == need
    default: false
    }
  }
}

extension Pattern {
  /// Events that match, one for each combination of terms.
  fileprivate func examples(of person: PersonID) -> [Fact] {
    switch self {
    case .test(let methods, let results):
      return (results ?? TestResult.allCases).flatMap { result in
        (methods ?? TestMethod.allCases).map { .test(person: person, method: $0, result: result) }
      }
    case .diagnosis(let list): return (list ?? DiagnosisStatus.allCases).map { .diagnosis(person: person, status: $0) }
    case .contact(let list): return (list ?? ContactDegree.allCases).map { .contact(person: person, degree: $0) }
    case .symptom(let list, let history):
      return (list ?? Sign.allCases).map {
        .symptom(person: person, signs: Signs(uncheckedBits: 1 << $0.rawValue), epidemiologicalHistory: history ?? false)
      }
    case .quarantine(let phases, let modes):
      return (phases ?? QuarantinePhase.allCases).flatMap { phase in
        (modes ?? QuarantineMode.allCases).map { .quarantine(person: person, phase: phase, mode: $0) }
      }
    case .determination(let list): return (list ?? Finding.allCases).map { .determination(person: person, finding: $0) }
    case .entry(let from, _): return (from ?? [Place(unchecked: "elsewhere")]).map { .entry(person: person, from: $0) }
    case .registration(let phases, let channels):
      return (phases ?? RegistrationPhase.allCases).flatMap { phase in
        (channels ?? RegistrationChannel.allCases).map { .registration(person: person, phase: phase, channel: $0) }
      }
    case .appeal(let phases, let channels):
      return (phases ?? AppealPhase.allCases).flatMap { phase in
        (channels ?? AppealChannel.allCases).map { .appeal(person: person, case: Text(unchecked: "assumed"), phase: phase, channel: $0) }
      }
    case .stay: return []
    case .any(let members): return members.flatMap { $0.examples(of: person) }
    }
  }
}
