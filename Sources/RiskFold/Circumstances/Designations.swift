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

/// All `place-risk` events: in order of sequence, and those of each place linked, latest first.
package struct Designations: Sendable {
  private struct Entry {
    var event: DesignationEvent
    /// The position of the same place's event before this in `(at, sequence)` order, -1 for none.
    var earlier: Int32
  }

  private var entries: [Entry] = []
  /// The position of each place's latest event, by the place's number, -1 for none.
  private var latest: [Int32] = []

  package init() {}

  /// Enters an event, later in sequence than every one before. O(events of that place with a later `at`).
  package mutating func insert(_ event: DesignationEvent, at place: PlaceNumber) {
    precondition(entries.last.map { $0.event.sequence < event.sequence } ?? true, "designations are entered in order of sequence")
    let number = Int(place.rawValue)
    if number >= latest.count { latest.append(contentsOf: repeatElement(-1, count: number + 1 - latest.count)) }
    var later: Int32 = -1
    var earlier = latest[number]
    while earlier >= 0, entries[Int(earlier)].event.at > event.at {
      later = earlier
      earlier = entries[Int(earlier)].earlier
    }
    let position = Int32(entries.count)
    entries.append(Entry(event: event, earlier: earlier))
    if later < 0 { latest[number] = position } else { entries[Int(later)].earlier = position }
  }

  /// Marks an event as named by a retraction. False where no event of that sequence is here. O(log events).
  package mutating func retract(_ sequence: UInt64, by retraction: UInt64) -> Bool {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].event.sequence < sequence { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].event.sequence == sequence else { return false }
    entries[low].event.retractedBy = retraction
    return true
  }

  /// The places that some event names, in order of number.
  package var designatedPlaces: [PlaceNumber] {
    latest.indices.filter { latest[$0] >= 0 }.map { PlaceNumber(UInt32($0)) }
  }

  /// Gives the designations that a place's own events amount to by a knowledge, latest first.
  ///
  /// - Complexity: O(events of that place); allocates nothing.
  package func forEach(at place: PlaceNumber, knowledge: Knowledge, _ body: (Designation) -> Void) {
    guard Int(place.rawValue) < latest.count else { return }
    var nextOfRisk = Instant.never
    var nextOfEnvironment = Instant.never
    var position = latest[Int(place.rawValue)]
    while position >= 0 {
      let event = entries[Int(position)].event
      position = entries[Int(position)].earlier
      guard knowledge.knows(event.sequence, retractedBy: event.retractedBy) else { continue }
      let isRisk = event.level.track == .risk
      let end = min(event.until, isRisk ? nextOfRisk : nextOfEnvironment)
      if isRisk { nextOfRisk = event.at } else { nextOfEnvironment = event.at }
      if !event.level.lifts, event.at < end { body(Designation(start: event.at, end: end, level: event.level)) }
    }
  }

  /// Gives the sequences of a place's own events, each with that of the retraction that names it (the greatest number for none).
  package func forEachSequence(at place: PlaceNumber, _ body: (_ event: UInt64, _ retractedBy: UInt64) -> Void) {
    guard Int(place.rawValue) < latest.count else { return }
    var position = latest[Int(place.rawValue)]
    while position >= 0 {
      body(entries[Int(position)].event.sequence, entries[Int(position)].event.retractedBy)
      position = entries[Int(position)].earlier
    }
  }
}
