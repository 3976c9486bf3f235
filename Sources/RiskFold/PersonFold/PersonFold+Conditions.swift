import RiskModel

extension PersonFold {
  /// Whether a node of a rule's `given` holds for a trigger (semantics, section 5).
  ///
  /// - Parameter position: the node's, in the policy's list.
  /// - Complexity: O(nodes · events up to the trigger).
  func holds(_ position: Int, for hold: Hold, _ policy: CompiledPolicy) -> Bool {
    let node = policy.conditions[position]
    switch node.kind {
    case .had: return had(policy.earlier[node.operand], before: hold, policy)
    case .not: return !holds(position + 1, for: hold, policy)
    case .any, .all:
      var member = position + 1
      while member < node.end {
        if holds(member, for: hold, policy) == (node.kind == .any) { return node.kind == .any }
        member = policy.conditions[member].end
      }
      return node.kind == .all
    }
  }

  /// Whether the person had had so many events that match, at different instants, when a hold is judged.
  private func had(_ earlier: CompiledHad, before hold: Hold, _ policy: CompiledPolicy) -> Bool {
    let judged = hold.judged
    var count = 0
    var last: Instant?
    // Of the trigger's own second only what comes before a point event; all that a stay's instant includes.
    let end = hold.isStay ? firstIndex(laterThan: judged) : hold.trigger
    let positions = index?.positions(of: earlier.matcher, policy, circumstances)
    var left = positions.map { $0.firstIndexSorted { $0 >= end } } ?? end
    while left > 0 {
      left -= 1
      let index = positions?[left] ?? left
      let event = history[index]
      if let within = earlier.withinSeconds, event.at.advanced(bySeconds: within) <= judged { return false }
      guard index != hold.trigger, event.at != last, event.until > judged,
        event.at.advanced(bySeconds: earlier.agoSeconds) <= judged, policy.matches(earlier.matcher, event, circumstances)
      else { continue }
      last = event.at
      count += 1
      if count == earlier.count { return true }
    }
    return false
  }

  /// The position of the first event with a greater `at`.
  func firstIndex(laterThan instant: Instant) -> Int {
    history.firstIndexSorted { $0.at > instant }
  }
}
