internal import RiskFold
internal import EventLog
internal import LMDB
package import RiskInquiry
package import RiskModel
internal import Synchronization

extension View {
  /// All that the log says that can bear on one person's color, with what the view leaves out, adds and puts in force.
  ///
  /// - Complexity: O(the person's events + designations of the places where the person stayed + policies), whatever the length of the log.
  /// - Throws: ``PersonErased``; ``EvidenceGone``; errors of the store.
  package func excerpt(of person: PersonID) throws -> Excerpt {
    let (subjects, own) = try reader.evidence(bearingOn: person, through: knownAt, adding: additions.list.map(\.event))
    let others = try subjects.filter { !$0.isPerson }.flatMap { try reader.entries(of: $0, in: knownAt) }
    var entries = (own + others).sorted { $0.sequence < $1.sequence }.withoutRepetition
    let end = try additions.list.isEmpty ? nil : reader.lastRecord(through: knownAt)
    for addition in additions.list where subjects.contains(where: { $0.holds(addition.event.fact) }) {
      entries.append(
        .init(RecordedEvent(sequence: addition.sequence, recordedAt: addition.recordedAt ?? end ?? .earliest, event: addition.event)))
    }
    try reader.requireNotErased(self.person(of: person).pseudonyms)
    return try Excerpt(of: person, knownAt: knownAt, entries: entries, leavingOut: knowledge.without, under: override)
  }
}

extension Reader {
  /// The subjects whose events can bear on a person's color: the links and the events of every pseudonym that some link up to a sequence joined at
  /// any time, each place where they stayed or came from and each above it, the policies.
  package func subjects(bearingOn person: PersonID, through last: UInt64) throws -> [Subject] {
    try evidence(bearingOn: person, through: last).subjects
  }

  /// The same, with the events of the person's pseudonyms, by which they are found.
  fileprivate func evidence(
    bearingOn person: PersonID, through last: UInt64, adding additions: [Event] = []
  ) throws -> (subjects: [Subject], own: [Excerpt.Entry]) {
    let added = additions.compactMap { if case .link(let one, let other) = $0.fact { (one, other) } else { nil } }
    let recorded = state.withLock { $0.links }.filter { $0.sequence <= last }.map { ($0.linked.person, $0.linked.same) }
    let pseudonyms = Identities(recorded + added).person(of: person).pseudonyms
    let own = try pseudonyms.flatMap { try entries(of: .person($0), in: last) }
    let assumed = additions.filter { $0.fact.person.map(pseudonyms.contains) ?? false }
    return (Subject.bearing(on: pseudonyms, with: own.lazy.map(\.event.event) + assumed), own)
  }

  fileprivate func entries(of subject: Subject, in size: UInt64) throws -> [Excerpt.Entry] {
    try events(of: subject, in: size).map { Excerpt.Entry($0.event, target: $0.target) }
  }

  /// When the last event up to a sequence was recorded; nil for none.
  package func lastRecord(through sequence: UInt64) throws -> Instant? {
    try log.environment.read { try log.entry(sequence, $0)?.recordedAt }
  }
}

extension Subject {
  /// The subjects whose events can bear on the color of a person who has these pseudonyms and events.
  package static func bearing(on pseudonyms: [PersonID], with events: some Sequence<Event>) -> [Subject] {
    var places: Set<Place> = []
    for event in events {
      var above = event.fact.designatedPlace
      while let current = above, places.insert(current).inserted { above = current.parent }
    }
    return pseudonyms.flatMap { [.person($0), .links($0)] } + places.sorted().map { .place($0) } + [.policies]
  }

  fileprivate var isPerson: Bool { if case .person = self { true } else { false } }

  /// Whether an event of this fact, which is no retraction, is about this subject.
  package func holds(_ fact: Fact) -> Bool {
    switch self {
    case .person(let person): fact.personAlone == person
    case .links(let person): fact.kind.subject == .identity && (fact.person == person || fact.other == person)
    case .place(let place): fact.kind.subject == .place && fact.place == place
    case .policies: fact.kind.subject == .rules
    }
  }
}

extension [Excerpt.Entry] {
  /// Each event once: a link is an event of two subjects.
  package var withoutRepetition: [Excerpt.Entry] {
    indices.filter { $0 == 0 || self[$0].sequence != self[$0 - 1].sequence }.map { self[$0] }
  }
}
