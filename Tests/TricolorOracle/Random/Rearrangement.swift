import RiskModel

extension RandomLog {
  /// This log of other events, which keep their own commit times.
  func replacing(_ events: [RecordedEvent]) -> RandomLog {
    var copy = self
    copy.events = events
    return copy
  }

  /// The log of only some events, in their order: as if the others had never been. A retraction whose event is left out is left out too.
  func keeping(_ isKept: (RecordedEvent) -> Bool) -> RandomLog {
    replacing(Self.renumbered(events.filter(isKept)))
  }

  /// The same events in a random order that may be another arrival of them: what shares an `at` and a person, a place, or being a policy keeps its
  /// order, and a retraction follows what it names. Links may come anywhere. Commit times stay in their places, so that they still never decrease.
  func arrivingOtherwise(_ random: inout SplitMix64) -> RandomLog {
    var rest = events
    var order: [RecordedEvent] = []
    let oracle = OracleLog.ofValid(events).map { Oracle($0) }
    func person(_ pseudonym: PersonID) -> PersonID { oracle?.pseudonyms(of: pseudonym).first ?? pseudonym }
    while !rest.isEmpty {
      let free = rest.indices.filter { index in !rest[..<index].contains { Self.mustPrecede($0, rest[index], person) } }
      order.append(rest.remove(at: random.pick(free)))
    }
    let arrived = zip(order, events).map { RecordedEvent(sequence: $0.sequence, recordedAt: $1.recordedAt, event: $0.event) }
    return replacing(Self.renumbered(arrived))
  }

  /// Whether an event must come before one that it came before.
  ///
  /// - Parameter person: the least pseudonym of a pseudonym's person once all is known.
  private static func mustPrecede(_ first: RecordedEvent, _ second: RecordedEvent, _ person: (PersonID) -> PersonID) -> Bool {
    switch second.fact {
    case .retraction(.sequence(let sequence), _): return first.sequence == sequence
    case .retraction(.identifier(let source, let id), _): return first.event.source == source && first.event.id == id
    default: break
    }
    guard first.at == second.at, first.fact.kind != .retraction, first.fact.kind != .link, second.fact.kind != .link else { return false }
    if let one = first.fact.person { return second.fact.person.map { person($0) == person(one) } ?? false }
    if first.fact.kind == .placeRisk { return second.fact.kind == .placeRisk && first.fact.place == second.fact.place }
    return first.fact.kind == .policy && second.fact.kind == .policy
  }

  /// Gives events the sequences 1, 2, 3 … and lets retractions name what they named before.
  private static func renumbered(_ events: [RecordedEvent]) -> [RecordedEvent] {
    var sequences: [UInt64: UInt64] = [:]
    var identifiers: Set<EventReference> = []
    var renumbered: [RecordedEvent] = []
    for old in events {
      var event = old.event
      switch event.fact {
      case .retraction(.sequence(let named), let reason):
        guard let now = sequences[named] else { continue }
        event = Event(
          uncheckedAt: event.at, source: event.source, id: event.id, evidence: event.evidence,
          fact: .retraction(of: .sequence(now), reason: reason))
      case .retraction(let reference, _):
        guard identifiers.contains(reference) else { continue }
      default: break
      }
      let sequence = UInt64(renumbered.count + 1)
      sequences[old.sequence] = sequence
      if let id = event.id { identifiers.insert(.identifier(source: event.source, id: id)) }
      renumbered.append(RecordedEvent(sequence: sequence, recordedAt: old.recordedAt, event: event))
    }
    return renumbered
  }
}

extension RandomLog {
  /// This log with each event's `person` written otherwise.
  func written(_ person: (PersonID) -> PersonID) throws -> RandomLog {
    try replacing(
      events.map { event in
        guard let old = event.fact.person, person(old) != old else { return event }
        let json = event.json.replacing("\"person\":\"\(old)\"", with: "\"person\":\"\(person(old))\"")
        return RecordedEvent(sequence: event.sequence, recordedAt: event.recordedAt, event: try Draft(json: JSONValue(parsing: json)).event)
      })
  }
}
