package import RiskModel

/// A person: all pseudonyms that known links join to one another (semantics, section 3). Records carry pseudonyms, questions are about persons.
package struct Person: Hashable, Sendable {
  /// In ascending order, at least one.
  package let pseudonyms: [PersonID]

  /// A person of one pseudonym.
  package init(_ pseudonym: PersonID) {
    pseudonyms = [pseudonym]
  }

  /// - Precondition: in ascending order, at least one.
  init(pseudonyms: [PersonID]) {
    precondition(!pseudonyms.isEmpty, "a person has a pseudonym")
    self.pseudonyms = pseudonyms
  }

  /// The least pseudonym: what the person stands under in lists, counts and digests.
  package var least: PersonID { pseudonyms[0] }

  /// The person's events, in `(at, sequence)` order.
  ///
  /// - Parameter events: adds those of one pseudonym, in that order, to an empty array.
  /// - Complexity: O(*n* log *n*) for the *n* events of a person of several pseudonyms.
  package func joined(_ events: (_ pseudonym: PersonID, inout [HistoryEvent]) throws -> Void) rethrows -> [HistoryEvent] {
    var all: [HistoryEvent] = []
    if pseudonyms.count == 1 {
      try events(least, &all)
      return all
    }
    var own: [HistoryEvent] = []
    for (position, pseudonym) in pseudonyms.enumerated() {
      own.removeAll(keepingCapacity: true)
      try events(pseudonym, &own)
      for index in own.indices where own[index].eventClass.kind == .registration {
        // Registrations of different pseudonyms do not end one another.
        own[index].place = PlaceNumber(UInt32(position))
      }
      all += own
    }
    all.sort { $0.precedes($1) }
    return all
  }
}
