import RiskModel

extension CompiledPolicy {
  /// The leaves of a rule's release where it is met once one of them is; none where nothing releases, nil where the release asks for more.
  fileprivate func alternatives(of rule: CompiledRule) -> [ReleaseNode]? {
    guard let root = rule.release else { return [] }
    let nodes = releases[root..<releases[root].end]
    return nodes.contains { $0.kind == .all } ? nil : nodes.filter { $0.kind != .any }
  }

  /// The classes of which every event certainly releases.
  func releasingClasses(of rule: CompiledRule) -> ClassSet {
    (alternatives(of: rule) ?? []).filter { $0.kind == .event }.reduce(into: ClassSet()) { $0.formUnion(matchers[$1.operand].classes) }
  }

  /// The classes of which every event certainly releases a rule that negative tests trigger; nil where it is not released by a time elapsed, events
  /// whatever they name, or any of these.
  func releasingClasses(ofLapse rule: CompiledRule) -> ClassSet? {
    guard let alternatives = alternatives(of: rule) else { return nil }
    let isPlain = alternatives.allSatisfy { node in
      switch node.kind {
      case .elapsed: true
      case .event: matchers[node.operand].names.isEmpty
      case .negativeTests, .stated, .lifted, .any, .all: false
      }
    }
    return isPlain ? releasingClasses(of: rule) : nil
  }

  /// The requirement of one negative test that releases a rule's holds by itself; nil where there is none, or more than one.
  func negative(of rule: CompiledRule) -> CompiledTests? {
    let found = (alternatives(of: rule) ?? []).filter { $0.kind == .negativeTests }.map { tests[$0.operand] }
    return found.count == 1 && found[0].count == 1 ? found[0] : nil
  }

  /// Whether a rule's events tell its holds: it asks for no earlier events and is released by a time elapsed, an event that the screen is shown, a
  /// negative test, or any of these.
  func eventsTell(_ rule: CompiledRule, _ counted: ClassSet?) -> Bool {
    if rule.given != nil { return false }
    return alternatives(of: rule)?.allSatisfy { node in
      switch node.kind {
      case .elapsed: true
      case .event:
        matchers[node.operand].names.isEmpty
          && !TestMethod.allCases.contains { matchers[node.operand].classes.contains(.test($0, .negative)) }
      case .negativeTests: negative(of: rule).map { $0.notBeforeSeconds == 0 && $0.counting == counted } ?? false
      case .stated, .lifted, .any, .all: false
      }
    } ?? false
  }

  /// Whether a rule's stays tell its holds: it is released by a time elapsed, the end of the designation, a negative test, or any of these.
  func staysTell(_ rule: CompiledRule, _ counted: ClassSet?) -> Bool {
    guard rule.given == nil, rule.afterSeconds == 0,
      rule.stays.allSatisfy({ stays[$0].within == nil && stays[$0].takesStaysAsTheyAre })
    else { return false }
    return alternatives(of: rule)?.allSatisfy { node in
      switch node.kind {
      case .elapsed, .lifted: true
      case .negativeTests: negative(of: rule).map { $0.counting == counted } ?? false
      case .event, .stated, .any, .all: false
      }
    } ?? false
  }
}
