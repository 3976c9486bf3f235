@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel
import RiskPolicy

/// Consecutive events of the log as a state takes them in, but for the numbers of their places, which only the state knows: so several cores
/// may prepare them.
struct TakenEvents: Sendable {
  /// Those about persons.
  private(set) var entries: [Tail.Entry] = []
  /// Those about no person: designations, policies and retractions of these.
  private(set) var circumstances: [(record: CircumstanceRecord, policy: Policy?)] = []
  /// The places that they name, in order of sequence, each with what names it.
  private(set) var places: [(place: Place, user: PlaceUser)] = []
  private(set) var lastSequence: UInt64 = 0
  private(set) var recordedAt = Instant.earliest

  /// What names a place, by its position.
  enum PlaceUser: Sendable {
    case entry(Int)
    case circumstance(Int)
  }

  init(reserving count: Int = 0) {
    entries.reserveCapacity(count)
  }

  /// Adds the next event.
  ///
  /// - Throws: `Fault` for an event of a policy that is none.
  mutating func append(_ event: Event, sequence: UInt64, recordedAt: Instant, target: StagedEvent.Target?) throws(Fault) {
    lastSequence = sequence
    self.recordedAt = recordedAt
    let until = event.fact.until ?? .never
    let eventClass = event.fact.eventClass
    if let person = event.fact.person ?? target?.person {
      if let place = event.fact.place { places.append((place, .entry(entries.count))) }
      entries.append(
        Tail.Entry(
          person: person, event: HistoryEvent(at: event.at, until: until, sequence: sequence, eventClass: eventClass),
          target: target?.sequence ?? 0))
      return
    }
    if let place = event.fact.place { places.append((place, .circumstance(circumstances.count))) }
    var record = CircumstanceRecord(kind: event.fact.kind, at: event.at, sequence: sequence)
    record.until = until
    record.level = eventClass.riskLevel ?? .none
    record.target = target?.sequence ?? 0
    guard case .policy(let document) = event.fact else { return circumstances.append((record, nil)) }
    circumstances.append((record, try Policy(json: document)))
  }

  /// Gives each place its number.
  mutating func number(_ number: (Place) throws -> PlaceNumber) rethrows {
    for (place, user) in places {
      switch user {
      case .entry(let position): entries[position].event.place = try number(place)
      case .circumstance(let position): circumstances[position].record.place = try number(place)
      }
    }
  }
}
