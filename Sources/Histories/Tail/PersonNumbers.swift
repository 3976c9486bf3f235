import RiskModel

/// Persons numbered from 0 as they come: a table of open addressing, which asks for 4 bytes a slot and no hashing beyond two multiplications.
struct PersonNumbers: Sendable {
  /// By number.
  package private(set) var persons: [PersonID] = []
  /// The number of a person at a slot, `UInt32.max` for none. A power of two of them, at most half of them taken.
  private var slots: [UInt32] = Array(repeating: .max, count: 64)

  /// The number of a person that came; nil for another.
  ///
  /// - Complexity: O(1) expected.
  package func number(of person: PersonID) -> Int? {
    let found = slots[slot(of: person)]
    return found == .max ? nil : Int(found)
  }

  /// The number of a person, the next one for a new person.
  ///
  /// - Complexity: O(1) expected, amortized.
  mutating func enter(_ person: PersonID) -> Int {
    let slot = slot(of: person)
    if slots[slot] != .max { return Int(slots[slot]) }
    let number = persons.count
    slots[slot] = UInt32(number)
    persons.append(person)
    if persons.count * 2 > slots.count { grow() }
    return number
  }

  /// The slot of a person, or the empty one where the person belongs.
  private func slot(of person: PersonID) -> Int {
    let mask = slots.count - 1
    // Pseudonyms may be of any make, or alike in their first bits: mix both halves (multiplication by a large odd number spreads low bits to high
    // ones).
    var slot = Int(truncatingIfNeeded: ((person.low ^ person.high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93) >> 32) & mask
    while slots[slot] != .max, persons[Int(slots[slot])] != person { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: .max, count: slots.count * 2)
    for (number, person) in persons.enumerated() { slots[slot(of: person)] = UInt32(number) }
  }
}
