@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The events after the last sealed position, in memory, found by person.
///
/// Events lie in arrival order; each points back to the same person's one before it, and a table of open addressing finds the last. Both are made
/// when somebody is asked about, so that a bulk load, which asks about nobody, does without.
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
  /// The position of a person's last entry, -1 for an empty slot; the number of slots is a power of two.
  private var slots: [Int32]
  /// How many entries can be found by person.
  private var indexedCount = 0
  private var indexedPersonCount = 0

  init(base: UInt64) {
    self.base = base
    slots = Array(repeating: -1, count: 64)
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
      if indexedPersonCount * 2 >= slots.count { grow() }
      let slot = slot(of: entries[indexedCount].person)
      if slots[slot] < 0 { indexedPersonCount += 1 }
      entries[indexedCount].previous = slots[slot]
      slots[slot] = Int32(indexedCount)
      indexedCount += 1
    }
  }

  /// How many persons there are. O(entries since somebody was asked about).
  mutating func countPersons() -> Int {
    index()
    return indexedPersonCount
  }

  /// Adds a person's entries with a sequence after `after` to a history, latest arrival first.
  ///
  /// - Complexity: O(the person's entries), and O(entries since somebody was asked about).
  mutating func gather(_ person: PersonID, after: UInt64, into history: inout PersonHistory) {
    index()
    var position = Int(slots[slot(of: person)])
    while position >= 0, entries[position].event.sequence > after {
      entries[position].add(to: &history)
      position = Int(entries[position].previous)
    }
  }

  private func slot(of person: PersonID) -> Int {
    let mask = slots.count - 1
    // Pseudonyms may be of any make: mix both halves (multiplication by a large odd number spreads low bits to high ones).
    var slot = Int(truncatingIfNeeded: ((person.low ^ person.high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93) >> 32) & mask
    while slots[slot] >= 0, entries[Int(slots[slot])].person != person { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let heads = slots.filter { $0 >= 0 }
    slots = Array(repeating: -1, count: slots.count * 2)
    for head in heads { slots[slot(of: entries[Int(head)].person)] = head }
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
