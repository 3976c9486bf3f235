@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The events after the last sealed position, in memory, found by person.
///
/// Events lie in arrival order; each points back to the same person's one before it. That is made when somebody is asked about, so that a bulk
/// load, which asks about nobody, does without.
struct Tail: Sendable {
  /// A person's event or retraction.
  struct Entry: Sendable {
    var person: PersonID
    var event: HistoryEvent
    /// The sequence that a retraction names, 0 for an event.
    var target: UInt64
    /// The position of the person's entry before this, -1 for none.
    var previous: Int32
  }

  /// Every event after this sequence is here, if it has a person or retracts one that has.
  let base: UInt64
  private(set) var entries: [Entry] = []
  /// The persons who can be found.
  private var persons = PersonNumbers()
  /// The position of the last entry of each of them, by number.
  private var lastEntries: [Int32] = []
  /// How many entries can be found by person.
  private var indexedCount = 0

  init(base: UInt64) {
    self.base = base
  }

  /// Adds an event of a person, or (with a target) a retraction of one.
  ///
  /// - Complexity: O(1) amortized.
  mutating func append(_ event: HistoryEvent, of person: PersonID, target: UInt64 = 0) {
    entries.append(Entry(person: person, event: event, target: target, previous: -1))
  }

  /// Adds entries that nothing finds yet.
  ///
  /// - Complexity: O(entries) amortized.
  mutating func append(_ added: [Entry]) {
    entries.append(contentsOf: added)
  }

  /// Makes every entry findable by person.
  private mutating func index() {
    while indexedCount < entries.count {
      let number = persons.enter(entries[indexedCount].person)
      if number == lastEntries.count { lastEntries.append(-1) }
      entries[indexedCount].previous = lastEntries[number]
      lastEntries[number] = Int32(indexedCount)
      indexedCount += 1
    }
  }

  /// How many persons there are. O(entries since somebody was asked about).
  mutating func countPersons() -> Int {
    index()
    return lastEntries.count
  }

  /// Adds a person's entries with a sequence after `after` to a history, latest arrival first.
  ///
  /// - Complexity: O(the person's entries), and O(entries since somebody was asked about).
  mutating func gather(_ person: PersonID, after: UInt64, into history: inout PersonHistory) {
    index()
    guard let number = persons.number(of: person) else { return }
    var position = Int(lastEntries[number])
    while position >= 0, entries[position].event.sequence > after {
      entries[position].add(to: &history)
      position = Int(entries[position].previous)
    }
  }
}

extension Tail.Entry {
  func add(to history: inout PersonHistory) {
    if target == 0 {
      history.events.append(event)
    } else {
      history.retractions.append(PersonHistory.Retraction(target: target, sequence: event.sequence))
    }
  }
}

extension [Tail.Entry] {
  /// The entries in order of person, each person's in order of arrival.
  ///
  /// - Complexity: O(*n* log *n*); what is moved about is 16 bytes an entry, the entries themselves once.
  func orderedByPerson() -> [Tail.Entry] {
    var keys = indices.map { (high: self[$0].person.high, position: $0) }
    keys.sort { left, right in
      if left.high != right.high { return left.high < right.high }
      let (low, otherLow) = (self[left.position].person.low, self[right.position].person.low)
      return low != otherLow ? low < otherLow : left.position < right.position
    }
    return keys.map { self[$0.position] }
  }
}
