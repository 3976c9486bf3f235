import RiskModel

extension Policy {
  /// The twenty measures, in force from 2022-11-11. Prospective: holds opened before stay under the rules they were opened under.
  ///
  /// For tests and examples, after the published tables; no authority's text.
  public static let twentyMeasures = Policy(
    edition: "cn-twenty-measures", title: "Twenty measures of 2022-11-11", authority: "State Council joint mechanism",
    transition: .prospective,
    rules: [
      .positiveTest,
      .case,
      .isolation,
      .isolationRequired,
      .symptoms,
      .notifiedCohort,
      .exposure,
      .atRisk,
      Rule(
        id: "close-contact", article: "第十一条(三)",
        title: "Close contact: five days centralised and three at home", color: .red,
        when: .contact(degree: [.close]),
        until: .all([.elapsed(.days(8)), .negativeTests(.count(4, spacing: .hours(24)))])),
      Rule(
        id: "inbound", article: "第十五条",
        title: "Arrived across the border: five days centralised and three at home", color: .red,
        when: .entry(from: nil, except: nil),
        until: .all([.elapsed(.days(8)), .negativeTests(.count(4, spacing: .hours(24)))])),
      Rule(
        id: "high-risk-area", article: "第十二条(二)",
        title: "From a high-risk area: seven days at home", color: .yellow,
        when: .stay(level: [.high], lookback: .days(7), within: nil),
        until: .all([.elapsed(.days(7)), .negativeTests(.count(4, spacing: .hours(24)))])),
    ])
}
