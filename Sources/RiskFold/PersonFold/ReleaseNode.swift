import RiskModel
import RiskPolicy

/// A node of a release's tree. A node's members follow it, each with its own members: the first at the next position, the others where the one
/// before ends.
struct ReleaseNode: Sendable {
  enum Kind: UInt8, Sendable {
    case elapsed, event, negativeTests, stated, lifted, any, all
  }

  let kind: Kind
  /// Where the tree below this node ends.
  var end: Int
  /// `elapsed`: how long.
  var seconds: UInt32 = 0
  /// `event`: the position of the matcher. `negativeTests`: that of the requirement.
  var operand = 0
}

/// What each form of release is in a compiled policy, when it is met for a hold, and what it still waits for: all that the fold knows of a form.
extension Compiler {
  /// Adds a release's tree. Returns the position of its root.
  mutating func add(_ release: Release) -> Int {
    let position = releases.count
    var node: ReleaseNode
    switch release {
    case .elapsed(let period):
      node = ReleaseNode(kind: .elapsed, end: 0, seconds: period.seconds)
    case .event(let pattern): node = ReleaseNode(kind: .event, end: 0, operand: matcher(of: pattern))
    case .negativeTests(let requirement):
      node = ReleaseNode(kind: .negativeTests, end: 0, operand: tests.count)
      tests.append(CompiledTests(requirement))
    case .stated: node = ReleaseNode(kind: .stated, end: 0)
    case .lifted: node = ReleaseNode(kind: .lifted, end: 0)
    case .any: node = ReleaseNode(kind: .any, end: 0)
    case .all: node = ReleaseNode(kind: .all, end: 0)
    }
    releases.append(node)
    switch release.shape {
    case .any(let members), .all(let members):
      for member in members { _ = add(member) }
    case .leaf: break
    }
    node.end = releases.count
    releases[position] = node
    return position
  }
}

extension PersonFold {
  /// The instant at which a node of a release is met for a hold, ``Instant/never`` where it is not.
  func release(_ position: Int, of hold: Hold, _ policy: CompiledPolicy) -> Instant {
    let node = policy.releases[position]
    switch node.kind {
    case .elapsed: return hold.anchor == .never ? .never : hold.anchor.advanced(bySeconds: node.seconds)
    case .event: return firstMatch(of: node.operand, after: hold, policy)
    case .negativeTests: return metAt(node.operand, of: hold, policy)
    case .stated: return history[hold.trigger].until
    case .lifted: return hold.designationEnd
    case .any, .all:
      var met = node.kind == .any ? Instant.never : .earliest
      var member = position + 1
      while member < node.end {
        let instant = release(member, of: hold, policy)
        met = node.kind == .any ? min(met, instant) : max(met, instant)
        member = policy.releases[member].end
      }
      return met
    }
  }

  /// What a release, at its position in the policy's table, still waits for.
  func waitsFor(_ release: Release, _ position: Int, _ hold: Hold, _ policy: CompiledPolicy, at instant: Instant) -> WaitsFor {
    func met(_ position: Int) -> Instant { self.release(position, of: hold, policy) }
    func members(_ list: [Release], where isShown: (Instant) -> Bool) -> [WaitsFor] {
      var shown: [WaitsFor] = []
      var member = position + 1
      for release in list {
        if isShown(met(member)) { shown.append(waitsFor(release, member, hold, policy, at: instant)) }
        member = policy.releases[member].end
      }
      return shown
    }
    switch release {
    case .elapsed: return .elapsed(met(position).ifEver)
    case .stated: return .stated(met(position).ifEver)
    case .lifted: return .lifted(met(position).ifEver)
    case .event(let pattern): return .event(pattern)
    case .negativeTests:
      let tests = policy.tests[policy.releases[position].operand]
      let count = count(tests, for: hold, upTo: instant)
      return .negativeTests(have: count.have, need: tests.count, notBefore: count.nextCounts.ifEver)
    case .any(let list): return .any(members(list) { _ in true })
    case .all(let list): return .all(members(list) { $0 > instant })
    }
  }
}
