import RiskModel
import RiskPolicy

extension Pattern {
  /// The patterns without `any` that it is made of.
  var atoms: [Pattern] {
    if case .any(let members) = self { members.flatMap(\.atoms) } else { [self] }
  }

  /// Whether a point event of this fact matches, the designations of an entry's place aside. No stay matches: it takes a designation to meet.
  func matches(_ fact: Fact) -> Bool {
    func accepts<Word: Equatable>(_ list: [Word]?, _ word: Word) -> Bool { list?.contains(word) ?? true }
    return switch (self, fact) {
    case (.test(let methods, let results), .test(_, let method, let result)): accepts(methods, method) && accepts(results, result)
    case (.diagnosis(let list), .diagnosis(_, let status)): accepts(list, status)
    case (.contact(let list), .contact(_, let degree, _)): accepts(list, degree)
    case (.symptom(let list, let asked), .symptom(_, let signs, let history)):
      (list?.contains { signs.contains($0) } ?? true) && (asked ?? history) == history
    case (.quarantine(let phases, let modes), .quarantine(_, let phase, let mode)): accepts(phases, phase) && accepts(modes, mode)
    case (.determination(let list), .determination(_, let finding, _)): accepts(list, finding)
    case (.entry(let from, let except, _, _), .entry(_, let place)):
      (from?.contains { $0.contains(place) } ?? true) && !(except?.contains { $0.contains(place) } ?? false)
    case (.registration(let phases, let channels), .registration(_, let phase, let channel, _)):
      accepts(phases, phase) && accepts(channels, channel)
    case (.appeal(let phases, let channels), .appeal(_, _, let phase, let channel)): accepts(phases, phase) && accepts(channels, channel)
    case (.vaccination(let doses, let products), .vaccination(_, let dose, let product)): accepts(doses, dose) && accepts(products, product)
    case (.attestation(let kinds), .attestation(_, let kind, _)): accepts(kinds, kind)
    case (.any(let members), _): members.contains { $0.matches(fact) }
    default: false
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

extension Release {
  /// The releases without members that it is made of, in order.
  var leaves: [Release] {
    switch self {
    case .any(let members), .all(let members): members.flatMap(\.leaves)
    case .elapsed, .event, .negativeTests, .stated, .lifted: [self]
    }
  }
}

extension Rule {
  /// The patterns of point events by which two events may differ for the rule: of its `when`, its `given` and its `until`, with the negative tests
  /// that it counts and the positive ones that end a count.
  var atoms: [Pattern] {
    let releasing = (until?.leaves ?? []).flatMap { leaf -> [Pattern] in
      switch leaf {
      case .event(let pattern): pattern.atoms
      case .negativeTests(let tests):
        [.test(method: tests.acceptedMethods, result: [.negative]), .test(method: nil, result: [.positive])]
      case .elapsed, .stated, .lifted, .any, .all: []
      }
    }
    return when.atoms + (given?.leaves ?? []).flatMap(\.event.atoms) + releasing
  }

  /// Every duration that it speaks of, in seconds, in ascending order.
  var durations: [UInt32] {
    var found: Set<UInt32> = [afterSeconds]
    for leaf in until?.leaves ?? [] {
      switch leaf {
      case .elapsed(let period): found.insert(period.seconds)
      case .negativeTests(let tests): found.formUnion([tests.spacingSeconds, tests.notBeforeSeconds])
      case .event, .stated, .lifted, .any, .all: break
      }
    }
    found.remove(0)
    return found.sorted()
  }
}
