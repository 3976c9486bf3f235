@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

extension LiveColors {
  /// Lets time pass. Gives the changes in order.
  ///
  /// - Complexity: O(persons due · their events).
  mutating func advance(to instant: Instant) throws -> [ColorChange] {
    guard instant > at else { return [] }
    let numbers = takeDue(by: instant)
    let view = try engine.view(Knowledge(through: sequence), policy: nil)
    let from = at
    at = instant
    let policies = engine.policiesTakingEffect(in: view)
    return try refold(numbers, view, after: from) { policies[$0].map { .policy($0) } ?? .time }
  }

  /// Takes in the next event of the log. Gives the changes in order, those of the time that passed before it was recorded first.
  ///
  /// - Complexity: O(the person's events) for an event about a person; for a designation O(the persons who stayed below the place and left late
  ///   enough · their events); for a policy O(events).
  mutating func apply(_ event: LiveEvent) throws -> [ColorChange] {
    precondition(event.sequence == sequence + 1, "events are taken in in order")
    var changes = try advance(to: event.recordedAt)
    let before = try engine.view(Knowledge(through: sequence), policy: nil)
    sequence = event.sequence
    let view = try engine.view(Knowledge(through: sequence), policy: nil)
    let numbers: [Int32]
    let cause: ColorChange.Cause
    switch event.subject {
    case .person(let person):
      let number = number(of: person) ?? add(person)
      numbers = [number]
      cause = .event(sequence)
      if event.touchesStays { try indexStays(of: person, number, before.knowledge, view.knowledge) }
    case .place(let place):
      numbers = personsToLookAt(below: place, before.circumstances, view.circumstances)
      cause = .designation(sequence)
    case .everyone:
      numbers = Array(0..<Int32(persons.count))
      cause = .policy(sequence)
    }
    // What an event changes, it changes now.
    changes += try refold(numbers, view, after: at) { _ in cause }
    return changes
  }

  /// Enters a person's stays that are new, or end otherwise than before: one that is told, or retracted, may move the end of another.
  private mutating func indexStays(of person: PersonID, _ number: Int32, _ before: Knowledge, _ after: Knowledge) throws {
    let history = try engine.history(of: person)
    var entered: [UInt64: Instant] = [:]
    history.known(by: before).forEachStay { stay, end in entered[stay.sequence] = end }
    history.known(by: after).forEachStay { stay, end in
      if entered[stay.sequence] != end { index(stay.place, number, leaves: end) }
    }
  }

  /// The persons whose color a change of a place's designations may change now or later, by number, in ascending order.
  private func personsToLookAt(below place: PlaceNumber, _ before: Circumstances, _ after: Circumstances) -> [Int32] {
    // Only what this place's own designations say is another than before.
    let first = min(before.firstLeave(at: place, from: at), after.firstLeave(at: place, from: at))
    var found: [Int32] = []
    guard first != .never else { return found }
    for candidate in after.places.places(below: place) { forEachPerson(at: candidate, leavingFrom: first) { found.append($0) } }
    found.sort()
    var numbers: [Int32] = []
    numbers.reserveCapacity(found.count)
    for number in found where numbers.last != number { numbers.append(number) }
    return numbers
  }

  /// Folds persons anew, and gives the changes of their colors, in order.
  ///
  /// - Parameters:
  ///   - first: what changed up to this instant changes now, what changes later when it does.
  ///   - cause: what makes a color change at an instant.
  private mutating func refold(
    _ numbers: [Int32], _ view: View, after first: Instant, cause: (Instant) -> ColorChange.Cause
  ) throws -> [ColorChange] {
    var changes: [ColorChange] = []
    for part in try refolded(numbers, view, after: first) {
      for step in part.steps {
        let position = ColorChange.Position(sequence: sequence, at: step.from, person: persons[Int(step.number)])
        changes.append(ColorChange(position: position, from: colors[Int(step.number)], to: step.color, cause: cause(step.from)))
        set(step.color, of: step.number)
      }
      for due in part.due { setDue(due.at, of: due.number) }
    }
    return changes.sorted { $0.position < $1.position }
  }
}

extension PlaceTree {
  /// A place and every place below it, in order of number.
  fileprivate func places(below place: PlaceNumber) -> [PlaceNumber] {
    guard place != .none, Int(place.rawValue) <= count else { return [] }
    var found: [PlaceNumber] = []
    var isBelow = Array(repeating: false, count: count + 1)
    isBelow[Int(place.rawValue)] = true
    // A place comes after the place above it.
    for number in Int(place.rawValue)...count {
      let candidate = PlaceNumber(UInt32(number))
      guard candidate == place || isBelow[Int(parent(of: candidate).rawValue)] else { continue }
      isBelow[number] = true
      found.append(candidate)
    }
    return found
  }
}
