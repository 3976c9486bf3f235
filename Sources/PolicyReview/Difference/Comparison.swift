import RiskFold
import RiskModel
import RiskPolicy

/// The search behind a ``PolicyDifference``: the smallest history for each direction, over all rules that differ.
struct Comparison {
  private let laboratory: Laboratory
  private let old: Laboratory.Bench
  private let new: Laboratory.Bench
  /// For each notice of either policy, the rules that give it, as rules that give yellow.
  private let notices: [(notice: Text, old: Laboratory.Bench, new: Laboratory.Bench)]

  private(set) var stricter: PolicyDifference.Example?
  private(set) var milder: PolicyDifference.Example?
  private(set) var noticeGained: PolicyDifference.Example?
  private(set) var noticeLost: PolicyDifference.Example?
  private(set) var historyCount = 0

  init(_ old: Policy, _ new: Policy) {
    let laboratory = Laboratory(names: Vocabulary(of: old.rules + new.rules).names)
    self.laboratory = laboratory
    self.old = laboratory.bench(old)
    self.new = laboratory.bench(new)
    func giving(_ notice: Text, _ policy: Policy) -> Laboratory.Bench {
      let rules = policy.rules.filter { $0.notice == notice }
      // A policy has a rule; one that never holds stands for none.
      return laboratory.bench(rules.isEmpty ? [.nothing] : rules.map(\.asYellow))
    }
    notices = Set((old.rules + new.rules).compactMap(\.notice)).sorted().map { ($0, giving($0, old), giving($0, new)) }
  }

  /// Looks at the histories of some rules.
  mutating func search(_ rules: [Rule]) {
    let histories = Histories(of: rules, in: Vocabulary(of: rules))
    let asksColor = rules.contains { $0.color != nil }
    let notices = notices.filter { candidate in rules.contains { $0.notice == candidate.notice } }
    histories.forEach { history in
      let events = history.events
      let asksStricter = asksColor && isSmaller(events, than: stricter)
      let asksMilder = asksColor && isSmaller(events, than: milder)
      let asksGained = !notices.isEmpty && isSmaller(events, than: noticeGained)
      let asksLost = !notices.isEmpty && isSmaller(events, than: noticeLost)
      guard asksStricter || asksMilder || asksGained || asksLost else { return false }
      historyCount += 1
      if asksStricter || asksMilder {
        let before = laboratory.timeline(of: events, under: old)
        let after = laboratory.timeline(of: events, under: new)
        func example(at instant: Instant) -> PolicyDifference.Example {
          .init(history: events, at: instant, old: before.color(at: instant).text, new: after.color(at: instant).text)
        }
        if asksStricter, let instant = after.firstInstant(above: before) { stricter = example(at: instant) }
        if asksMilder, let instant = before.firstInstant(above: after) { milder = example(at: instant) }
      }
      for notice in notices where asksGained || asksLost {
        let before = laboratory.timeline(of: events, under: notice.old)
        let after = laboratory.timeline(of: events, under: notice.new)
        if asksGained, let instant = after.firstInstant(above: before) {
          noticeGained = .init(history: events, at: instant, old: "none", new: notice.notice.string)
        }
        if asksLost, let instant = before.firstInstant(above: after) {
          noticeLost = .init(history: events, at: instant, old: notice.notice.string, new: "none")
        }
      }
      return true
    }
  }

  private func isSmaller(_ events: [Event], than example: PolicyDifference.Example?) -> Bool {
    example.map { events.count < $0.history.count } ?? true
  }
}

extension Rule {
  /// A rule that never holds anyone: it is over when it opens.
  fileprivate static var nothing: Rule {
    guard let no = try? Period(0, .seconds) else { preconditionFailure("a period of no length is one") }
    return Rule(id: "nothing", color: .yellow, when: .appeal(phase: nil, channel: nil), until: .elapsed(no))
  }
}
