import RiskModel
import RiskPolicy

/// A pattern over point events, flattened: a set of classes, and what asks for more than a class.
struct EventMatcher: Sendable {
  /// The classes of which every event matches.
  let classes: ClassSet
  /// The positions of the patterns that look at an event's name too.
  let names: Range<Int>
  /// The classes of which some event may match.
  let candidates: ClassSet
}

/// A pattern that looks at an event's class and its name: an entry's place, a product, a kind of attestation.
struct NameMatcher: Sendable {
  let classes: ClassSet
  /// The positions of the accepted names in the policy's list; nil for all.
  let accepted: Range<Int>?
  /// The positions of those that are not.
  let except: Range<Int>
  /// The levels of which the place was designated as one, a bit each; 0 where that does not matter.
  let levels: UInt8
  /// So long before the event a designation may have ended.
  let lookbackSeconds: UInt32
}

extension ClassSet {
  /// The classes of which some point event may match a pattern.
  init(ofSomeMatching pattern: Pattern) {
    switch pattern.form {
    case .terms(let terms): self.init(terms.kind, where: terms.accepts)
    case .entry: self.init { $0 == .entry }
    case .stay: self.init()
    case .any(let members):
      self.init()
      for member in members { formUnion(ClassSet(ofSomeMatching: member)) }
    }
  }
}

/// A `stay` pattern.
struct StayMatcher: Sendable {
  let rule: Int
  /// One bit a level, at the level's code.
  let levels: UInt8
  let lookbackSeconds: UInt32
  /// The positions of the places in the policy's list; nil for everywhere.
  let within: Range<Int>?
  /// An open stay is over after so long; nil for never.
  let openForSeconds: UInt32?
  /// A shorter stay does not match.
  let atLeastSeconds: UInt32

  func accepts(_ level: RiskLevel) -> Bool { levels & 1 << level.rawValue != 0 }

  /// Whether a stay ends, for the pattern, where the person's stays say it does, and is long enough.
  var takesStaysAsTheyAre: Bool { openForSeconds == nil && atLeastSeconds == 0 }
}

extension CompiledPolicy {
  /// Whether an event matches.
  func matches(_ matcher: Int, _ event: HistoryEvent, _ circumstances: Circumstances) -> Bool {
    if matchers[matcher].classes.contains(event.eventClass) { return true }
    for index in matchers[matcher].names {
      let name = names[index]
      guard name.classes.contains(event.eventClass) else { continue }
      if let accepted = name.accepted, !isPlace(event.place, belowAnyOf: accepted, circumstances.places) { continue }
      if isPlace(event.place, belowAnyOf: name.except, circumstances.places) { continue }
      if name.levels == 0 || circumstances.isDesignated(event.place, as: name.levels, at: event.at, lookbackSeconds: name.lookbackSeconds) {
        return true
      }
    }
    return false
  }

  /// Whether a place is one of those at the positions of the policy's list, or below one.
  ///
  /// - Complexity: O(depth · positions), the depth being at most 8.
  func isPlace(_ place: PlaceNumber, belowAnyOf positions: Range<Int>, _ tree: PlaceTree) -> Bool {
    if positions.isEmpty { return false }
    var current = place
    while current != .none {
      for position in positions where places[position] == current { return true }
      current = tree.parent(of: current)
    }
    return false
  }
}

extension Circumstances {
  /// Whether a place or one above it was designated as one of some levels at an instant, or up to so long before.
  func isDesignated(_ place: PlaceNumber, as levels: UInt8, at instant: Instant, lookbackSeconds: UInt32) -> Bool {
    let seconds = instant.secondsSinceEpoch
    // Those that end after this: at the earliest instant no designation has ended yet.
    let after = seconds < lookbackSeconds ? Instant.earliest : Instant(uncheckedSeconds: seconds - lookbackSeconds)
    var isFound = false
    var current = place
    while current != .none, !isFound {
      designations.forEach(at: current, after: after, before: instant.advanced(bySeconds: 1), knowledge: knowledge) { designation in
        if levels & 1 << designation.level.rawValue != 0 { isFound = true }
      }
      current = places.parent(of: current)
    }
    return isFound
  }
}
