internal import EventLog
internal import LMDB
internal import RiskFold
internal import RiskModel

extension LiveState {
  /// Lets time pass. Gives what changed; nil where nothing did.
  ///
  /// What changes by then was computed when each person's events, the designations and the policies were last taken in: no person is folded.
  ///
  /// - Complexity: O(*d* log *d*) for *d* persons with a change of color up to the end of the instant's day.
  mutating func advance(to instant: Instant) -> LiveStep? {
    guard instant > at else { return nil }
    let policies = engine.policiesTakingEffect(after: at, through: instant, known: Knowledge(through: sequence))
    at = instant
    let changes = table.advance(to: instant)
    return changes.isEmpty ? nil : LiveStep(sequence: sequence, at: at, cause: .time, policies: policies, changes: changes)
  }

  /// Takes in the next place of the log. Gives what changed, in the time that passed before it was recorded and then by it.
  ///
  /// - Complexity: O(the person's events) for an event about a person; for a designation O(the stays below the place that ended late enough) where it
  ///   only adds, else O(the persons that stayed so · their events); for a policy O(events).
  mutating func apply(_ event: LiveEvent) throws -> [LiveStep] {
    precondition(event.sequence == sequence + 1, "events are taken in in order")
    let passed = advance(to: event.recordedAt)
    let before = Knowledge(through: sequence)
    sequence = event.sequence
    let view = try engine.view(Knowledge(through: sequence), policy: nil)
    // What an event changes, it changes now.
    let changes: [ColorTable.Change]
    let cause: ColorChange.Cause
    switch event.subject {
    case .none: return [passed].compactMap { $0 }
    case .person(let pseudonym):
      let person = identities.person(of: pseudonym)
      let number = number(of: person.least) ?? add(person.least)
      if event.touchesStays { try indexStays(of: person, number, before, view.knowledge) }
      if event.arrivedFrom != .none { arrivals[event.arrivedFrom, default: []].insert(number) }
      (changes, cause) = (try refold([number], view), .event(sequence))
    case .identity(let one, let other):
      (changes, cause) = (try rejoin(one, other, before, view), .event(sequence))
    case .place(let place):
      (changes, cause) = (try designate(place, before, view), .designation(sequence))
    case .everyone:
      // Nothing is left of it that holds no longer: it would be in the way.
      table.forgetWhatComes()
      (changes, cause) = (try refold(Array(0..<Int32(persons.count)), view), .policy(sequence))
    }
    let step = changes.isEmpty ? nil : LiveStep(sequence: sequence, at: at, cause: cause, changes: changes)
    return [passed, step].compactMap { $0 }
  }

  /// Enters a person's stays that are new, or end otherwise than before, and takes out those that are no more: one that is reported, or retracted, may
  /// move the end of another.
  private mutating func indexStays(of person: Person, _ number: Int32, _ before: Knowledge, _ after: Knowledge) throws {
    let known = try engine.known(of: person, by: after)
    var ends: [UInt64: Instant] = [:]
    known.forEachStay { stay, end in ends[stay.sequence] = end }
    try engine.known(of: person, by: before).forEachStay { stay, end in
      // What is left are the ends of stays that were not known or ended otherwise.
      if ends[stay.sequence] == end {
        ends[stay.sequence] = nil
      } else if stay.at < end {
        stays.remove(StayIndex.Entry(person: number, arrives: stay.at, leaves: end), at: stay.place)
      }
    }
    known.forEachStay { stay, end in
      if ends[stay.sequence] != nil, stay.at < end {
        stays.insert(StayIndex.Entry(person: number, arrives: stay.at, leaves: end), at: stay.place)
      }
    }
  }
}
