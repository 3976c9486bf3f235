internal import Histories
public import RiskFold
internal import RiskInquiry
public import RiskModel

extension View {
  /// The person of a pseudonym, by what the view knows.
  package func person(of pseudonym: PersonID) -> Person { identities.person(of: pseudonym) }

  /// The events of a person that the view knows or adds, in `(at, sequence)` order: the one way to them for questions about a person.
  ///
  /// - Parameter instant: the instant that is asked about; nil for all time.
  /// - Throws: ``PersonErased``; ``EvidenceGone``.
  package func events(of person: Person, answering instant: Instant?) throws -> [HistoryEvent] {
    let events = try remainingEvents(of: person)
    // Not before: what is erased before it is read is not taken for all that there is.
    try requireAnswerable(person, at: instant)
    return events
  }

  /// - Throws: ``PersonErased``; ``EvidenceGone``.
  private func requireAnswerable(_ person: Person, at instant: Instant?) throws {
    try reader.requireNotErased(person.pseudonyms, by: knowledge)
    try reader.requireEvidence(of: person.pseudonyms, at: instant, knowing: knowledge.through)
  }

  /// The events of a person that are left, whatever is gone.
  func remainingEvents(of person: Person) throws -> [HistoryEvent] {
    try person.joined { pseudonym, events in
      events = additions.added(to: try reader.history(of: pseudonym).known(by: knowledge), of: pseudonym)
    }
  }

  func fold(_ person: Person, answering instant: Instant? = nil) throws -> PersonFold {
    let known = try events(of: person, answering: instant)
    return PersonFold(known, try circumstances(bearingOn: known))
  }

  /// A person's color at an instant, with its grounds and what they wait for. A person without a known event is green.
  ///
  /// - Complexity: O(the person's events), whatever the length of the log.
  /// - Throws: ``PersonErased``; ``EvidenceGone``; errors of the store.
  public func status(of person: PersonID, at instant: Instant) throws -> Status {
    let joined = self.person(of: person)
    return try fold(joined, answering: instant).status(of: joined, askedBy: person, at: instant).known(at: knownAt)
  }

  /// A person's color at an instant.
  public func color(of person: PersonID, at instant: Instant) throws -> Color {
    try fold(self.person(of: person), answering: instant).color(at: instant)
  }

  /// What a code says of a person at an instant: quicker than the status, and without its reasons.
  ///
  /// - Throws: as ``status(of:at:)``.
  package func standing(of person: PersonID, at instant: Instant) throws -> Standing {
    try fold(self.person(of: person), answering: instant).standing(askedBy: person, at: instant)
  }

  /// What codes say of persons at an instant, in this order; of many on all cores, a thousand in one transaction.
  ///
  /// - Throws: as ``status(of:at:)``.
  package func standings(of persons: [PersonID], at instant: Instant) throws -> [Standing] {
    // All designations are not read for a few persons, nor is added what the view adds.
    if persons.count < 256 || !additions.pseudonyms.isEmpty { return try persons.map { try standing(of: $0, at: instant) } }
    let (view, circumstances) = (self, try circumstances())
    return try persons.mapOnAllCores(inParts: (persons.count + 999) / 1_000) { part in
      let joined = part.map { view.person(of: $0) }
      var fold = PersonFold(circumstances)
      var standings: [Standing] = []
      standings.reserveCapacity(part.count)
      try view.reader.forEachHistory(of: joined.map(\.least), known: view.knowledge, into: &fold) { index, fold in
        standings.append(fold.standing(askedBy: part[part.startIndex + index], at: instant))
      }
      for person in joined { try view.requireAnswerable(person, at: instant) }
      return standings
    }
  }

  /// A person's color over all time, by what is known.
  public func timeline(of person: PersonID) throws -> Timeline {
    try fold(self.person(of: person)).timeline()
  }

  /// What a person was shown over all time: at each instant the color by what was recorded until then (semantics, section 6). From the last event
  /// known on it goes on as a forecast.
  ///
  /// - Complexity: one timeline for each instant at which something that concerns the person was recorded.
  /// - Throws: ``PersonErased``, also for a person that was shown as one that was erased since; ``EvidenceGone``; errors of the store.
  public func displayed(_ person: PersonID) throws -> Timeline {
    let pseudonyms = self.person(of: person).pseudonyms
    let excerpt = try excerpt(of: person)
    try reader.requireNotErased(pseudonyms, shownThrough: knownAt)
    try reader.requireEvidence(of: pseudonyms, at: nil, knowing: knownAt)
    return excerpt.displayed()
  }
}
