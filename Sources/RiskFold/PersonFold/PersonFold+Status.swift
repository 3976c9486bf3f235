@_spi(Internals) package import RiskModel
import RiskPolicy

extension PersonFold {
  /// The color at an instant.
  ///
  /// - Complexity: that of finding the holds of the policies that govern there.
  package func color(at instant: Instant) -> Color {
    var color = Color.green
    forEachCountingHold(at: instant) { epoch, hold in
      color = max(color, circumstances.policies.epochs[epoch].policy.rules[hold.rule].color)
    }
    return color
  }

  /// The color at an instant with its grounds, registration and next change.
  package func status(of person: PersonID, at instant: Instant) -> Status {
    let grounds = grounds(at: instant)
    let epochs = circumstances.policies
    return Status(
      person: person, at: instant, knownAt: circumstances.knowledge.through, color: grounds.first?.rule.color ?? .green,
      registered: isRegistered(at: instant), nextChange: Timeline(changes: colors(from: instant)).nextChange(after: instant),
      policy: epochs.epoch(at: instant).map { epochs.epochs[$0].policy.policy.id }, grounds: grounds)
  }

  /// Every rule that holds the person at an instant, once, in the order of the semantics' section 6.
  package func grounds(at instant: Instant) -> [Ground] {
    var chosen: [(epoch: Int, hold: Hold)] = []
    forEachCountingHold(at: instant) { epoch, hold in
      guard let index = chosen.firstIndex(where: { $0.epoch == epoch && $0.hold.rule == hold.rule }) else {
        chosen.append((epoch, hold))
        return
      }
      if outlasts(hold, chosen[index].hold) { chosen[index].hold = hold }
    }
    func color(_ entry: (epoch: Int, hold: Hold)) -> Color {
      circumstances.policies.epochs[entry.epoch].policy.rules[entry.hold.rule].color
    }
    chosen.sort { left, right in
      if color(left) != color(right) { return color(left) > color(right) }
      return (left.epoch, left.hold.rule) < (right.epoch, right.hold.rule)
    }
    return chosen.map { ground(of: $0.hold, under: circumstances.policies.epochs[$0.epoch].policy, at: instant) }
  }

  private func forEachCountingHold(at instant: Instant, _ body: (_ epoch: Int, Hold) -> Void) {
    guard let epoch = circumstances.policies.epoch(at: instant) else { return }
    for governor in circumstances.policies.governing(in: epoch) {
      forEachHold(of: circumstances.policies.epochs[governor.epoch].policy, during: instant...instant) { hold in
        if governor.openings.contains(hold.opens) { body(governor.epoch, hold) }
      }
    }
  }

  /// Whether a hold stands for its rule before another: later release, then later opening, trigger, anchor, end of the designation.
  private func outlasts(_ hold: Hold, _ other: Hold) -> Bool {
    if hold.release != other.release { return hold.release > other.release }
    if hold.opens != other.opens { return hold.opens > other.opens }
    if hold.trigger != other.trigger { return hold.trigger > other.trigger }
    if hold.anchor != other.anchor { return hold.anchor > other.anchor }
    return hold.designationEnd > other.designationEnd
  }

  private func ground(of hold: Hold, under policy: CompiledPolicy, at instant: Instant) -> Ground {
    let rule = policy.policy.rules[hold.rule]
    var waitsFor: WaitsFor?
    if let until = rule.until, let root = policy.rules[hold.rule].release {
      waitsFor = self.waitsFor(until, root, hold, policy, at: instant)
    }
    return Ground(
      policy: policy.policy.id, rule: rule, sequence: history[hold.trigger].sequence, opens: hold.opens, release: hold.release.ifEver,
      waitsFor: waitsFor)
  }

  /// What a release, at its position in the policy's table, still waits for.
  private func waitsFor(_ release: Release, _ position: Int, _ hold: Hold, _ policy: CompiledPolicy, at instant: Instant) -> WaitsFor {
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
