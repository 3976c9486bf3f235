internal import RiskFold
internal import RiskModel
internal import RiskPolicy

/// Which evidence supports a determination: a policy in the same language as any other, whose holds would open where the support lies.
struct Support {
  private let policy: CompiledPolicy

  /// The findings that need support: `cleared` holds no person.
  static let findings: Set<Finding> = [.isolationRequired, .notifiedCohort, .atRisk]
  /// How long before a determination support may lie: 21 days, the incubation period of 14 and a week to find out.
  static let secondsBefore = 21 * 86_400
  /// How long after it.
  static let secondsAfter = 86_400

  init() throws {
    let evidence = Pattern.any([
      .contact(degree: nil), .entry(from: nil, except: nil), .symptom(signs: nil, epidemiologicalHistory: true),
      .test(method: nil, result: [.positive]), .diagnosis(status: [.confirmed, .asymptomatic, .suspected]),
      .stay(level: [.medium, .high, .contaminated], lookback: try Period(14, .days), within: nil),
    ])
    // Without a release no hold is empty: each piece of evidence opens one.
    let rule = Rule(id: "support", color: .yellow, when: evidence)
    // No place is named, so none has to be found.
    policy = CompiledPolicy(try Policy(id: "support", title: "What supports a determination", rules: [rule])) { _ in nil }
  }

  /// The time in which support of a determination may lie, ends included.
  static func window(of determination: Instant) -> ClosedRange<Instant> {
    let seconds = Int(determination.secondsSinceEpoch)
    let first = Instant(secondsSinceEpoch: max(0, seconds - secondsBefore)) ?? .earliest
    return first...(Instant(secondsSinceEpoch: seconds + secondsAfter) ?? .latest)
  }

  /// The determinations of a person's known events that nothing supports.
  func unsupported(_ known: [HistoryEvent], _ fold: borrowing PersonFold) -> [HistoryEvent] {
    let determinations = known.filter { $0.eventClass.finding.map(Self.findings.contains) ?? false }
    guard !determinations.isEmpty else { return [] }
    let beginnings = fold.beginnings(of: policy).sorted()
    return determinations.filter { determination in
      let window = Self.window(of: determination.at)
      let first = beginnings.firstIndexSorted { $0 >= window.lowerBound }
      return first == beginnings.count || beginnings[first] > window.upperBound
    }
  }
}
