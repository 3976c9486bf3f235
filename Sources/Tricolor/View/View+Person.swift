@_spi(Internals) public import RiskFold
internal import RiskInquiry
@_spi(Internals) public import RiskModel

extension View {
  func fold(_ person: PersonID) throws -> PersonFold {
    PersonFold(additions.added(to: try engine.history(of: person).known(by: knowledge), of: person), circumstances)
  }

  /// A person's color at an instant, with its grounds and what they wait for. A person of whom nothing is known is green.
  ///
  /// - Complexity: O(the person's events), whatever the length of the log.
  /// - Throws: errors of the store.
  public func status(of person: PersonID, at instant: Instant) throws -> Status {
    try fold(person).status(of: person, at: instant).known(at: knownAt)
  }

  /// A person's color at an instant.
  public func color(of person: PersonID, at instant: Instant) throws -> Color {
    try fold(person).color(at: instant)
  }

  /// A person's color over all time, by what is known.
  public func timeline(of person: PersonID) throws -> Timeline {
    try fold(person).timeline()
  }

  /// What a person was shown over all time: at each instant the color by what was recorded until then (semantics, section 6). From the last event
  /// known on it goes on as a forecast.
  ///
  /// - Complexity: one timeline for each instant at which something that concerns the person was recorded.
  public func displayed(_ person: PersonID) throws -> Timeline { try excerpt(of: person).displayed() }
}
