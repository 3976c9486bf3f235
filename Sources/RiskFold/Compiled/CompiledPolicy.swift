package import RiskModel
package import RiskPolicy

/// A policy made ready for the fold: patterns as sets of classes, places as numbers.
package struct CompiledPolicy: Sendable {
  /// The policy as published.
  package let policy: Policy
  /// One a rule, in the policy's order.
  package let rules: [CompiledRule]
  /// The classes of which some event may open a hold by itself.
  let triggers: ClassSet
  /// Whether some rule speaks of stays.
  let concernsStays: Bool

  /// - Parameter number: the number of a place, or nil where no event names it or a place below it.
  package init(_ policy: Policy, number: (Place) -> PlaceNumber?) {
    self.policy = policy
    rules = policy.rules.map { CompiledRule($0, number: number) }
    triggers = rules.reduce(into: ClassSet()) { $0.formUnion($1.trigger.candidates) }
    concernsStays = rules.contains { !$0.stays.isEmpty }
  }
}

/// A rule made ready for the fold.
package struct CompiledRule: Sendable {
  package let color: Color
  let trigger: EventMatcher
  let triggerCandidates: ClassSet
  let stays: [StayMatcher]
  let release: CompiledRelease?

  init(_ rule: Rule, number: (Place) -> PlaceNumber?) {
    color = rule.color
    trigger = EventMatcher(rule.when, number: number)
    triggerCandidates = trigger.candidates
    stays = StayMatcher.all(in: rule.when, number: number)
    release = rule.until.map { CompiledRelease($0, number: number) }
  }
}

/// A release made ready for the fold.
indirect enum CompiledRelease: Sendable {
  case elapsed(seconds: UInt32)
  case event(EventMatcher, Pattern)
  case negativeTests(CompiledTests)
  case stated
  case lifted
  case any([CompiledRelease])
  case all([CompiledRelease])

  init(_ release: Release, number: (Place) -> PlaceNumber?) {
    switch release {
    case .elapsed(let period): self = .elapsed(seconds: period.seconds)
    case .event(let pattern): self = .event(EventMatcher(pattern, number: number), pattern)
    case .negativeTests(let tests): self = .negativeTests(CompiledTests(tests))
    case .stated: self = .stated
    case .lifted: self = .lifted
    case .any(let members): self = .any(members.map { CompiledRelease($0, number: number) })
    case .all(let members): self = .all(members.map { CompiledRelease($0, number: number) })
    }
  }
}

/// A requirement of negative tests made ready for the fold.
struct CompiledTests: Sendable {
  let count: Int
  let spacingSeconds: UInt32
  let notBeforeSeconds: UInt32
  let startsAtOpening: Bool
  /// Negative by an accepted method.
  let counting: ClassSet

  init(_ tests: NegativeTests) {
    count = tests.count
    spacingSeconds = tests.spacingSeconds
    notBeforeSeconds = tests.notBeforeSeconds
    startsAtOpening = tests.origin == .opens
    counting = ClassSet(.test) { candidate in
      candidate.testResult == .negative && candidate.testMethod.map(tests.acceptedMethods.contains) ?? false
    }
  }
}
