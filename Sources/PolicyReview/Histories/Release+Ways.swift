import RiskModel
import RiskPolicy

extension Release {
  /// Whether something can meet it, for a hold of a trigger: evidence that the language of events can say, leaving the place, the end of a
  /// designation, or time alone.
  ///
  /// Exact, for holds that begin when the trigger does: each leaf is met by what asks for it whatever else is recorded, `any` by one of its
  /// members and `all` by all of them, at the latest of their instants.
  func canBeMet(after trigger: Trigger, in vocabulary: Vocabulary) -> Bool {
    switch shape {
    case .leaf(let leaf): leaf.canBeMet(after: trigger, in: vocabulary)
    case .any(let members): members.contains { $0.canBeMet(after: trigger, in: vocabulary) }
    case .all(let members): members.allSatisfy { $0.canBeMet(after: trigger, in: vocabulary) }
    }
  }

  /// A way out of a hold: a member of some `any`.
  struct Way {
    let member: Release
    /// The whole release without it.
    let rest: Release
    /// Where it stands, as in `any[1].all[0].any[2]`.
    let path: String
  }

  /// Every member of every `any` that has others beside it.
  var ways: [Way] {
    switch shape {
    case .any(let members):
      members.indices.flatMap { index -> [Way] in
        let path = "any[\(index)]"
        let inside = members[index].ways.map { way in
          Way(member: way.member, rest: .any(members.replacing(index, by: way.rest)), path: "\(path).\(way.path)")
        }
        guard members.count > 1 else { return inside }
        var others = members
        others.remove(at: index)
        return [Way(member: members[index], rest: .any(others), path: path)] + inside
      }
    case .all(let members):
      members.indices.flatMap { index in
        members[index].ways.map { way in
          Way(member: way.member, rest: .all(members.replacing(index, by: way.rest)), path: "all[\(index)].\(way.path)")
        }
      }
    case .leaf: []
    }
  }
}

extension ReleaseLeaf {
  fileprivate func canBeMet(after trigger: Trigger, in vocabulary: Vocabulary) -> Bool {
    let origin = trigger.anchor ?? trigger.begins
    switch way {
    case .elapsed(let period): return origin.shifted(by: Int(period.seconds)) != nil
    case .event(let pattern): return !vocabulary.facts(matching: pattern).isEmpty
    case .tests(let tests): return origin.shifted(by: Int(tests.notBeforeSeconds) + (tests.count - 1) * Int(tests.spacingSeconds)) != nil
    case .statedEnd: return trigger.event.fact.until != nil
    case .designationEnd: return trigger.event.fact.kind == .stay && trigger.designated != nil
    // What is not known may be.
    case .other: return true
    }
  }
}

extension [Release] {
  fileprivate func replacing(_ index: Int, by release: Release) -> [Release] {
    var copy = self
    copy[index] = release
    return copy
  }
}
