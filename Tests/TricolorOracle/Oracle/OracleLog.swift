import RiskModel
import RiskPolicy

/// The oracle: a second evaluator, written straight from the semantics and for nothing but to be read beside them.
///
/// It shares the vocabulary with the library and no logic of evaluation: no ordering trick, no incremental state, no interval arithmetic beyond
/// what the semantics say in words. Where it is slow, it is slow on purpose; what it answers is what the library must answer.
///
/// Instants are seconds; ``never`` stands for "never" and "open" alike, since both are later than any instant.
struct OracleLog {
  /// The events with the sequence that the log gave them.
  let events: [RecordedEvent]
  /// The sequence of the retraction that names an event, by the event's sequence. An event is retracted at most once.
  let retractionOf: [UInt64: UInt64]
  /// The events with each pseudonym as their `person`, without links.
  let eventsOfPerson: [PersonID: [RecordedEvent]]
  /// The links.
  let links: [RecordedEvent]
  /// The designations of exactly each place.
  let eventsOfPlace: [Place: [RecordedEvent]]
  /// The policies, with their documents read.
  let policies: [(event: RecordedEvent, policy: Policy)]

  init(_ events: [RecordedEvent]) throws {
    self.events = events
    var named: [EventReference: UInt64] = [:]
    var retractionOf: [UInt64: UInt64] = [:]
    var policies: [(event: RecordedEvent, policy: Policy)] = []
    for event in events {
      if let id = event.event.id { named[.identifier(source: event.event.source, id: id)] = event.sequence }
      switch event.event.fact {
      case .retraction(.sequence(let sequence), _): retractionOf[sequence] = event.sequence
      case .retraction(let reference, _):
        guard let sequence = named[reference] else { throw OracleError.dangling(event) }
        retractionOf[sequence] = event.sequence
      case .policy(let document): policies.append((event, try Policy(json: document)))
      default: break
      }
    }
    self.retractionOf = retractionOf
    self.policies = policies
    var eventsOfPerson: [PersonID: [RecordedEvent]] = [:]
    var eventsOfPlace: [Place: [RecordedEvent]] = [:]
    for event in events {
      if event.fact.kind == .link { continue }
      if let person = event.event.fact.person { eventsOfPerson[person, default: []].append(event) }
      if case .placeRisk(let place, _, _) = event.event.fact { eventsOfPlace[place, default: []].append(event) }
    }
    self.eventsOfPerson = eventsOfPerson
    self.eventsOfPlace = eventsOfPlace
    links = events.filter { $0.fact.kind == .link }
  }

  /// The log of events that are known to be valid.
  static func ofValid(_ events: [RecordedEvent]) -> OracleLog? { try? OracleLog(events) }

  /// The sequence of the last event, 0 in an empty log.
  var lastSequence: UInt64 { events.last?.sequence ?? 0 }

  /// The last sequence with `recordedAt` up to an instant, 0 before the first.
  func lastSequence(recordedBy instant: Instant) -> UInt64 {
    events.last { $0.recordedAt <= instant }?.sequence ?? 0
  }
}

enum OracleError: Error {
  /// A retraction that names no earlier event.
  case dangling(RecordedEvent)
}

extension Instant {
  /// The seconds as the oracle computes with them.
  var seconds: Int { Int(secondsSinceEpoch) }
}

extension RecordedEvent {
  var at: Int { event.at.seconds }
  var fact: Fact { event.fact }
}
