import RiskModel
import RiskPolicy

/// What the semantics answer at one knowledge, optionally under another policy and without some events.
struct Oracle {
  /// "Never", and the end of what is open: the first second that is no instant any more.
  static let never = Instant.latest.seconds + 1

  let log: OracleLog
  /// `K`.
  let knownAt: UInt64
  /// Replaces all policies: the one epoch begins at the earliest instant.
  let under: Policy?
  /// Sequences that are taken as if they had never been recorded.
  let without: Set<UInt64>

  init(_ log: OracleLog, knownAt: UInt64? = nil, under: Policy? = nil, without: Set<UInt64> = []) {
    self.log = log
    self.knownAt = knownAt ?? log.lastSequence
    self.under = under
    self.without = without
  }

  init(_ events: [RecordedEvent], knownAt: UInt64? = nil, under: Policy? = nil, without: Set<UInt64> = []) throws {
    self.init(try OracleLog(events), knownAt: knownAt, under: under, without: without)
  }

  /// The same at another knowledge.
  func known(at sequence: UInt64) -> Oracle { Oracle(log, knownAt: sequence, under: under, without: without) }
}

// Section 3: what is known at K.
extension Oracle {
  private func isRecorded(_ sequence: UInt64) -> Bool { sequence <= knownAt && !without.contains(sequence) }

  func isKnown(_ event: RecordedEvent) -> Bool {
    if case .retraction = event.fact { return false }
    if let retraction = log.retractionOf[event.sequence], isRecorded(retraction) { return false }
    return isRecorded(event.sequence)
  }

  /// The known ones of some events, by `(at, sequence)`.
  private func known(_ events: [RecordedEvent]?) -> [RecordedEvent] {
    (events ?? []).filter(isKnown).sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }
  }

  /// All pseudonyms that known links join to one, directly or through others, in ascending order.
  func pseudonyms(of one: PersonID) -> [PersonID] {
    var found: Set<PersonID> = [one]
    var count = 0
    while found.count > count {
      count = found.count
      for link in log.links where isKnown(link) {
        guard case .link(let person, let same) = link.fact, found.contains(person) || found.contains(same) else { continue }
        found.formUnion([person, same])
      }
    }
    return found.sorted()
  }

  func events(of person: PersonID) -> [RecordedEvent] { known(pseudonyms(of: person).flatMap { log.eventsOfPerson[$0] ?? [] }) }

  /// Each person of whose pseudonyms one is the `person` of a known event that is no link, by the least, in ascending order.
  var everyone: [PersonID] {
    Set(log.eventsOfPerson.keys.filter { !events(of: $0).isEmpty }.compactMap { pseudonyms(of: $0).first }).sorted()
  }

  /// A stay with what it covers, `[arrival, departure)`.
  struct Stay {
    let event: RecordedEvent
    let place: Place
    let arrival: Int
    let departure: Int
  }

  func stays(of person: PersonID) -> [Stay] {
    let stays = events(of: person).filter { $0.fact.kind == .stay }
    return stays.enumerated().compactMap { index, event in
      guard case .stay(_, let place, let until) = event.fact else { return nil }
      let next = index + 1 < stays.count ? stays[index + 1].at : Self.never
      let departure = until?.seconds ?? next
      return event.at < departure ? Stay(event: event, place: place, arrival: event.at, departure: departure) : nil
    }
  }

  /// A designation with what it covers, `[start, end)`.
  struct Designation {
    let place: Place
    let level: RiskLevel
    let start: Int
    let end: Int
  }

  /// The designations of exactly this place that designate something.
  func designations(ofExactly place: Place) -> [Designation] {
    let events = known(log.eventsOfPlace[place])
    var found: [Designation] = []
    for (index, event) in events.enumerated() {
      guard case .placeRisk(_, let level, let until) = event.fact else { continue }
      var end = until?.seconds ?? Self.never
      for later in events[(index + 1)...] {
        guard case .placeRisk(_, let laterLevel, _) = later.fact else { continue }
        if Self.isEnvironment(laterLevel) == Self.isEnvironment(level) { end = min(end, later.at) }
      }
      if level != .none, level != .decontaminated, event.at < end {
        found.append(Designation(place: place, level: level, start: event.at, end: end))
      }
    }
    return found
  }

  private static func isEnvironment(_ level: RiskLevel) -> Bool { level == .contaminated || level == .decontaminated }

  /// The designations whose place contains this one.
  func designations(containing place: Place) -> [Designation] {
    let parts = Self.components(place)
    return (1...parts.count).flatMap { count -> [Designation] in
      let path = parts[..<count].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
      guard let ancestor = try? Place(path) else { return [] }
      return designations(ofExactly: ancestor)
    }
  }

  static func components(_ place: Place) -> [[UInt8]] {
    place.path.string.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
  }

  static func contains(_ place: Place, _ other: Place) -> Bool { components(other).starts(with: components(place)) }
}

// Section 3 and 5: policies in force, and which of them governs a hold.
extension Oracle {
  struct Epoch {
    let start: Int
    /// The sequence of the event that published it; nil for one that a reading assumes.
    let sequence: UInt64?
    let policy: Policy
  }

  var epochs: [Epoch] {
    if let under { return [Epoch(start: 0, sequence: nil, policy: under)] }
    let policies = log.policies.filter { isKnown($0.event) }.sorted { ($0.event.at, $0.event.sequence) < ($1.event.at, $1.event.sequence) }
    return policies.enumerated().compactMap { index, one in
      let isReplacedAtOnce = index + 1 < policies.count && policies[index + 1].event.at == one.event.at
      return isReplacedAtOnce ? nil : Epoch(start: one.event.at, sequence: one.event.sequence, policy: one.policy)
    }
  }

  /// `governs(b, i)`: the epoch whose policy governs, in epoch `i`, a hold that begins at `b`; nil where nothing governs.
  static func governs(_ begins: Int, _ index: Int, _ epochs: [Epoch]) -> Int? {
    guard index >= 0 else { return nil }
    if epochs[index].policy.transitionInForce == .immediate || begins >= epochs[index].start { return index }
    return governs(begins, index - 1, epochs)
  }
}
