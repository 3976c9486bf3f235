package import RiskModel

/// A set of event classes: 256 bits.
package struct ClassSet: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  package init() {}

  /// The classes of some kind for which `matches` holds.
  package init(_ kind: EventKind, where matches: (EventClass) -> Bool) {
    for candidate in EventClass.all(of: kind) where matches(candidate) { insert(candidate) }
  }

  /// The classes for which `matches` holds.
  init(where matches: (EventClass) -> Bool) {
    for code in UInt8.min ... .max where matches(EventClass(rawValue: code)) { insert(EventClass(rawValue: code)) }
  }

  package mutating func insert(_ member: EventClass) {
    let bit = UInt64(1) << UInt64(member.rawValue & 63)
    switch member.rawValue >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  package mutating func formUnion(_ other: ClassSet) {
    words.0 |= other.words.0
    words.1 |= other.words.1
    words.2 |= other.words.2
    words.3 |= other.words.3
  }

  func union(_ other: ClassSet) -> ClassSet {
    var union = self
    union.formUnion(other)
    return union
  }

  package func contains(_ member: EventClass) -> Bool {
    let word =
      switch member.rawValue >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(member.rawValue & 63) & 1 != 0
  }

  /// Whether it holds some class for which `matches` holds.
  package func contains(where matches: (EventClass) -> Bool) -> Bool {
    ((0 as UInt8)...255).contains { contains(EventClass(rawValue: $0)) && matches(EventClass(rawValue: $0)) }
  }

  package static func == (left: ClassSet, right: ClassSet) -> Bool { left.words == right.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
