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
  /// The places without a known number yet, in order of sequence, and what names each.
  private var places: [Place] = []
  private var users: [PlaceUser] = []
  private(set) var lastSequence: UInt64 = 0
  private(set) var recordedAt = Instant.earliest
  private var documents = PolicyReader()

  /// What names a place, by its position.
  private enum PlaceUser: Sendable {
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
  /// - Throws: `Fault` for an event of a policy that is none.
  mutating func append(_ event: Event, sequence: UInt64, recordedAt: Instant, target: StagedEvent.Target?) throws(Fault) {
    lastSequence = sequence
    self.recordedAt = recordedAt
    let fields = event.fact.fields
    let until = fields.until ?? .never
    let eventClass = fields.eventClass
    if let person = fields.kind.subject == .person ? fields.person : target?.personAlone {
      if let place = fields.directoryName { note(place, of: .entry(entries.count)) }
      entries.append(
        Tail.Entry(
          person: person,
          event: HistoryEvent(at: event.at, until: until, sequence: sequence, place: .none, eventClass: eventClass),
          target: target?.sequence ?? 0))
      return
    }
    // A retraction of a designation is about its place.
    let concerned = target.flatMap { $0.event.fact.kind.subject == .place ? $0.event : nil } ?? event
    var record = CircumstanceRecord(kind: fields.kind, at: concerned.at, sequence: sequence)
    if let place = concerned.fact.place { note(place, of: .circumstance(circumstances.count)) }
    record.until = until
    record.level = eventClass.riskLevel ?? .none
    record.target = target?.sequence ?? 0
    if let person = fields.person, let same = fields.other { record.linked = .init(person: person, same: same) }
    guard let document = fields.document else { return circumstances.append((record, nil)) }
    circumstances.append((record, try documents.policy(document)))
  }

  private mutating func note(_ place: Place, of user: PlaceUser) {
    places.append(place)
    users.append(user)
  }

  /// Gives the places that a directory knows their numbers, all at once. It may be the state's of a while ago: a place keeps its number.
  mutating func find(in known: PlaceDirectory) {
    let numbers = known.known(places)
    var count = 0
    for (position, number) in numbers.enumerated() {
      if number == .none {
        (places[count], users[count]) = (places[position], users[position])
        count += 1
      } else {
        set(number, for: users[position])
      }
    }
    places.removeLast(places.count - count)
    users.removeLast(users.count - count)
  }

  /// Gives each place that has none yet its number.
  mutating func number(_ number: (Place) throws -> PlaceNumber) rethrows {
    for (place, user) in zip(places, users) { set(try number(place), for: user) }
  }

  private mutating func set(_ number: PlaceNumber, for user: PlaceUser) {
    switch user {
    case .entry(let position): entries[position].event.place = number
    case .circumstance(let position): circumstances[position].record.place = number
    }
  }
}
