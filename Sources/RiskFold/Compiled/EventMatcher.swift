import RiskModel

/// A pattern over point events, flattened: a set of classes, and the entries that depend on where they come from.
struct EventMatcher: Sendable {
  let classes: ClassSet
  /// The positions of the entry patterns that name places.
  let entries: Range<Int>

  /// The classes of which some event may match.
  var candidates: ClassSet {
    var all = classes
    if !entries.isEmpty { all.insert(.entry) }
    return all
  }
}

/// An `entry` pattern that names places, by their positions in the policy's list.
struct EntryMatcher: Sendable {
  /// Nil for everywhere.
  let from: Range<Int>?
  let except: Range<Int>
}

/// A `stay` pattern.
struct StayMatcher: Sendable {
  let rule: Int
  /// One bit a level, at the level's code.
  let levels: UInt8
  let lookbackSeconds: UInt32
  /// The positions of the places in the policy's list; nil for everywhere.
  let within: Range<Int>?

  func accepts(_ level: RiskLevel) -> Bool { levels & 1 << level.rawValue != 0 }
}

extension CompiledPolicy {
  /// Whether an event matches.
  func matches(_ matcher: Int, _ event: HistoryEvent, _ tree: PlaceTree) -> Bool {
    if matchers[matcher].classes.contains(event.eventClass) { return true }
    guard event.eventClass == .entry else { return false }
    for entry in matchers[matcher].entries {
      let from = entries[entry].from
      if let from, !isPlace(event.place, belowAnyOf: from, tree) { continue }
      if !isPlace(event.place, belowAnyOf: entries[entry].except, tree) { return true }
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
