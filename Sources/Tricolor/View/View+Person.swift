public import RiskFold
internal import RiskInquiry
public import RiskModel

extension View {
  /// The person of a pseudonym, by what the view knows.
  func person(of pseudonym: PersonID) -> Person { identities.person(of: pseudonym) }

  /// The events of a person that the view knows or adds, in `(at, sequence)` order: the one way to them for questions about a person.
  func events(of person: Person) throws -> [HistoryEvent] {
    try person.joined { pseudonym, events in
      events = additions.added(to: try engine.history(of: pseudonym).known(by: knowledge), of: pseudonym)
    }
  }

  func fold(_ person: Person) throws -> PersonFold {
    let known = try events(of: person)
    return PersonFold(known, try circumstances(bearingOn: known))
  }

  /// A person's color at an instant, with its grounds and what they wait for. A person of whom nothing is known is green.
  ///
  /// - Complexity: O(the person's events), whatever the length of the log.
  /// - Throws: errors of the store.
  public func status(of person: PersonID, at instant: Instant) throws -> Status {
    let joined = self.person(of: person)
    return try fold(joined).status(of: joined, askedBy: person, at: instant).known(at: knownAt)
  }

  /// A person's color at an instant.
  public func color(of person: PersonID, at instant: Instant) throws -> Color {
    try fold(self.person(of: person)).color(at: instant)
  }

  /// A person's color over all time, by what is known.
  public func timeline(of person: PersonID) throws -> Timeline {
    try fold(self.person(of: person)).timeline()
  }

  /// What a person was shown over all time: at each instant the color by what was recorded until then (semantics, section 6). From the last event
  /// known on it goes on as a forecast.
  ///
  /// - Complexity: one timeline for each instant at which something that concerns the person was recorded.
  public func displayed(_ person: PersonID) throws -> Timeline { try excerpt(of: person).displayed() }
}
