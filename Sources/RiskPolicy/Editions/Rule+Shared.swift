import RiskModel

/// The rules that several editions share, each after its article of the measures.
extension Rule {
  static let positiveTest = Rule(
    id: "positive-test", article: "第十一条(一)",
    title: "Positive nucleic acid test, until a diagnosis is made", color: .red,
    when: .test(method: [.nucleicAcid], result: [.positive]),
    until: .event(.diagnosis(status: nil)))
  static let `case` = Rule(
    id: "case", article: "第十一条(一)",
    title: "Confirmed, asymptomatic or suspected case", color: .red,
    when: .diagnosis(status: [.confirmed, .asymptomatic, .suspected]),
    until: .event(.diagnosis(status: [.recovered, .excluded])))
  static let isolation = Rule(
    id: "isolation", article: "第十一条(四)",
    title: "Under isolation", color: .red,
    when: .quarantine(phase: [.start], mode: [.centralized, .home, .hospital]),
    until: .event(.quarantine(phase: [.end], mode: [.centralized, .home, .hospital])))
  static let isolationRequired = Rule(
    id: "isolation-required", article: "第十一条(四)",
    title: "Isolation ordered for another reason", color: .red,
    when: .determination(finding: [.isolationRequired]),
    until: .any([.stated, .event(.determination(finding: [.cleared])), .event(.quarantine(phase: [.end], mode: nil))]))
  static let symptoms = Rule(
    id: "symptoms", article: "第十二条(一)",
    title: "Fever, dyspnea or respiratory symptoms with an epidemiological history", color: .yellow,
    when: .symptom(signs: nil, epidemiologicalHistory: true),
    until: .any([.negativeTests(.count(2, spacing: .hours(24))), .event(.diagnosis(status: nil))]))
  static let notifiedCohort = Rule(
    id: "notified-cohort", article: "第十二条(二)",
    title: "Named by another province as a cohort at risk", color: .yellow,
    when: .determination(finding: [.notifiedCohort]),
    until: .any([.stated, .event(.determination(finding: [.cleared])), .negativeTests(.count(2, spacing: .hours(24)))]))
  static let exposure = Rule(
    id: "exposure", article: "第十二条(三)",
    title: "Exposed to a positive person or a positive environment", color: .yellow,
    when: .any([.contact(degree: [.exposure, .copresence]), .stay(level: [.contaminated], lookback: nil, within: nil)]),
    until: .any([.all([.elapsed(.days(3)), .negativeTests(.count(2, spacing: .hours(24)))]), .elapsed(.days(14))]))
  static let atRisk = Rule(
    id: "at-risk", article: "第十二条(四)",
    title: "Found at risk by field investigation", color: .yellow,
    when: .determination(finding: [.atRisk]),
    until: .any([.stated, .event(.determination(finding: [.cleared]))]))
}
