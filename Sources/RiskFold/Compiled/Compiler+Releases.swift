import RiskModel
import RiskPolicy

/// The classes of the events that bear on when a node of a release is met, one for each ``ReleaseNode``.
struct ReleaseBearing: Sendable {
  /// Those of which some event may make it met earlier.
  var shortening = ClassSet()
  /// Those of which some event may make it met later.
  var lengthening = ClassSet()

  /// Whether some negative test bears on it.
  var looksAtNegatives: Bool { shortening.contains(where: \.isNegativeTest) || lengthening.contains(where: \.isNegativeTest) }
}

extension Compiler {
  /// Adds a release's tree. Returns the position of its root.
  mutating func add(_ release: Release) -> Int {
    let position = releases.count
    var node: ReleaseNode
    var members: [Release] = []
    switch release.shape {
    case .leaf(let known):
      let leaf = leavesReleasesToFold ? ReleaseLeaf() : known
      node = ReleaseNode(form: release.form, way: ReleaseNode.Way(leaf.way))
      bearings.append(ReleaseBearing(shortening: ClassSet(ofAny: leaf.shortenedBy), lengthening: ClassSet(ofAny: leaf.lengthenedBy)))
    case .any(let list):
      node = ReleaseNode(form: release.form, way: .any)
      bearings.append(ReleaseBearing())
      members = list
    case .all(let list):
      node = ReleaseNode(form: release.form, way: .all)
      bearings.append(ReleaseBearing())
      members = list
    }
    fill(&node, from: release)
    releases.append(node)
    for member in members { _ = add(member) }
    releases[position].end = releases.count
    return position
  }
}

extension ReleaseNode.Way {
  fileprivate init(_ way: ReleaseLeaf.Way) {
    switch way {
    case .elapsed: self = .elapsed
    case .event: self = .event
    case .tests: self = .tests
    case .statedEnd: self = .statedEnd
    case .designationEnd: self = .designationEnd
    case .other: self = .other
    }
  }
}

extension ClassSet {
  /// The classes of which some event may match one of some patterns of point events; all for nil.
  fileprivate init(ofAny patterns: [Pattern]?) {
    guard let patterns else {
      self.init { _ in true }
      return
    }
    self.init()
    for pattern in patterns { formUnion(ClassSet(ofSomeMatching: pattern)) }
  }
}
