import RiskModel

extension CompiledPolicy {
  /// The leaves of a rule's release where it is met once one of them is; none where nothing releases, nil where the release asks for more.
  fileprivate func alternatives(of rule: CompiledRule) -> [ReleaseNode]? {
    let nodes = releaseNodes(of: rule)
    return nodes.contains { $0.way == .all } ? nil : nodes.filter { $0.way != .any }
  }

  /// The positions of the nodes of a rule's release one of which is enough: leaves, and those of which all must be met.
  private func enough(_ rule: CompiledRule) -> [Int] {
    guard let root = rule.release else { return [] }
    var found: [Int] = []
    var position = root
    while position < releases[root].end {
      if releases[position].way == .any {
        position += 1
      } else {
        found.append(position)
        position = releases[position].end
      }
    }
    return found
  }

  /// The classes of which every event certainly releases.
  func releasingClasses(of rule: CompiledRule) -> ClassSet {
    enough(rule).filter { releases[$0].way == .event }.reduce(into: ClassSet()) {
      $0.formUnion(matchers[releases[$1].operand].classes)
    }
  }

  /// A hold that a point event opens lasts at least so long after it, but for events that certainly release; 0 where that is not certain.
  func leastSeconds(of rule: CompiledRule) -> UInt32 {
    guard rule.given == nil else { return 0 }
    return enough(rule).reduce(.max) { least, position in
      let node = releases[position]
      let isShown =
        node.way == .event && matchers[node.operand].names.isEmpty
        && !matchers[node.operand].classes.contains(where: \.isNegativeTest)
      return isShown ? least : min(least, leastSeconds(position, ofStay: false))
    }
  }

  /// A hold that a stay opens lasts at least so long after its anchor; 0 where that is not certain.
  func leastSeconds(ofStaysOf rule: CompiledRule) -> UInt32 {
    guard rule.given == nil, rule.afterSeconds == 0, takesAllStaysAsTheyAre(rule) else { return 0 }
    return rule.release.map { leastSeconds($0, ofStay: true) } ?? .max
  }

  /// A node of a release is met so long after the anchor at the earliest.
  private func leastSeconds(_ position: Int, ofStay isStay: Bool) -> UInt32 {
    let node = releases[position]
    switch node.way {
    case .elapsed: return node.seconds
    case .tests:
      let required = tests[node.operand]
      // From the opening of a stay's hold, which may be long before the anchor.
      if isStay, required.startsAtBeginning { return 0 }
      let (spaced, isLonger) = max(1, required.spacingSeconds).multipliedReportingOverflow(by: UInt32(required.count - 1))
      let (sum, isTooLong) = spaced.addingReportingOverflow(required.notBeforeSeconds)
      return isLonger || isTooLong ? .max : sum
    case .event, .statedEnd, .designationEnd, .other: return 0
    case .any, .all:
      var least: UInt32 = node.way == .any ? .max : 0
      var member = position + 1
      while member < node.end {
        let seconds = leastSeconds(member, ofStay: isStay)
        least = node.way == .any ? min(least, seconds) : max(least, seconds)
        member = releases[member].end
      }
      return least
    }
  }

  /// The classes of which every event certainly releases a rule that negative tests trigger; nil where it is not released by a time elapsed, events
  /// whatever they name, or any of these.
  func releasingClasses(ofLapse rule: CompiledRule) -> ClassSet? {
    guard let alternatives = alternatives(of: rule) else { return nil }
    let isPlain = alternatives.allSatisfy { node in
      switch node.way {
      case .elapsed: true
      case .event: matchers[node.operand].names.isEmpty
      case .tests, .statedEnd, .designationEnd, .other, .any, .all: false
      }
    }
    return isPlain ? releasingClasses(of: rule) : nil
  }

  /// The requirement of one negative test that releases a rule's holds by itself; nil where there is none, or more than one.
  func negative(of rule: CompiledRule) -> CompiledTests? {
    let found = (alternatives(of: rule) ?? []).filter { $0.way == .tests }.map { tests[$0.operand] }
    return found.count == 1 && found[0].count == 1 ? found[0] : nil
  }

  /// Whether a rule's events decide its holds: it asks for no earlier events and is released by a time elapsed, an event that the screen is shown, a
  /// negative test, or any of these.
  func eventsTell(_ rule: CompiledRule, _ counted: ClassSet?) -> Bool {
    if rule.given != nil { return false }
    return alternatives(of: rule)?.allSatisfy { node in
      switch node.way {
      case .elapsed: true
      case .event:
        matchers[node.operand].names.isEmpty
          && !TestMethod.allCases.contains { matchers[node.operand].classes.contains(.test($0, .negative)) }
      case .tests: negative(of: rule).map { $0.notBeforeSeconds == 0 && $0.counting == counted } ?? false
      case .statedEnd, .designationEnd, .other, .any, .all: false
      }
    } ?? false
  }

  /// Whether a rule's stays decide its holds: it is released by a time elapsed, the end of the designation, a negative test, or any of these.
  func staysTell(_ rule: CompiledRule, _ counted: ClassSet?) -> Bool {
    guard rule.given == nil, rule.afterSeconds == 0, takesAllStaysAsTheyAre(rule) else { return false }
    return alternatives(of: rule)?.allSatisfy { node in
      switch node.way {
      case .elapsed, .designationEnd: true
      case .tests: negative(of: rule).map { $0.counting == counted } ?? false
      case .event, .statedEnd, .other, .any, .all: false
      }
    } ?? false
  }
}
