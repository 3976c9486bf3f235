import RiskFold
import RiskModel
import RiskPolicy

/// The search behind a ``PolicyCheck``: what is the same for all its questions.
final class Review {
  let policy: Policy
  let wording: Wording
  let laboratory: Laboratory
  /// The policy itself.
  let whole: Laboratory.Bench
  private(set) var historyCount = 0

  init(of policy: Policy, in wording: Wording) {
    self.policy = policy
    self.wording = wording
    laboratory = Laboratory(names: Vocabulary(of: policy.rules).names)
    whole = laboratory.bench(policy)
  }

  /// What is found of one rule by itself.
  func findings(ofRuleAt index: Int) -> [PolicyCheck.Finding] {
    let rule = policy.rules[index]
    let vocabulary = Vocabulary(of: [rule])
    let histories = Histories(of: [rule], in: vocabulary)
    let holding = holding(rule, histories, vocabulary)
    var found = holding.findings + elapsedWithinAfter(rule, histories)
    if holding.isEverHeld { found += waysForNobody(rule, histories) }
    found += worseByTest(rule, histories)
    return found.enumerated().sorted { ($0.element.kind.order, $0.offset) < ($1.element.kind.order, $1.offset) }.map(\.element)
  }

  /// Gives histories until the caller has found what it looks for.
  func search(_ histories: Histories, followed: Bool = true, _ body: (Histories.History) -> Bool) {
    histories.forEach(followed: followed) { history in
      historyCount += 1
      return body(history)
    }
  }

  func finding(_ kind: PolicyCheck.Kind, _ rule: Rule, _ message: String, _ history: [Event]) -> PolicyCheck.Finding {
    PolicyCheck.Finding(kind: kind, rule: rule.id, message: message, history: history)
  }
}

extension PolicyCheck.Kind {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Review {
  /// Whether a rule ever holds, whether it holds without end, and whether it makes red by word alone.
  fileprivate func holding(_ rule: Rule, _ histories: Histories, _ vocabulary: Vocabulary)
    -> (findings: [PolicyCheck.Finding], isEverHeld: Bool)
  {
    let bench = laboratory.bench([rule.asYellow])
    var simplest: [Event] = []
    var isEverHeld = false
    var endless: [Event]?
    var byWord: [Event]?
    let before = historyCount
    search(histories, followed: false) { history in
      if simplest.isEmpty { simplest = history.events }
      let sequence = UInt64(history.earlier.count + history.trigger.events.count)
      guard laboratory.holds(of: history.events, under: bench).contains(where: { $0.sequence == sequence }) else { return true }
      isEverHeld = true
      if endless == nil, !(rule.until?.canBeMet(after: history.trigger, in: vocabulary) ?? false) { endless = history.events }
      if byWord == nil, rule.color == .red, history.events.allSatisfy({ $0.fact.kind.type.isDecision }) { byWord = history.events }
      return endless == nil || byWord == nil
    }
    var findings: [PolicyCheck.Finding] = []
    if let endless {
      let why =
        rule.until == nil
        ? wording.pick("the rule has no until", "该规则没有 until") : wording.pick("nothing can meet its until", "其 until 无从满足")
      findings.append(
        finding(
          .endlessHold, rule,
          wording.pick("A hold that nothing can ever end: \(why) after this.", "无法终止的限制：此后\(why)。"), endless))
    }
    if !isEverHeld {
      let tried = historyCount - before
      let why =
        simplest.isEmpty
        ? wording.pick("no event matches its when", "没有事件符合其 when")
        : wording.pick("in none of \(tried) histories tried", "所试 \(tried) 种经过均不触发")
      findings.append(finding(.neverHolds, rule, wording.pick("The rule never holds: \(why).", "该规则从不生效：\(why)。"), simplest))
    }
    if let byWord {
      findings.append(
        finding(
          .redByWord, rule,
          wording.pick(
            "Red by human word alone: nothing that was found of the person stands behind it.", "仅凭人的认定即为红码：其后没有对此人的任何检查发现。"),
          byWord))
    }
    return (findings, isEverHeld)
  }

  /// The first `elapsed` of a rule that is not longer than its `after`.
  fileprivate func elapsedWithinAfter(_ rule: Rule, _ histories: Histories) -> [PolicyCheck.Finding] {
    let short = (rule.until?.leaves ?? []).compactMap { leaf -> Period? in
      if case .elapsed(let period) = leaf.way, period.seconds <= rule.afterSeconds { period } else { nil }
    }
    guard let period = short.first, let until = rule.until else { return [] }
    var example: [Event] = []
    search(histories, followed: false) { history in
      example = history.events
      return false
    }
    let consequence =
      until.isMet(byElapsedOf: rule.afterSeconds)
      ? wording.pick("every hold of a point event is over before it opens", "由单次事件触发的限制在开始之前已告结束")
      : wording.pick("it is always met already, and asks for nothing", "该条件总已满足，形同虚设")
    return [
      finding(
        .elapsedWithinAfter, rule,
        wording.pick(
          "An elapsed of \(period) is not longer than after, \(rule.after?.description ?? "0s"): \(consequence).",
          "elapsed \(period) 不长于 after \(rule.after?.description ?? "0s")：\(consequence)。"), example)
    ]
  }
}

extension Release {
  /// Whether it is met after so many seconds from the anchor by time alone.
  fileprivate func isMet(byElapsedOf seconds: UInt32) -> Bool {
    switch shape {
    case .leaf(let leaf): leaf.latest.map { $0.seconds <= seconds } ?? false
    case .any(let members): members.contains { $0.isMet(byElapsedOf: seconds) }
    case .all(let members): members.allSatisfy { $0.isMet(byElapsedOf: seconds) }
    }
  }
}
