@_spi(Internals) package import RiskModel

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

/// All `place-risk` events, those of each place in `(at, sequence)` order.
package struct Designations: Sendable {
  /// A place's part of the events.
  private struct Stretch {
    var start: UInt32
    var count: UInt32
    /// How many there is room for.
    var capacity: UInt32

    var range: Range<Int> { Int(start)..<Int(start + count) }
  }

  /// The events of all places, each place's together: one piece of memory, so that a log of many places is loaded quickly. What stands
  /// outside the places' stretches means nothing.
  private var events: [DesignationEvent] = []
  /// The stretch of each designated place.
  private var stretches: [Stretch] = []
  /// The position of each place's stretch, by the place's number, -1 for none.
  private var stretchOfPlace: [Int32] = []
  private var lastSequence: UInt64 = 0
  /// The stretch of each event, in order of sequence; nil until somebody looks for an event by its sequence.
  private var order: [(sequence: UInt64, stretch: Int32)]?

  package init() {}

  /// Makes room for so many events of each place, by the place's number, before there are any.
  ///
  /// - Complexity: O(places + events).
  package mutating func reserve(eventCounts: [UInt32]) {
    precondition(lastSequence == 0, "room is made before there are events")
    let eventCount = eventCounts.reduce(0) { $0 + Int($1) }
    let none = DesignationEvent(at: .earliest, until: .never, sequence: 0, level: .none)
    events = Array(repeating: none, count: eventCount)
    stretchOfPlace = Array(repeating: -1, count: eventCounts.count)
    stretches.reserveCapacity(eventCounts.count { $0 > 0 })
    var start: UInt32 = 0
    for (number, count) in eventCounts.enumerated() where count > 0 {
      stretchOfPlace[number] = Int32(stretches.count)
      stretches.append(Stretch(start: start, count: 0, capacity: count))
      start += count
    }
  }

  /// Enters an event, later in sequence than every one before. O(events of that place with a later `at`), amortized.
  package mutating func insert(_ event: DesignationEvent, at place: PlaceNumber) {
    precondition(event.sequence > lastSequence, "designations are entered in order of sequence")
    lastSequence = event.sequence
    let number = Int(place.rawValue)
    if number >= stretchOfPlace.count {
      stretchOfPlace.append(contentsOf: repeatElement(-1, count: number + 1 - stretchOfPlace.count))
    }
    if stretchOfPlace[number] < 0 {
      stretchOfPlace[number] = Int32(stretches.count)
      stretches.append(Stretch(start: 0, count: 0, capacity: 0))
    }
    let position = Int(stretchOfPlace[number])
    if stretches[position].count == stretches[position].capacity { grow(position, filling: event) }
    let range = stretches[position].range
    var index = range.upperBound
    while index > range.lowerBound, events[index - 1].at > event.at {
      events[index] = events[index - 1]
      index -= 1
    }
    events[index] = event
    stretches[position].count += 1
    order?.append((event.sequence, Int32(position)))
  }

  /// Moves a stretch behind all others, with twice the room.
  private mutating func grow(_ position: Int, filling event: DesignationEvent) {
    let old = stretches[position]
    let capacity = max(2, old.capacity * 2)
    stretches[position].start = UInt32(events.count)
    stretches[position].capacity = capacity
    // One by one: a slice would share the array's memory, and each growth would copy the events of every place.
    for index in old.range { events.append(events[index]) }
    events.append(contentsOf: repeatElement(event, count: Int(capacity - old.count)))
  }

  /// Marks an event as named by a retraction. False where no event of that sequence is here. O(log events + events of that place), and the
  /// first time O(events log events).
  package mutating func retract(_ sequence: UInt64, by retraction: UInt64) -> Bool {
    let order = self.order ?? makeOrder()
    self.order = order
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if order[middle].sequence < sequence { low = middle + 1 } else { high = middle }
    }
    guard low < order.count, order[low].sequence == sequence else { return false }
    let range = stretches[Int(order[low].stretch)].range
    guard let index = range.first(where: { events[$0].sequence == sequence }) else { return false }
    events[index].retractedBy = retraction
    return true
  }

  private func makeOrder() -> [(sequence: UInt64, stretch: Int32)] {
    stretches.enumerated()
      .flatMap { position, stretch in events[stretch.range].map { (sequence: $0.sequence, stretch: Int32(position)) } }
      .sorted { $0.sequence < $1.sequence }
  }

  /// The places that some event names, in order of number.
  package var designatedPlaces: [PlaceNumber] {
    stretchOfPlace.indices.filter { stretchOfPlace[$0] >= 0 }.map { PlaceNumber(UInt32($0)) }
  }

  /// Where a place's events stand.
  private func range(of place: PlaceNumber) -> Range<Int>? {
    guard Int(place.rawValue) < stretchOfPlace.count, stretchOfPlace[Int(place.rawValue)] >= 0 else { return nil }
    return stretches[Int(stretchOfPlace[Int(place.rawValue)])].range
  }

  /// Gives the designations that a place's own events amount to by a knowledge, latest first: those that begin before `before` and end after
  /// `after`.
  ///
  /// - Complexity: O(log events of that place + designations given); allocates nothing.
  @inline(__always)
  package func forEach(
    at place: PlaceNumber, after: Instant = .earliest, before: Instant = .never, knowledge: Knowledge, _ body: (Designation) -> Void
  ) {
    guard let range = range(of: place) else { return }
    // The first event at or past `before`: it may still end what began earlier.
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if events[middle].at < before { low = middle + 1 } else { high = middle }
    }
    var next = (risk: Instant.never, environment: Instant.never)
    var later = low
    while later < range.upperBound, next.risk == .never || next.environment == .never {
      let event = events[later]
      later += 1
      guard knowledge.knows(event.sequence, retractedBy: event.retractedBy) else { continue }
      if event.level.track == .risk { next.risk = min(next.risk, event.at) } else { next.environment = min(next.environment, event.at) }
    }
    // Designations of one track do not overlap, so all before one that ends too early do so too.
    var isOver = (risk: false, environment: false)
    var index = low - 1
    while index >= range.lowerBound, !isOver.risk || !isOver.environment {
      let event = events[index]
      index -= 1
      guard knowledge.knows(event.sequence, retractedBy: event.retractedBy) else { continue }
      let isRisk = event.level.track == .risk
      let end = min(event.until, isRisk ? next.risk : next.environment)
      if isRisk { next.risk = event.at } else { next.environment = event.at }
      if event.at <= after { if isRisk { isOver.risk = true } else { isOver.environment = true } }
      if !event.level.lifts, event.at < end, end > after { body(Designation(start: event.at, end: end, level: event.level)) }
    }
  }

  /// Gives the sequences of a place's own events, each with that of the retraction that names it (the greatest number for none).
  package func forEachSequence(at place: PlaceNumber, _ body: (_ event: UInt64, _ retractedBy: UInt64) -> Void) {
    guard let range = range(of: place) else { return }
    for event in events[range] { body(event.sequence, event.retractedBy) }
  }
}
