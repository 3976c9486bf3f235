import EventLog
internal import Histories
import RiskFold
import RiskModel
import RiskPolicy

/// Consecutive events of the log as a state takes them in, but for the numbers of places that are new to it: so several cores may prepare them.
struct TakenEvents: Sendable {
  /// Those about persons.
  private(set) var entries: [Tail.Entry] = []
  /// Those that bear on more than one person: designations, policies, links and retractions of these.
  private(set) var circumstances: [(record: CircumstanceRecord, policy: Policy?)] = []
  /// The places without a known number yet, in order of sequence, each with what names it.
  private(set) var places: [(place: Place, user: PlaceUser)] = []
  private(set) var lastSequence: UInt64 = 0
  private(set) var recordedAt = Instant.earliest
  private var documents = PolicyReader()

  /// What names a place, by its position.
  enum PlaceUser: Sendable {
    case entry(Int)
    case circumstance(Int)
  }

  init(reserving count: Int = 0) {
    entries.reserveCapacity(count)
  }

  /// Goes past the next place of the log, which holds no event.
  mutating func pass(sequence: UInt64, recordedAt: Instant) {
    lastSequence = sequence
    self.recordedAt = recordedAt
  }

  /// Goes past the places through a sequence, none of which is looked at.
  mutating func pass(through sequence: UInt64) { lastSequence = sequence }

  /// Adds the next event.
  ///
  /// - Parameter known: the state's places, or what they were a while ago: a place keeps its number.
  /// - Throws: `Fault` for an event of a policy that is none.
  mutating func append(_ event: Event, sequence: UInt64, recordedAt: Instant, target: StagedEvent.Target?, knowing known: PlaceDirectory)
    throws(Fault)
  {
    lastSequence = sequence
    self.recordedAt = recordedAt
    let fields = event.fact.fields
    let until = fields.until ?? .never
    let eventClass = fields.eventClass
    if let person = fields.kind.subject == .person ? fields.person : target?.personAlone {
      let place = fields.directoryName
      let placeNumber = place.map { known.known($0) ?? .none } ?? .none
      if let place, placeNumber == .none { places.append((place, .entry(entries.count))) }
      entries.append(
        Tail.Entry(
          person: person,
          event: HistoryEvent(at: event.at, until: until, sequence: sequence, place: placeNumber, eventClass: eventClass),
          target: target?.sequence ?? 0))
      return
    }
    // A retraction of a designation is about its place.
    let concerned = target.flatMap { $0.event.fact.kind.subject == .place ? $0.event : nil } ?? event
    var record = CircumstanceRecord(kind: fields.kind, at: concerned.at, sequence: sequence)
    if let place = concerned.fact.place {
      record.place = known.known(place) ?? .none
      if record.place == .none { places.append((place, .circumstance(circumstances.count))) }
    }
    record.until = until
    record.level = eventClass.riskLevel ?? .none
    record.target = target?.sequence ?? 0
    if let person = fields.person, let same = fields.other { record.linked = .init(person: person, same: same) }
    guard let document = fields.document else { return circumstances.append((record, nil)) }
    circumstances.append((record, try documents.policy(document)))
  }

  /// Gives each place that has none yet its number.
  mutating func number(_ number: (Place) throws -> PlaceNumber) rethrows {
    for (place, user) in places {
      switch user {
      case .entry(let position): entries[position].event.place = try number(place)
      case .circumstance(let position): circumstances[position].record.place = try number(place)
      }
    }
  }
}
