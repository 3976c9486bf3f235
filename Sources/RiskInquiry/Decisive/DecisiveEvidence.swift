import RiskFold
public import RiskModel
import RiskPolicy

/// Which events a color at an instant rests on.
///
/// Every minimal set of events without which the color would have been lower. All that the log says counts: the person's own events,
/// designations, policies, and retractions (without one, what it withdrew is known again). The minimal sets of one kind alone are those of
/// these that hold nothing else.
public struct DecisiveEvidence: Hashable, Sendable {
  /// The person.
  public let person: PersonID
  /// The instant.
  public let at: Instant
  /// The last sequence known.
  public let knownAt: UInt64
  /// The color.
  public let color: Color
  /// The sets; none for green.
  public let sets: MinimalSets
  /// Every event that stands in some set, in order of sequence.
  public let events: [RecordedEvent]

  /// Those sets that hold evidence alone: events of the person and designations, no policy and no retraction.
  public var evidenceSets: [[UInt64]] {
    let evidence = Set(events.filter { ![.policy, .retraction].contains($0.event.fact.kind) }.map(\.sequence))
    return sets.sets.filter { evidence.isSuperset(of: $0) }
  }

  /// The form that answers print.
  public var json: JSONValue {
    .object([
      "person": .text(person), "at": .text(at), "knownAt": .integer(Int64(knownAt)), "color": .text(color), "sets": sets.setsJSON,
      "evidenceSets": .array(evidenceSets.map { .array($0.map { .integer(Int64($0)) }) }), "complete": .bool(sets.isComplete),
    ])
  }
}

extension Excerpt {
  /// The events that the color at an instant rests on.
  ///
  /// - Complexity: at most ``MinimalSets/maximumTrialCount`` folds; for a color of *g* grounds some 2 to the power of *g* where several events
  ///   can each undo one, and a few where one alone can.
  package func decisiveEvidence(at instant: Instant) -> DecisiveEvidence {
    let color = fold.color(at: instant)
    let sets =
      color == .green
      ? MinimalSets(sets: [], isComplete: true)
      : MinimalSets.search(
        startingFrom: entries.map(\.sequence).filter { !leftOut.contains($0) }, trials: trialCount
      ) { set, _ in
        let without = leftOut.union(set)
        // One hold must go at a time; which is as good as another.
        guard let ground = fold(leavingOut: without).grounds(at: instant).first, ground.rule.color ?? .green >= color else { return .met }
        return .unmet(needsOneOf: supports(of: ground, at: instant, leavingOut: without))
      }
    return DecisiveEvidence(
      person: person, at: instant, knownAt: knownAt, color: color, sets: sets, events: sets.members.compactMap { entry($0)?.event })
  }

  /// The events of which at least one must go for a hold to no longer cover an instant.
  ///
  /// A hold rests on its trigger; for a stay or an entry on the designation; on the earlier events that its rule asks for; and on the links that join
  /// the person's pseudonyms. Leaving out any other event can release it earlier only where the event makes a release later, as a positive test that sets
  /// the count of negatives to none, where the policy in force changes, or where what a retraction withdrew is known again: without an event that would
  /// release it, it lasts the longer, and greedy counting from fewer tests or from a later origin is never ahead.
  func supports(of ground: Ground, at instant: Instant, leavingOut leftOut: Set<UInt64>) -> [UInt64] {
    guard let trigger = entry(ground.sequence)?.event else { return [] }
    var supports = [ground.sequence]
    let asking = compiledPolicies.compactMap { policy in policy.policy.rules.firstIndex(of: ground.rule).map { (policy, $0) } }
    let asked = asking.reduce(into: ClassSet()) { $0.formUnion($1.0.askedClasses(byRuleAt: $1.1)) }
    for (index, eventClass) in classes.enumerated() where asked.contains(eventClass) || !eventClass.isDesignation {
      let entry = entries[index]
      if leftOut.contains(entry.sequence) { continue }
      let event = entry.event.event
      switch event.fact.kind.subject {
      case .target:
        if let target = entry.target, let named = self.entry(target), named.bearsFrom <= instant { supports.append(entry.sequence) }
      case .rules: if policy == nil, event.at <= instant, isKnown(entry.sequence, leavingOut: leftOut) { supports.append(entry.sequence) }
      case .identity: if isKnown(entry.sequence, leavingOut: leftOut) { supports.append(entry.sequence) }
      case .person:
        let counts = event.at >= trigger.event.at && event.at <= instant && isKnown(entry.sequence, leavingOut: leftOut)
        if counts, entry.sequence != ground.sequence,
          asking.contains(where: { $0.0.mayLengthen(by: event.fact.eventClass, holdsOfRuleAt: $0.1) })
        {
          supports.append(entry.sequence)
        }
      case .place: break
      }
      // What stands there by its type was added last.
      if asked.contains(eventClass), event.at <= instant, entry.sequence != ground.sequence, supports.last != entry.sequence {
        supports.append(entry.sequence)
      }
    }
    if let place = trigger.event.fact.designatedPlace {
      let after = ground.rule.afterSeconds
      let asksForDesignatedEntries = ground.rule.when.asksForDesignatedEntries
      forEachDesignation(of: place, leavingOut: leftOut) { sequence, designation in
        let opens = max(designation.start, trigger.event.at).advanced(bySeconds: after)
        // An entry is as good for any designation that its rule looks back to.
        if asksForDesignatedEntries || opens == ground.opens && designation.end > trigger.event.at {
          supports.append(sequence)
        }
      }
    }
    return supports
  }
}

extension EventClass {
  /// Whether its events say what a place is.
  fileprivate var isDesignation: Bool { kind?.subject == .place }
}

extension Pattern {
  /// Whether an arrival is judged by what its country was designated as.
  fileprivate var asksForDesignatedEntries: Bool {
    switch form {
    case .entry(_, _, let level, _): level != nil
    case .any(let members): members.contains { $0.asksForDesignatedEntries }
    case .terms, .stay: false
    }
  }
}
