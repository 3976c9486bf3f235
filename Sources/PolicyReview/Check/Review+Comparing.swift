import RiskFold
import RiskModel
import RiskPolicy

extension Review {
  /// The members of an `any` of a rule's `until` without which no hold that was tried would last longer.
  func waysForNobody(_ rule: Rule, _ histories: Histories) -> [PolicyCheck.Finding] {
    let with = laboratory.bench([rule.asYellow])
    return (rule.until?.ways ?? []).compactMap { way in
      // What meets a form that only the fold knows may not be among the histories.
      guard !way.member.leaves.contains(where: { if case .other = $0.way { true } else { false } }) else { return nil }
      let without = laboratory.bench([rule.releasing(way.rest).asYellow])
      let alone = laboratory.bench([rule.releasing(way.member).asYellow])
      var isWay = false
      var simplest: [Event] = []
      var shown: [Event]?
      let before = historyCount
      search(histories) { history in
        let events = history.events
        let held = laboratory.timeline(of: events, under: with)
        isWay = laboratory.timeline(of: events, under: without).firstInstant(above: held) != nil
        if isWay { return false }
        let sequence = UInt64(history.earlier.count + history.trigger.events.count)
        if simplest.isEmpty, held.intervals.count > 1 { simplest = events }
        if shown == nil, laboratory.holds(of: events, under: alone).contains(where: { $0.sequence == sequence && $0.until < .never }) {
          shown = events
        }
        return true
      }
      if isWay { return nil }
      let why =
        shown == nil
        ? wording.pick("nothing meets it", "没有情形能满足它")
        : wording.pick("when it is met, the hold is over by another member already", "它满足之时，限制已因另一条件解除")
      let tried = historyCount - before
      return finding(
        .wayForNobody, rule,
        wording.pick(
          "until.\(way.path) is a way out for nobody: \(why), in \(tried) histories tried.",
          "until.\(way.path) 对任何人都不是出路：\(why)（所试 \(tried) 种经过）。"),
        shown ?? simplest)
    }
  }

  /// A history with a negative or inconclusive test without which the person would have a milder color at some instant.
  func worseByTest(_ rule: Rule, _ histories: Histories) -> [PolicyCheck.Finding] {
    // A test that only releases makes no color worse; only one that triggers or that `given` asks for can.
    let opening = rule.when.atoms + (rule.given?.leaves ?? []).flatMap(\.event.atoms)
    let isOpenedByTest = opening.contains { atom in
      if case .test(_, let results) = atom { results.map { $0 != [.positive] } ?? true } else { false }
    }
    guard rule.color != nil, isOpenedByTest else { return [] }
    var found: PolicyCheck.Finding?
    search(histories, followed: false) { history in
      let events = history.events
      let colors = laboratory.timeline(of: events, under: whole)
      for index in events.indices {
        guard case .test(_, _, let result) = events[index].fact, result != .positive else { continue }
        var others = events
        others.remove(at: index)
        let otherwise = laboratory.timeline(of: others, under: whole)
        if let instant = colors.firstInstant(above: otherwise) {
          let (milder, worse) = (otherwise.color(at: instant), colors.color(at: instant))
          let later = wording.length(from: events[index].at, to: instant)
          found = finding(
            .worseByTest, rule,
            wording.pick(
              "Without event \(index + 1), the \(wording.words(result)) test, the person would be \(milder) \(later) after it, not \(worse).",
              "若无第 \(index + 1) 条事件（检测\(wording.words(result))），其后\(later)此人应为\(wording.words(milder))，而非\(wording.words(worse))。"),
            events)
          return false
        }
      }
      return true
    }
    return found.map { [$0] } ?? []
  }

  /// Rules that say what an earlier one says.
  func sameRules() -> [(rule: Int, finding: PolicyCheck.Finding)] {
    let rules = policy.rules
    let all = laboratory.bench(rules.map(\.asYellow))
    // The simplest history in which each rule holds; how it distinguishes the others is seen in one fold.
    let shown = rules.map { rule in
      let bench = laboratory.bench([rule.asYellow])
      var shown: [Event]?
      search(Histories(of: [rule], in: Vocabulary(of: [rule])), followed: false) { history in
        if laboratory.timeline(of: history.events, under: bench).intervals.count > 1 { shown = history.events }
        return shown == nil
      }
      return shown
    }
    let spans = shown.map { events in
      events.map { Dictionary(grouping: laboratory.holds(of: $0, under: all), by: \.rule).mapValues { Set($0.map { $0.from..<$0.until }) } }
    }
    var found: [(rule: Int, finding: PolicyCheck.Finding)] = []
    for later in rules.indices {
      guard let laterSpans = spans[later], let history = shown[later] else { continue }
      let twin = rules.indices.prefix(later).first { earlier in
        guard rules[earlier].outcome == rules[later].outcome, laterSpans[earlier] == laterSpans[later],
          let earlierSpans = spans[earlier], earlierSpans[earlier] == earlierSpans[later]
        else { return false }
        return holdAlike(rules[earlier], rules[later])
      }
      guard let twin else { continue }
      found.append(
        (
          later,
          finding(
            .sameRule, rules[later],
            wording.pick(
              "Says the same as \(rules[twin].id): the two hold at the same instants in every history tried.",
              "与 \(rules[twin].id) 同义：在所试的每种经过中，两者同时生效。"),
            history)
        ))
    }
    return found
  }

  /// Whether two rules hold at the same instants in every history that can be told from either.
  private func holdAlike(_ one: Rule, _ other: Rule) -> Bool {
    let first = laboratory.bench([one.asYellow])
    let second = laboratory.bench([other.asYellow])
    var isAlike = true
    search(Histories(of: [one, other], in: Vocabulary(of: [one, other]))) { history in
      isAlike = laboratory.timeline(of: history.events, under: first) == laboratory.timeline(of: history.events, under: second)
      return isAlike
    }
    return isAlike
  }
}
