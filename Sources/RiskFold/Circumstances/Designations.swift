package import RiskModel

/// A `place-risk` event as the projector needs it.
package struct DesignationEvent: Hashable, Sendable {
  package var at: Instant
  /// The event's own `until`, ``Instant/never`` where it has none.
  package var until: Instant
  package var sequence: UInt64
  /// The sequence of the retraction that names this event, the greatest number where none does.
  package var retractedBy: UInt64 = .max
  package var level: RiskLevel

  package init(at: Instant, until: Instant, sequence: UInt64, retractedBy: UInt64 = .max, level: RiskLevel) {
    self.at = at
    self.until = until
    self.sequence = sequence
    self.retractedBy = retractedBy
    self.level = level
  }
}

/// A designation's span `[start, end)`: no longer an event, but what events of one place say together (semantics, section 3).
package struct Designation: Hashable, Sendable {
  package var start: Instant
  /// ``Instant/never`` while nothing ends it.
  package var end: Instant
  package var level: RiskLevel
}

/// `place-risk` events: all of a log, or those of the places that bear on one question. Those of each place stand in `(at, sequence)` order.
package struct Designations: Sendable {
  /// A place's part of the events.
  private struct Stretch {
    var start: UInt32
    var count: UInt32
    /// How many there is room for.
    var capacity: UInt32
    /// Whether some event is of a track: none is looked for of one of which there is none.
    var hasRisk = false
    var hasEnvironment = false

    var range: Range<Int> { Int(start)..<Int(start + count) }

    mutating func note(_ track: RiskLevel.Track) {
      if track == .risk { hasRisk = true } else { hasEnvironment = true }
    }
  }

  /// The events of all places, each place's together: one piece of memory, so that a log of many places is loaded quickly. What stands
  /// outside the places' stretches means nothing.
  private var events: [DesignationEvent] = []
  /// The stretch of each designated place.
  private var stretches: [Stretch] = []
  /// The position of each place's stretch.
  private var stretchOfPlace: PlaceValues

  /// - Parameter ofFewPlaces: whether memory in proportion to the numbers of the places would be too much.
  package init(ofFewPlaces isSparse: Bool = false) {
    stretchOfPlace = PlaceValues(ofFewPlaces: isSparse)
  }

  /// Enters all events of a place that has none yet, in `(at, sequence)` order. O(events of that place).
  package mutating func load(_ loaded: [DesignationEvent], at place: PlaceNumber) {
    guard !loaded.isEmpty else { return }
    precondition(stretchOfPlace[place] == nil, "a place is loaded once")
    stretchOfPlace.set(Int32(stretches.count), of: place)
    stretches.append(Stretch(start: UInt32(events.count), count: UInt32(loaded.count), capacity: UInt32(loaded.count)))
    events.append(contentsOf: loaded)
    for event in loaded { stretches[stretches.count - 1].note(event.level.track) }
  }

  /// Enters an event, later in sequence than every one before. O(events of that place with a later `at`), amortized.
  package mutating func insert(_ event: DesignationEvent, at place: PlaceNumber) {
    insert([event], at: place)
  }

  /// Enters events of one place, each later in sequence than every one before, given in `(at, sequence)` order.
  ///
  /// - Complexity: O(events given + events of that place with a later `at` than the first of them), amortized.
  package mutating func insert(_ added: [DesignationEvent], at place: PlaceNumber) {
    if !added.isEmpty { insert(added, of: [(place, added.count)]) }
  }

  /// Enters events of several places, place by place.
  ///
  /// All at once: each place's events are somewhere else in memory, and need not wait for those of the one before.
  ///
  /// - Parameter places: each of them once, with the end of its events, at least one, among those given.
  /// - Complexity: as for each place by itself.
  package mutating func insert(_ added: [DesignationEvent], of places: [(place: PlaceNumber, end: Int)]) {
    var positions: [Int] = []
    positions.reserveCapacity(places.count)
    for (place, _) in places { positions.append(position(of: place)) }
    var first = 0
    for (position, (_, end)) in zip(positions, places) {
      makeRoom(for: end - first, in: position)
      first = end
    }
    first = 0
    for (position, (_, end)) in zip(positions, places) {
      insert(added, first..<end, into: position)
      first = end
    }
  }

  /// The position of a place's stretch, made if there is none.
  private mutating func position(of place: PlaceNumber) -> Int {
    if let known = stretchOfPlace[place] { return Int(known) }
    stretchOfPlace.set(Int32(stretches.count), of: place)
    stretches.append(Stretch(start: 0, count: 0, capacity: 0))
    return stretches.count - 1
  }

  /// Enters events, some of a list, into a stretch that has room for them.
  private mutating func insert(_ added: [DesignationEvent], _ indices: Range<Int>, into position: Int) {
    let range = stretches[position].range
    // From the end: what is later moves behind what is added.
    var old = range.upperBound
    var target = range.upperBound + indices.count
    for index in indices.reversed() {
      while old > range.lowerBound, events[old - 1].at > added[index].at {
        old -= 1
        target -= 1
        events[target] = events[old]
      }
      target -= 1
      events[target] = added[index]
    }
    stretches[position].count += UInt32(indices.count)
    for index in indices { stretches[position].note(added[index].level.track) }
  }

  /// Moves a stretch behind all others, with at least twice the room, where it has too little.
  private mutating func makeRoom(for count: Int, in position: Int) {
    let old = stretches[position]
    guard old.capacity < old.count + UInt32(count) else { return }
    let capacity = max(2, old.capacity * 2, old.count + UInt32(count))
    stretches[position].start = UInt32(events.count)
    stretches[position].capacity = capacity
    // One by one: a slice would share the array's memory, and the append copy all of it.
    for index in old.range { events.append(events[index]) }
    for _ in old.count..<capacity { events.append(.nothing) }
  }

  /// Marks an event of a place as named by a retraction. False where it is not here. O(log events of that place).
  ///
  /// - Parameter at: the event's `at`.
  package mutating func retract(_ sequence: UInt64, by retraction: UInt64, at place: PlaceNumber, from at: Instant) -> Bool {
    guard let range = range(of: place) else { return false }
    let index = range.firstReached { (events[$0].at, events[$0].sequence) >= (at, sequence) }
    guard index < range.upperBound, events[index].sequence == sequence else { return false }
    events[index].retractedBy = retraction
    return true
  }

  /// The places that some event names, in order of number.
  package var designatedPlaces: [PlaceNumber] { stretchOfPlace.places }

  /// Those that a knowledge knows, and nothing else: none is named by a retraction. O(events).
  package func known(by knowledge: Knowledge) -> Designations {
    var known = Designations()
    for place in designatedPlaces {
      known.load(
        self[place].filter { knowledge.knows($0.sequence, retractedBy: $0.retractedBy) }.map { event in
          var event = event
          event.retractedBy = .max
          return event
        }, at: place)
    }
    return known
  }

  /// The same with some events that lift what they designated: the least that they can say if they are known. O(events).
  package func lifting(_ sequences: Set<UInt64>) -> Designations {
    var lifted = self
    for index in lifted.events.indices where sequences.contains(lifted.events[index].sequence) {
      lifted.events[index].level = lifted.events[index].level.track == .risk ? .none : .decontaminated
    }
    return lifted
  }

  /// A copy of a place's own events, in `(at, sequence)` order.
  package subscript(place: PlaceNumber) -> [DesignationEvent] { range(of: place).map { Array(events[$0]) } ?? [] }

  /// Where a place's events stand.
  private func range(of place: PlaceNumber) -> Range<Int>? { stretchOfPlace[place].map { stretches[Int($0)].range } }

  /// Gives the designations that a place's own events amount to by a knowledge, latest first: those that begin before `before` and end after
  /// `after`.
  ///
  /// - Complexity: O(log events of that place + designations given); allocates nothing.
  @inline(__always)
  package func forEach(
    at place: PlaceNumber, after: Instant = .earliest, before: Instant = .never, knowledge: Knowledge, _ body: (Designation) -> Void
  ) {
    forEachRecorded(at: place, after: after, before: before, knowledge: knowledge) { designation, _ in body(designation) }
  }

  /// The same, each with the sequence of its event.
  @inline(__always)
  package func forEachRecorded(
    at place: PlaceNumber, after: Instant = .earliest, before: Instant = .never, knowledge: Knowledge,
    _ body: (Designation, _ sequence: UInt64) -> Void
  ) {
    guard let stretch = stretchOfPlace[place].map({ stretches[Int($0)] }) else { return }
    let range = stretch.range
    // The first event at or past `before`: it may still end what began earlier.
    let first = range.firstReached { events[$0].at >= before }
    var next = (risk: Instant.never, environment: Instant.never)
    var later = first
    while later < range.upperBound, stretch.hasRisk && next.risk == .never || stretch.hasEnvironment && next.environment == .never {
      let event = events[later]
      later += 1
      guard knowledge.knows(event.sequence, retractedBy: event.retractedBy) else { continue }
      if event.level.track == .risk { next.risk = min(next.risk, event.at) } else { next.environment = min(next.environment, event.at) }
    }
    // Designations of one track do not overlap, so all before one that ends too early do so too.
    var isOver = (risk: !stretch.hasRisk, environment: !stretch.hasEnvironment)
    var index = first - 1
    while index >= range.lowerBound, !isOver.risk || !isOver.environment {
      let event = events[index]
      index -= 1
      guard knowledge.knows(event.sequence, retractedBy: event.retractedBy) else { continue }
      let isRisk = event.level.track == .risk
      let end = min(event.until, isRisk ? next.risk : next.environment)
      if isRisk { next.risk = event.at } else { next.environment = event.at }
      if event.at <= after { if isRisk { isOver.risk = true } else { isOver.environment = true } }
      if !event.level.lifts, event.at < end, end > after {
        body(Designation(start: event.at, end: end, level: event.level), event.sequence)
      }
    }
  }
}

extension DesignationEvent {
  /// Fills room that means nothing.
  fileprivate static let nothing = DesignationEvent(at: .earliest, until: .never, sequence: 0, level: .none)
}
