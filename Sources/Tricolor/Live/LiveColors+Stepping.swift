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
    return try refold(numbers, view, from: from) { timeline in
      timeline.intervals.filter { $0.from > from && $0.from <= instant }.map { ($0.from, $0.color) }
    } cause: {
      policies[$0].map { .policy($0) } ?? .time
    }
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
    let now = at
    changes += try refold(numbers, view, from: now) {
      [(now, $0.color(at: now))]
    } cause: { _ in
      cause
    }
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

  /// The persons whose color a change of a place's designations may change now or later, by number.
  private func personsToLookAt(below place: PlaceNumber, _ before: Circumstances, _ after: Circumstances) -> [Int32] {
    let screens = [before, after].map { ColorScreen($0, from: at, through: .never) }
    var numbers: Set<Int32> = []
    for candidate in after.places.places(below: place) {
      let first = screens.map { $0.firstLeave(at: candidate) }.min() ?? .never
      forEachPerson(at: candidate, leavingFrom: first) { numbers.insert($0) }
    }
    return numbers.sorted()
  }

  /// Folds persons anew, and gives the changes of their colors, in order.
  ///
  /// - Parameters:
  ///   - first: from when on timelines are needed.
  ///   - steps: the instants, up to now, with the color from each on.
  private mutating func refold(
    _ numbers: [Int32], _ view: View, from first: Instant, steps: @escaping @Sendable (Timeline) -> [(from: Instant, color: Color)],
    cause: (Instant) -> ColorChange.Cause
  ) throws -> [ColorChange] {
    let now = at
    let outcomes = try view.mapTimelines(of: numbers.map { persons[Int($0)] }, from: first) { timeline in
      (steps: steps(timeline), due: timeline.nextChange(after: now) ?? .never)
    }
    var changes: [ColorChange] = []
    for (number, outcome) in zip(numbers, outcomes) {
      for step in outcome.steps where step.color != colors[Int(number)] {
        let position = ColorChange.Position(sequence: sequence, at: step.from, person: persons[Int(number)])
        changes.append(ColorChange(position: position, from: colors[Int(number)], to: step.color, cause: cause(step.from)))
        set(step.color, of: number)
      }
      setDue(outcome.due, of: number)
    }
    return changes.sorted { $0.position < $1.position }
  }
}

extension PlaceTree {
  /// A place and every place below it, in order of number.
  fileprivate func places(below place: PlaceNumber) -> [PlaceNumber] {
    // A place comes after the place above it.
    var isBelow = Array(repeating: false, count: count + 1)
    guard place != .none, Int(place.rawValue) <= count else { return [] }
    isBelow[Int(place.rawValue)] = true
    for number in Int(place.rawValue)...count where isBelow[Int(parent(of: PlaceNumber(UInt32(number))).rawValue)] {
      isBelow[number] = true
    }
    return isBelow.indices.filter { isBelow[$0] }.map { PlaceNumber(UInt32($0)) }
  }
}
