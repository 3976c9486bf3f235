import RiskModel
import RiskPolicy

extension Pattern {
  /// The patterns without `any` that it is made of.
  var atoms: [Pattern] {
    if case .any(let members) = self { members.flatMap(\.atoms) } else { [self] }
  }

  /// Whether a point event of this fact matches, the designations of an entry's place aside. No stay matches: it takes a designation to meet.
  func matches(_ fact: Fact) -> Bool {
    switch form {
    case .terms(let terms): return terms.matches(fact.fields)
    case .entry(let from, let except, _, _):
      guard case .entry(_, let place) = fact else { return false }
      return (from?.contains { $0.contains(place) } ?? true) && !(except?.contains { $0.contains(place) } ?? false)
    case .stay: return false
    case .any(let members): return members.contains { $0.matches(fact) }
    }
  }
}

extension Condition {
  /// What it asks for at its leaves, in order.
  var leaves: [Had] {
    switch self {
    case .had(let had): [had]
    case .not(let member): member.leaves
    case .any(let members), .all(let members): members.flatMap(\.leaves)
    }
  }
}

extension Rule {
  /// The patterns of point events by which two events may differ for the rule: of its `when`, its `given` and its `until`, with the negative tests
  /// that it counts and the positive ones that end a count.
  var atoms: [Pattern] {
    let releasing = (until?.leaves ?? []).flatMap(\.lookedAt).flatMap(\.atoms)
    return when.atoms + (given?.leaves ?? []).flatMap(\.event.atoms) + releasing
  }

  /// Every duration that it speaks of, in seconds, in ascending order.
  var durations: [UInt32] {
    var found: Set<UInt32> = [afterSeconds]
    for leaf in until?.leaves ?? [] {
      if let latest = leaf.latest { found.insert(latest.seconds) }
      if case .tests(let tests) = leaf.way { found.formUnion([tests.spacingSeconds, tests.notBeforeSeconds]) }
    }
    found.remove(0)
    return found.sorted()
  }
}
