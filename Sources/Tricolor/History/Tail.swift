@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The events after the last sealed position, in memory, found by person.
///
/// Events lie in arrival order; each points back to the same person's one before it, and a table of open addressing finds the last.
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
  private(set) var personCount = 0

  init(base: UInt64) {
    self.base = base
    slots = Array(repeating: -1, count: 64)
  }

  /// Adds an event of a person, or (with a target) a retraction of one.
  ///
  /// - Complexity: O(1) amortized.
  mutating func append(_ event: HistoryEvent, of person: PersonID, target: UInt64 = 0) {
    if personCount * 4 >= slots.count { grow() }
    let slot = slot(of: person)
    let previous = slots[slot]
    if previous < 0 { personCount += 1 }
    slots[slot] = Int32(entries.count)
    entries.append(Entry(person: person, event: event, target: target, previous: previous))
  }

  /// Adds a person's entries with a sequence after `after` to a history, latest arrival first.
  func gather(_ person: PersonID, after: UInt64, into history: inout PersonHistory) {
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
