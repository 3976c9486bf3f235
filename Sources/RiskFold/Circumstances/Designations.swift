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

  package init(at: Instant, until: Instant, sequence: UInt64, level: RiskLevel) {
    self.at = at
    self.until = until
    self.sequence = sequence
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

/// All `place-risk` events by place, each place's in `(at, sequence)` order.
package struct Designations: Sendable {
  private var events: [PlaceNumber: [DesignationEvent]] = [:]
  private var places: [UInt64: PlaceNumber] = [:]

  package init() {}

  /// Enters an event. O(events of that place).
  package mutating func insert(_ event: DesignationEvent, at place: PlaceNumber) {
    places[event.sequence] = place
    var list = events.removeValue(forKey: place) ?? []
    var index = list.count
    while index > 0, (list[index - 1].at, list[index - 1].sequence) > (event.at, event.sequence) { index -= 1 }
    list.insert(event, at: index)
    events[place] = list
  }

  /// Marks an event as named by a retraction. False where no event of that sequence is here.
  package mutating func retract(_ sequence: UInt64, by retraction: UInt64) -> Bool {
    guard let place = places[sequence], let index = events[place]?.firstIndex(where: { $0.sequence == sequence }) else { return false }
    events[place]?[index].retractedBy = retraction
    return true
  }

  /// The places that some event names, in no order.
  package var designatedPlaces: some Swift.Sequence<PlaceNumber> { events.keys }

  /// How many events there are.
  package var count: Int { places.count }

  /// Gives the designations that a place's own events amount to by a knowledge, latest first.
  ///
  /// - Complexity: O(events of that place); allocates nothing.
  package func forEach(at place: PlaceNumber, knowledge: Knowledge, _ body: (Designation) -> Void) {
    guard let list = events[place] else { return }
    var nextOfRisk = Instant.never
    var nextOfEnvironment = Instant.never
    for event in list.reversed() where knowledge.knows(event.sequence, retractedBy: event.retractedBy) {
      let isRisk = event.level.track == .risk
      let end = min(event.until, isRisk ? nextOfRisk : nextOfEnvironment)
      if isRisk { nextOfRisk = event.at } else { nextOfEnvironment = event.at }
      if !event.level.lifts, event.at < end { body(Designation(start: event.at, end: end, level: event.level)) }
    }
  }

  /// The sequences of a place's own events, in `(at, sequence)` order, with that of the retraction that names each.
  package func sequences(at place: PlaceNumber) -> [(event: UInt64, retractedBy: UInt64)] {
    (events[place] ?? []).map { ($0.sequence, $0.retractedBy) }
  }
}
