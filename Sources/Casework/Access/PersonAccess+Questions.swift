public import RiskFold
public import RiskInquiry
public import RiskModel
public import Tricolor

/// The questions. Each throws `AccessError/refused(_:operator:purpose:_:)` where the purpose does not need the answer or the person is out of the operator's
/// reach, and the errors of the store; its complexity is that of the view's question of the same name, and a commit.
extension PersonAccess {
  /// As `View.color`.
  public func color(of person: PersonID, at instant: Instant, asKnownAt known: KnownAt = .latest) throws -> Color {
    try ask(.color, about: person, known) { try $0.color(of: person, at: instant) }
  }

  /// What the color of a person asks of that person.
  public func measure(of person: PersonID, at instant: Instant, asKnownAt known: KnownAt = .latest) throws -> Measure {
    try ask(.measure, about: person, known) { Measure(for: try $0.color(of: person, at: instant)) }
  }

  /// As `View.status`.
  public func status(of person: PersonID, at instant: Instant, asKnownAt known: KnownAt = .latest) throws -> Status {
    try ask(.status, about: person, known) { try $0.status(of: person, at: instant) }
  }

  /// As `View.status`, of many persons: an entry for each, in one commit.
  public func statuses(of persons: [PersonID], at instant: Instant, asKnownAt known: KnownAt = .latest) throws -> [Status] {
    let view = try store.reader.view(asKnownAt: known)
    try record(.status, about: persons)
    return try persons.map { try view.status(of: $0, at: instant) }
  }

  /// As `View.timeline`.
  public func timeline(of person: PersonID, asKnownAt known: KnownAt = .latest) throws -> Timeline {
    try ask(.timeline, about: person, known) { try $0.timeline(of: person) }
  }

  /// As `View.displayed`.
  public func displayed(_ person: PersonID, asKnownAt known: KnownAt = .latest) throws -> Timeline {
    try ask(.timeline, about: person, known) { try $0.displayed(person) }
  }

  /// Every event of the person, retractions included, in order of sequence.
  public func events(of person: PersonID) throws -> [RecordedEvent] {
    try ask(.events, about: person, .latest) { view in
      try view.person(of: person).pseudonyms.flatMap { try store.reader.leaves(of: .person($0), in: view.knownAt) }
        .compactMap { $0.event?.event }.sorted { $0.sequence < $1.sequence }
    }
  }

  /// As `View.investigate`.
  public func investigate(_ person: PersonID, during period: Range<Instant>, asKnownAt known: KnownAt = .latest) throws -> Investigation {
    try ask(.inquiry, about: person, known) { try $0.investigate(person, during: period) }
  }

  /// As `View.decisiveEvidence`.
  public func decisiveEvidence(
    of person: PersonID, at instant: Instant, asKnownAt known: KnownAt = .latest
  ) throws -> DecisiveEvidence {
    try ask(.inquiry, about: person, known) { try $0.decisiveEvidence(of: person, at: instant) }
  }

  /// As `View.pathToGreen`.
  public func pathToGreen(of person: PersonID, from instant: Instant, asKnownAt known: KnownAt = .latest) throws -> PathToGreen {
    try ask(.inquiry, about: person, known) { try $0.pathToGreen(of: person, from: instant) }
  }

  /// As `View.cases`.
  public func cases(of person: PersonID, asKnownAt known: KnownAt = .latest) throws -> [Case] {
    try ask(.appeals, about: person, known) { try $0.cases(of: person) }
  }

  /// As `View.cascade`; each person in the answer is judged and has an entry like the index case, before it is given.
  public func cascade(from index: PersonID, asKnownAt known: KnownAt = .latest) async throws -> Cascade {
    let view = try store.reader.view(asKnownAt: known)
    try record(.contacts, about: [index])
    let found = try await view.cascade(from: index)
    try record(.contacts, about: found.members.map(\.person))
    return found
  }

  /// What was asked about a person, as ``AccountableReader/reads(of:)``.
  public func reads(of person: PersonID) throws -> ReadsAnswer {
    try record(.reads, about: [person])
    return try store.reads(of: person)
  }

  /// Everyone's color, as `View.recolor`: for an operator with jurisdiction everywhere, on a stated legal basis.
  ///
  /// - Parameter instant: the instant asked about.
  /// - Parameter legalBasis: the law or order that allows it, 1 to 256 bytes.
  /// - Parameter known: what is known.
  public func recolor(at instant: Instant, legalBasis: Text, asKnownAt known: KnownAt = .latest) async throws -> Recoloring {
    let view = try store.reader.view(asKnownAt: known)
    try recordForEveryone(legalBasis: legalBasis)
    return try await view.recolor(at: instant)
  }

  /// Records a question about a person, and then answers it.
  private func ask<Answer>(
    _ question: Question, about person: PersonID, _ known: KnownAt, _ answer: (View) throws -> Answer
  ) throws -> Answer {
    // What is known is looked for first: a position past the end is no question.
    let view = try store.reader.view(asKnownAt: known)
    try record(question, about: [person])
    return try answer(view)
  }
}

/// The questions of a checkpoint: nothing but colors and what they ask of a person.
public struct CheckpointAccess: Sendable {
  let access: PersonAccess

  /// As ``PersonAccess/color(of:at:asKnownAt:)``, by all that is known.
  public func color(of person: PersonID, at instant: Instant) throws -> Color { try access.color(of: person, at: instant) }

  /// As ``PersonAccess/measure(of:at:asKnownAt:)``, by all that is known.
  public func measure(of person: PersonID, at instant: Instant) throws -> Measure { try access.measure(of: person, at: instant) }
}
