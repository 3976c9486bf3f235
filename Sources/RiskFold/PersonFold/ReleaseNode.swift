import RiskModel
import RiskPolicy

/// A node of a release's tree. A node's members follow it, each with its own members: the first at the next position, the others where the one
/// before ends.
struct ReleaseNode: Sendable {
  /// What a node is to the screens: a ``ReleaseLeaf/Way``, or some or all of its members.
  enum Way: UInt8, Sendable {
    case elapsed, event, tests, statedEnd, designationEnd, other, any, all
  }

  /// By which the fold goes.
  let form: Release.Form
  /// By which everything else goes.
  let way: Way
  /// Where the tree below this node ends.
  var end = 0
  /// `elapsed`: how long.
  var seconds: UInt32 = 0
  /// `event`: the position of the matcher. `negativeTests`: that of the requirement.
  var operand = 0
}

// What each form of release is in a compiled policy, when it is met for a hold, and what it still waits for: all that the fold knows of a form.

extension Compiler {
  /// Adds what the fold reads of a release to its node.
  mutating func fill(_ node: inout ReleaseNode, from release: Release) {
    switch release {
    case .elapsed(let period): node.seconds = period.seconds
    case .event(let pattern): node.operand = matcher(of: pattern)
    case .negativeTests(let requirement):
      node.operand = tests.count
      tests.append(CompiledTests(requirement))
    case .stated, .lifted, .any, .all: break
    }
  }
}

extension PersonFold {
  /// The instant at which a node of a release is met for a hold, ``Instant/never`` where it is not.
  func release(_ position: Int, of hold: Hold, _ policy: CompiledPolicy) -> Instant {
    let node = policy.releases[position]
    switch node.form {
    case .elapsed: return hold.anchor == .never ? .never : hold.anchor.advanced(bySeconds: node.seconds)
    case .event: return firstMatch(of: node.operand, after: hold, policy)
    case .negativeTests: return metAt(node.operand, of: hold, policy)
    case .stated: return history[hold.trigger].until
    case .lifted: return hold.designationEnd
    case .any, .all:
      var met = node.way == .any ? Instant.never : .earliest
      var member = position + 1
      while member < node.end {
        let instant = release(member, of: hold, policy)
        met = node.way == .any ? min(met, instant) : max(met, instant)
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
    case .elapsed, .stated, .lifted: return .time(release.form, met(position).ifEver)
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
