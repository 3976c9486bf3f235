internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// A place of the log as far as live colors need it.
struct LiveEvent: Sendable {
  /// The persons that an event may recolor.
  enum Subject: Sendable {
    case person(PersonID)
    /// The persons of two pseudonyms.
    case identity(PersonID, PersonID)
    /// The persons that stayed below a place, or came from there.
    case place(PlaceNumber)
    case everyone
    /// No person's: the place holds no event.
    case none
  }

  let sequence: UInt64
  let recordedAt: Instant
  let subject: Subject
  /// Whether it is a stay, or retracts one.
  let touchesStays: Bool
  /// Where the person came from, if it is an arrival.
  let arrivedFrom: PlaceNumber
}

extension LiveEvent {
  /// A place that holds no event, at which nothing but time goes on.
  init(passing entry: LogEntry) {
    self.init(sequence: entry.sequence, recordedAt: entry.recordedAt, subject: .none, touchesStays: false, arrivedFrom: .none)
  }
}

extension Reader {
  /// The places after a sequence, at most so many.
  func liveEvents(after sequence: UInt64, limit: Int) throws -> [LiveEvent] {
    try readUntilCurrent(about: EmptyCollection()) { transaction in
      let manifest = try manifest(transaction)
      var events: [LiveEvent] = []
      try log.forEachEntry(from: sequence + 1, transaction) { entry, block in
        guard events.count < limit else { return false }
        guard case .event(let record) = entry else {
          events.append(LiveEvent(passing: entry))
          return true
        }
        var told = try log.event(record, block)
        if let target = record.target {
          guard let found = try log.event(target, transaction) else { throw log.damaged("no event of sequence \(target)") }
          told = found
        }
        let fact = told.event.fact
        var place = PlaceNumber.none
        if let named = fact.place {
          let found = try state.withLock { state in
            try state.requireCurrent(manifest)
            return try state.places.find(named) { try derived?.number(of: $0, transaction) }
          }
          place = found ?? .none
        }
        events.append(
          LiveEvent(
            sequence: record.sequence, recordedAt: record.recordedAt, subject: LiveEvent.Subject(fact, place),
            touchesStays: fact.eventClass == .stay, arrivedFrom: fact.eventClass == .entry ? place : .none))
        return true
      }
      return events
    }
  }

  /// The sequence of the policy that takes effect at each instant after one, through another.
  func policiesTakingEffect(after first: Instant, through last: Instant, known knowledge: Knowledge) -> [Instant: UInt64] {
    let policies = state.withLock { $0.policies }
      .filter { $0.at > first && $0.at <= last && knowledge.knows($0.sequence, retractedBy: $0.retractedBy) }
    // Of two at one instant the later in sequence takes effect.
    return Dictionary(policies.map { ($0.at, $0.sequence) }) { max($0, $1) }
  }
}

extension LiveEvent.Subject {
  /// - Parameter fact: the event's, or that of the event which a retraction names.
  /// - Parameter place: the number of the place that it names.
  fileprivate init(_ fact: Fact, _ place: PlaceNumber) {
    switch (fact.kind.subject, fact.person, fact.other) {
    case (.person, let person?, _): self = .person(person)
    case (.identity, let person?, let same?): self = .identity(person, same)
    case (.place, _, _): self = .place(place)
    case (.rules, _, _), (.target, _, _), (.person, nil, _), (.identity, _, _): self = .everyone
    }
  }
}
