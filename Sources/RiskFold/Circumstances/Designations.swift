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

/// All `place-risk` events, those of each place in `(at, sequence)` order.
package struct Designations: Sendable {
  /// The events of each designated place.
  private var lists: [[DesignationEvent]] = []
  /// The position of each place's list, by the place's number, -1 for none.
  private var listOfPlace: [Int32] = []
  /// The list of each event, in order of sequence.
  private var order: [(sequence: UInt64, list: Int32)] = []

  package init() {}

  /// Enters an event, later in sequence than every one before. O(events of that place with a later `at`).
  package mutating func insert(_ event: DesignationEvent, at place: PlaceNumber) {
    precondition(order.last.map { $0.sequence < event.sequence } ?? true, "designations are entered in order of sequence")
    let number = Int(place.rawValue)
    if number >= listOfPlace.count { listOfPlace.append(contentsOf: repeatElement(-1, count: number + 1 - listOfPlace.count)) }
    if listOfPlace[number] < 0 {
      listOfPlace[number] = Int32(lists.count)
      lists.append([])
    }
    let list = Int(listOfPlace[number])
    var index = lists[list].count
    while index > 0, lists[list][index - 1].at > event.at { index -= 1 }
    lists[list].insert(event, at: index)
    order.append((event.sequence, Int32(list)))
  }

  /// Marks an event as named by a retraction. False where no event of that sequence is here. O(log events + events of that place).
  package mutating func retract(_ sequence: UInt64, by retraction: UInt64) -> Bool {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if order[middle].sequence < sequence { low = middle + 1 } else { high = middle }
    }
    guard low < order.count, order[low].sequence == sequence else { return false }
    let list = Int(order[low].list)
    guard let index = lists[list].firstIndex(where: { $0.sequence == sequence }) else { return false }
    lists[list][index].retractedBy = retraction
    return true
  }

  /// The places that some event names, in order of number.
  package var designatedPlaces: [PlaceNumber] {
    listOfPlace.indices.filter { listOfPlace[$0] >= 0 }.map { PlaceNumber(UInt32($0)) }
  }

  private func list(of place: PlaceNumber) -> Int? {
    guard Int(place.rawValue) < listOfPlace.count, listOfPlace[Int(place.rawValue)] >= 0 else { return nil }
    return Int(listOfPlace[Int(place.rawValue)])
  }

  /// Gives the designations that a place's own events amount to by a knowledge, latest first: those that begin before `before` and end after
  /// `after`.
  ///
  /// - Complexity: O(log events of that place + designations given); allocates nothing.
  @inline(__always)
  package func forEach(
    at place: PlaceNumber, after: Instant = .earliest, before: Instant = .never, knowledge: Knowledge, _ body: (Designation) -> Void
  ) {
    guard let list = list(of: place) else { return }
    // The first event at or past `before`: it may still end what began earlier.
    var low = 0
    var high = lists[list].count
    while low < high {
      let middle = (low + high) / 2
      if lists[list][middle].at < before { low = middle + 1 } else { high = middle }
    }
    var next = (risk: Instant.never, environment: Instant.never)
    var later = low
    while later < lists[list].count, next.risk == .never || next.environment == .never {
      let event = lists[list][later]
      later += 1
      guard knowledge.knows(event.sequence, retractedBy: event.retractedBy) else { continue }
      if event.level.track == .risk { next.risk = min(next.risk, event.at) } else { next.environment = min(next.environment, event.at) }
    }
    // Designations of one track do not overlap, so all before one that ends too early do so too.
    var isOver = (risk: false, environment: false)
    var index = low - 1
    while index >= 0, !isOver.risk || !isOver.environment {
      let event = lists[list][index]
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
    guard let list = list(of: place) else { return }
    for event in lists[list] { body(event.sequence, event.retractedBy) }
  }
}
