internal import EventLog
package import Histories
internal import LMDB
package import RiskFold
package import RiskModel
internal import Synchronization

/// What a view knows of one person.
package struct KnownPerson: Sendable {
  package let person: Person
  /// Those that are known or added, in `(at, sequence)` order.
  package let events: [HistoryEvent]
  /// All that the log says of each of the person's pseudonyms, known or not, in the order of these.
  package let histories: [PersonHistory]
}

extension View {
  /// Calls `body` with everyone, of those that the view answers for, of whom the log has some event, known or not, or the view adds one, on all cores; persons for whom it answers nil are
  /// left out.
  ///
  /// - Parameters:
  ///   - instant: the instant that is asked about; nil for all time.
  ///   - beginning: called first, and where everyone must be asked for again: what `body` has kept besides its results is to be let go.
  /// - Returns: the results, each under the least pseudonym, in ascending order.
  /// - Complexity: O(events).
  /// - Throws: ``EvidenceGone``; errors of the store.
  package func mapEveryone<Result: Sendable>(
    answering instant: Instant? = nil, _ progress: (@Sendable (Int) -> Bool)?, beginning: () -> Void = {},
    _ body: @escaping @Sendable (KnownPerson) -> Result?
  ) throws -> [(person: PersonID, result: Result)] {
    try reader.whileNothingIsErased {
      try reader.requireEvidenceOfEveryone(at: instant, knowing: knowledge.through)
      return try mapRemaining(progress, beginning: beginning, body)
    }
  }

  /// The same of the evidence that is left, whatever is gone.
  func mapRemaining<Result: Sendable>(
    _ progress: (@Sendable (Int) -> Bool)?, beginning: () -> Void = {}, _ body: @escaping @Sendable (KnownPerson) -> Result?
  ) throws -> [(person: PersonID, result: Result)] {
    let (knowledge, identities, added, home, severed) = (knowledge, identities, Set(additions.pseudonyms), home, try severedPseudonyms())
    let parts = try reader.mapPseudonyms(progress, beginning: beginning) { pseudonym, history -> Result? in
      // Persons of several pseudonyms, and those of whom something is added, come afterwards.
      if identities.position(of: pseudonym) != nil || added.contains(pseudonym) || !home.contains(pseudonym) { return nil }
      if !severed.isEmpty, severed.contains(pseudonym) { return nil }
      return body(KnownPerson(person: Person(pseudonym), events: history.known(by: knowledge), histories: [history]))
    }
    var all = parts.flatMap { zip($0.persons, $0.results).map { (person: $0, result: $1) } }
    let apart = personsApart(besides: severed).filter { home.contains($0.least) }
    guard !apart.isEmpty else { return all }
    all += try apart.mapOnAllCores(inParts: 16) { part in
      try part.compactMap { person in try body(knownPerson(person)).map { (person: person.least, result: $0) } }
    }
    return all.sorted { $0.person < $1.person }
  }

  /// The persons whose events lie in more than one place: of several pseudonyms, or with something added. In ascending order.
  ///
  /// - Parameter severed: those of ``severedPseudonyms()``.
  func personsApart(besides severed: Set<PersonID>) -> [Person] {
    let added = additions.pseudonyms.map(person(of:))
    // A view from before an erasure knows the links of that time.
    return Set(added + identities.joined).filter { reader.erasure(of: $0.least) == nil && !severed.contains($0.least) }
      .sorted { $0.least < $1.least }
  }

  /// The pseudonyms of persons that the view holds to be one that was erased since, by a link that was retracted later: of them it knows no color.
  ///
  /// - Complexity: O(1) where the view knows no such link, else O(persons), a hash each.
  func severedPseudonyms() throws -> Set<PersonID> {
    let keys = Set(reader.state.withLock { $0.severed }.values.joined().filter { $0.isKnown(by: knowledge) }.map(\.severance.key))
    if keys.isEmpty { return [] }
    let parts = try reader.mapPseudonyms(nil) { pseudonym, _ in keys.contains(Subject.person(pseudonym).key) ? true : nil }
    return Set(parts.flatMap(\.persons).flatMap { person(of: $0).pseudonyms })
  }

  private func knownPerson(_ person: Person) throws -> KnownPerson {
    KnownPerson(
      person: person, events: try remainingEvents(of: person), histories: try person.pseudonyms.map { try reader.history(of: $0) })
  }
}
