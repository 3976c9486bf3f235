@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel
internal import Synchronization

/// An event of the log as far as live colors need it.
struct LiveEvent: Sendable {
  /// Whose color an event may change.
  enum Subject: Sendable {
    case person(PersonID)
    /// Everyone who stayed below a place.
    case place(PlaceNumber)
    case everyone
  }

  let sequence: UInt64
  let recordedAt: Instant
  let subject: Subject
  /// Whether it is a stay, or retracts one.
  let touchesStays: Bool
}

extension Engine {
  /// The events after a sequence, at most so many.
  func liveEvents(after sequence: UInt64, limit: Int) throws -> [LiveEvent] {
    try log.environment.read { transaction in
      var events: [LiveEvent] = []
      try log.forEachRecord(from: sequence + 1, transaction) { record, block in
        guard events.count < limit else { return false }
        var told = try log.event(record, block)
        if let target = record.target {
          guard let found = try log.event(target, transaction) else { throw log.damaged("no event of sequence \(target)") }
          told = found
        }
        let fact = told.event.fact
        var subject = LiveEvent.Subject.everyone
        if let person = fact.person {
          subject = .person(person)
        } else if let place = fact.place {
          subject = .place(
            try state.withLock { try $0.places.find(place) { try derived?.number(of: $0, transaction) } } ?? .none)
        }
        events.append(
          LiveEvent(
            sequence: record.sequence, recordedAt: record.recordedAt, subject: subject, touchesStays: fact.eventClass == .stay))
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
