package import RiskModel
import RiskPolicy

extension PersonFold {
  /// The color at an instant.
  ///
  /// - Complexity: that of finding the holds of the policies that govern there.
  package func color(at instant: Instant) -> Color {
    var color = Color.green
    forEachCountingHold(.colors, at: instant) { epoch, hold in
      color = max(color, circumstances.policies.epochs[epoch].policy.rules[hold.rule].color ?? .green)
    }
    return color
  }

  /// The color at an instant with its grounds, notices, registration and next change.
  ///
  /// - Parameter pseudonym: the one that was asked by.
  package func status(of person: Person, askedBy pseudonym: PersonID, at instant: Instant) -> Status {
    let grounds = grounds(at: instant)
    let epochs = circumstances.policies
    return Status(
      person: pseudonym, pseudonyms: person.pseudonyms, at: instant, knownAt: circumstances.knowledge.through,
      color: grounds.first?.rule.color ?? .green, registered: isRegistered(at: instant),
      nextChange: Timeline(changes: colors(from: instant)).nextChange(after: instant),
      policy: epochs.epoch(at: instant).map { epochs.epochs[$0].policy.policy.id }, grounds: grounds, notices: notices(at: instant))
  }

  /// Every rule that gives the person a color at an instant, once, in the order of the semantics' section 6.
  package func grounds(at instant: Instant) -> [Ground] { rules(.colors, at: instant) }

  /// Every rule that gives the person a notice at an instant, once, in the order of the semantics' section 6.
  package func notices(at instant: Instant) -> [Ground] { rules(.notices, at: instant) }

  /// The notices of the rules that hold the person at an instant, in no order; one that two rules give stands twice.
  package func forEachNotice(at instant: Instant, _ body: (Text) -> Void) {
    forEachCountingHold(.notices, at: instant) { epoch, hold in
      if let notice = circumstances.policies.epochs[epoch].policy.policy.rules[hold.rule].notice { body(notice) }
    }
  }

  private func rules(_ outcomes: RuleOutcomes, at instant: Instant) -> [Ground] {
    var chosen: [(epoch: Int, hold: Hold)] = []
    forEachCountingHold(outcomes, at: instant) { epoch, hold in
      guard let index = chosen.firstIndex(where: { $0.epoch == epoch && $0.hold.rule == hold.rule }) else {
        chosen.append((epoch, hold))
        return
      }
      if outlasts(hold, chosen[index].hold) { chosen[index].hold = hold }
    }
    func color(_ entry: (epoch: Int, hold: Hold)) -> Color {
      circumstances.policies.epochs[entry.epoch].policy.rules[entry.hold.rule].color ?? .green
    }
    chosen.sort { left, right in
      if color(left) != color(right) { return color(left) > color(right) }
      return (left.epoch, left.hold.rule) < (right.epoch, right.hold.rule)
    }
    return chosen.map { ground(of: $0.hold, under: circumstances.policies.epochs[$0.epoch], at: instant) }
  }

  /// Gives holds that count at an instant, of each rule at least the one that stands for it.
  private func forEachCountingHold(_ outcomes: RuleOutcomes, at instant: Instant, _ body: (_ epoch: Int, Hold) -> Void) {
    guard let epoch = circumstances.policies.epoch(at: instant) else { return }
    for governor in circumstances.policies.governing(in: epoch) {
      let beginnings = circumstances.policies.beginnings(of: governor)
      forEachStandingHold(of: circumstances.policies.epochs[governor].policy, outcomes, beginning: beginnings, at: instant) {
        body(governor, $0)
      }
    }
  }

  /// Whether a hold stands for its rule before another: later release, then later opening, trigger, end of the designation, anchor.
  private func outlasts(_ hold: Hold, _ other: Hold) -> Bool {
    if hold.release != other.release { return hold.release > other.release }
    if hold.opens != other.opens { return hold.opens > other.opens }
    if hold.trigger != other.trigger { return hold.trigger > other.trigger }
    if hold.designationEnd != other.designationEnd { return hold.designationEnd > other.designationEnd }
    return hold.anchor > other.anchor
  }

  private func ground(of hold: Hold, under epoch: PolicyTimeline.Epoch, at instant: Instant) -> Ground {
    let policy = epoch.policy
    let rule = policy.policy.rules[hold.rule]
    var waitsFor: WaitsFor?
    if let until = rule.until, let root = policy.rules[hold.rule].release {
      waitsFor = self.waitsFor(until, root, hold, policy, at: instant)
    }
    return Ground(
      policy: policy.policy.id, policySequence: epoch.sequence, rule: rule, sequence: history[hold.trigger].sequence, opens: hold.opens,
      release: hold.release.ifEver,
      waitsFor: waitsFor)
  }
}
