package import RiskFold
package import RiskModel

/// The events after the last sealed position, in memory, found by person.
///
/// Each event of a person points back to the same person's one before it. That is made when a person is asked about, so that a bulk load, which asks
/// about none, does without.
package struct Tail: Sendable {
  /// A person's event or retraction.
  package struct Entry: Sendable {
    package var person: PersonID
    package var event: HistoryEvent
    /// The sequence that a retraction names, 0 for an event.
    package var target: UInt64

    package init(person: PersonID, event: HistoryEvent, target: UInt64) {
      self.person = person
      self.event = event
      self.target = target
    }
  }

  /// Every event after this sequence is here, if it has a person or retracts one that has.
  package let base: UInt64
  package private(set) var entries = TailEntries()
  /// The persons that can be found.
  private var persons = PersonNumbers()
  /// The position of the last entry of each of them, by number.
  private var lastEntries: [Int32] = []
  /// By position: that of the person's entry before, -1 for none.
  private var previous: [Int32] = []

  package init(base: UInt64) {
    self.base = base
  }

  /// Adds entries that nothing finds yet, in order of sequence.
  ///
  /// - Complexity: O(1) for many at once, else O(entries) amortized.
  package mutating func append(_ added: consuming [Entry]) {
    entries.append(added)
  }

  /// What is left once everything up to a sequence is sealed.
  ///
  /// - Complexity: O(stretches + entries left of one).
  package func sealed(through sequence: UInt64) -> Tail {
    var rest = Tail(base: sequence)
    rest.entries = entries.after(sequence)
    return rest
  }

  /// What is left without some persons. O(entries).
  func without(_ persons: Set<PersonID>) -> Tail {
    var rest = Tail(base: base)
    var kept: [Entry] = []
    kept.reserveCapacity(entries.count)
    entries.forEach(from: 0) { entry in if !persons.contains(entry.person) { kept.append(entry) } }
    rest.append(kept)
    return rest
  }

  /// Makes every entry findable by person.
  private mutating func index() {
    guard previous.count < entries.count else { return }
    entries.forEach(from: previous.count) { entry in
      let number = persons.enter(entry.person)
      if number == lastEntries.count { lastEntries.append(-1) }
      let position = Int32(previous.count)
      previous.append(lastEntries[number])
      lastEntries[number] = position
    }
  }

  /// How many persons there are. O(entries since a person was asked about).
  package mutating func countPersons() -> Int {
    index()
    return lastEntries.count
  }

  /// Adds a person's entries with a sequence after `after` to a history, latest arrival first.
  ///
  /// - Complexity: O(the person's entries · log stretches), and O(entries since a person was asked about).
  package mutating func gather(_ person: PersonID, after: UInt64, into history: inout PersonHistory) {
    index()
    guard let number = persons.number(of: person) else { return }
    var position = Int(lastEntries[number])
    while position >= 0 {
      let entry = entries[position]
      if entry.event.sequence <= after { return }
      entry.add(to: &history)
      position = Int(previous[position])
    }
  }
}

extension Tail.Entry {
  package func add(to history: inout PersonHistory) {
    if target == 0 {
      history.events.append(event)
    } else {
      history.retractions.append(PersonHistory.Retraction(target: target, sequence: event.sequence))
    }
  }
}
