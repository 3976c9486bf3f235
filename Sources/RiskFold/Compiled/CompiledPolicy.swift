package import RiskModel
package import RiskPolicy

/// A policy made ready for the fold: patterns as sets of classes, places as numbers, releases as flat trees.
///
/// Everything that the fold touches is plain old data in a few arrays behind one reference, so that folding a million persons counts next to no
/// references.
package final class CompiledPolicy: Sendable {
  /// The policy as published.
  package let policy: Policy
  /// One a rule, in the policy's order.
  package let rules: [CompiledRule]
  /// The `stay` patterns of all rules, rule by rule.
  let stays: [StayMatcher]
  /// The releases of all rules, each tree in pre-order.
  let releases: [ReleaseNode]
  /// By node of a release: which events bear on it.
  let bearings: [ReleaseBearing]
  let tests: [CompiledTests]
  let matchers: [EventMatcher]
  /// The patterns that look at an event's name.
  let names: [NameMatcher]
  /// The conditions of all rules, each tree in pre-order.
  let conditions: [ConditionNode]
  let earlier: [CompiledHad]
  /// The names of all patterns, pattern by pattern; none for one that no event has.
  let places: [PlaceNumber]
  /// The classes of which some event may open a hold by itself.
  let triggers: ClassSet
  /// What all but the triggers is from: another policy of the same rules has it too.
  private let compiler: Compiler

  /// - Parameters:
  ///   - other: one of which the rules may be the same: then they are not compiled again.
  ///   - leavingReleasesToFold: whether nothing is to be known of the forms of release without the fold: slower, with the same answers.
  ///   - number: the number of a name (``Policy/directoryNames``), or nil where no event has it or a place below it.
  /// - Throws: what `number` throws.
  package init(
    _ policy: Policy, after other: CompiledPolicy? = nil, leavingReleasesToFold: Bool = false, number: (Place) throws -> PlaceNumber?
  ) rethrows {
    self.policy = policy
    if let other, other.policy.rules == policy.rules, other.compiler.leavesReleasesToFold == leavingReleasesToFold {
      compiler = other.compiler
    } else {
      compiler = Compiler(policy.rules, leavingReleasesToFold: leavingReleasesToFold)
    }
    places = try compiler.directoryNames.map { try number($0) ?? .none }
    rules = compiler.rules
    stays = compiler.stays
    releases = compiler.releases
    bearings = compiler.bearings
    tests = compiler.tests
    matchers = compiler.matchers
    names = compiler.names
    conditions = compiler.conditions
    earlier = compiler.earlier
    triggers = compiler.rules.reduce(into: ClassSet()) { $0.formUnion($1.candidates) }
  }
}

extension CompiledPolicy {
  /// The classes of which an event may open a hold of some rule, or bear on whether another event does.
  package var openingClasses: ClassSet { triggers.union(conditionClasses) }

  /// The classes of which an event may release a hold of some rule, or bear on whether another event opens one.
  package var releasingClasses: ClassSet { bearings.reduce(conditionClasses) { $0.union($1.shortening) } }

  /// The classes of which an event may make a hold of some rule last longer.
  package var lengtheningClasses: ClassSet { bearings.reduce(ClassSet()) { $0.union($1.lengthening) } }

  /// Those of which an event may bear on whether some rule's `given` holds.
  private var conditionClasses: ClassSet { earlier.reduce(ClassSet()) { $0.union(matchers[$1.matcher].candidates) } }

  /// Whether an event of a class may make a hold of a rule last longer.
  package func mayLengthen(by eventClass: EventClass, holdsOfRuleAt position: Int) -> Bool {
    guard let root = rules[position].release else { return false }
    return bearings[root..<releases[root].end].contains { $0.lengthening.contains(eventClass) }
  }

  /// Whether some release has a form of which only the fold knows when it is met.
  package var hasReleasesOfTheFoldAlone: Bool { releases.contains { $0.way == .other } }

  /// The gravest color that a designation may give; nil where it gives none.
  package var colorOfDesignations: Color? {
    rules.filter { rule in
      !rule.stays.isEmpty || matchers[rule.trigger].names.contains { names[$0].levels != 0 }
    }.compactMap(\.color).max()
  }

  /// Whether a hold that a stay opens may be released at the stay's own end, or by a form of which that is not known.
  package var releasesStaysAsStated: Bool {
    rules.contains { rule in
      guard !rule.stays.isEmpty, let root = rule.release else { return false }
      return releases[root..<releases[root].end].contains { $0.way == .statedEnd || $0.way == .other }
    }
  }

  /// The classes of which an event may bear on whether a rule's `given` holds.
  package func askedClasses(byRuleAt position: Int) -> ClassSet {
    var classes = ClassSet()
    guard let root = rules[position].given else { return classes }
    for node in conditions[root..<conditions[root].end] where node.kind == .had {
      classes.formUnion(matchers[earlier[node.operand].matcher].candidates)
    }
    return classes
  }
}

/// A rule made ready for the fold.
package struct CompiledRule: Sendable {
  /// Nil for a rule that gives a notice.
  package let color: Color?
  /// A hold opens so long after its trigger begins.
  let afterSeconds: UInt32
  /// The position of its condition's root; nil for a rule without.
  let given: Int?
  /// The position of the matcher of point events.
  let trigger: Int
  /// The classes of which some event may open a hold by itself.
  let candidates: ClassSet
  /// The positions of its `stay` patterns.
  let stays: Range<Int>
  /// The position of its release's root; nil for a rule that never releases.
  let release: Int?
  /// What its release is certain to be at the latest.
  let bound: UpperBound
}

/// A requirement of negative tests made ready for the fold.
struct CompiledTests: Sendable {
  let count: Int
  let spacingSeconds: UInt32
  let notBeforeSeconds: UInt32
  /// Whether tests count from where the trigger begins, and not from the anchor.
  let startsAtBeginning: Bool
  /// Negative by an accepted method.
  let counting: ClassSet

  init(_ tests: NegativeTests) {
    count = tests.count
    spacingSeconds = tests.spacingSeconds
    notBeforeSeconds = tests.notBeforeSeconds
    startsAtBeginning = tests.origin == .opens
    counting = ClassSet(.test) { candidate in
      candidate.testResult == .negative && candidate.testMethod.map(tests.acceptedMethods.contains) ?? false
    }
  }
}

/// A node of a condition's tree. Its members follow it as those of a ``ReleaseNode``.
struct ConditionNode: Sendable {
  enum Kind: UInt8, Sendable {
    case had, not, any, all
  }

  let kind: Kind
  /// Where the tree below this node ends.
  var end = 0
  /// `had`: the position of what it asks for.
  var operand = 0
}

/// A requirement of earlier events made ready for the fold.
struct CompiledHad: Sendable {
  let matcher: Int
  /// Nil for however old.
  let withinSeconds: UInt32?
  let agoSeconds: UInt32
  let count: Int

  init(_ had: Had, matcher: Int) {
    self.matcher = matcher
    withinSeconds = had.within?.seconds
    agoSeconds = had.agoSeconds
    count = had.countInForce
  }
}
