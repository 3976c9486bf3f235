import RiskModel

extension Policy {
  /// The 9th edition of the national protocol, in force from 2022-06-28.
  ///
  /// For tests and examples, after the published tables; no authority's text.
  public static let edition9 = Policy(
    edition: "cn-edition-9", title: "9th edition of the national protocol", authority: "National Health Commission", transition: .immediate,
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
        id: "discharged", article: "第十一条(二)",
        title: "Home monitoring after discharge", color: .yellow,
        when: .diagnosis(status: [.recovered]),
        until: .elapsed(.days(7))),
      Rule(
        id: "close-contact", article: "第十一条(三)",
        title: "Close contact", color: .red,
        when: .contact(degree: [.close]),
        until: .all([.elapsed(.days(7)), .negativeTests(.count(3, spacing: .hours(24)))])),
      Rule(
        id: "secondary-contact", article: "第十一条(三)",
        title: "Secondary close contact", color: .red,
        when: .contact(degree: [.secondary]),
        until: .all([.elapsed(.days(7)), .negativeTests(.count(2, spacing: .hours(24)))])),
      Rule(
        id: "inbound", article: "第十五条",
        title: "Arrived across the border", color: .red,
        when: .entry(from: nil, except: nil),
        until: .all([.elapsed(.days(7)), .negativeTests(.count(3, spacing: .hours(24)))])),
      Rule(
        id: "contact-monitoring", article: "第十一条(三)",
        title: "Home monitoring of a close contact", color: .yellow,
        when: .contact(degree: [.close]),
        until: .all([.elapsed(.days(10)), .negativeTests(.count(1, spacing: .seconds(0), notBefore: .days(7)))])),
      Rule(
        id: "inbound-monitoring", article: "第十五条",
        title: "Home monitoring after arrival", color: .yellow,
        when: .entry(from: nil, except: nil),
        until: .all([.elapsed(.days(10)), .negativeTests(.count(1, spacing: .seconds(0), notBefore: .days(7)))])),
      Rule(
        id: "high-risk-area", article: "第十二条(二)",
        title: "From a high-risk area: seven days centralised, five tests", color: .red,
        when: .stay(level: [.high], lookback: .days(7), within: nil),
        until: .all([.elapsed(.days(7)), .negativeTests(.count(5, spacing: .hours(24)))])),
      Rule(
        id: "medium-risk-area", article: "第十二条(二)",
        title: "From a medium-risk area: seven days at home, three tests", color: .yellow,
        when: .stay(level: [.medium], lookback: .days(7), within: nil),
        until: .all([.elapsed(.days(7)), .negativeTests(.count(3, spacing: .hours(24)))])),
      Rule(
        id: "low-risk-area", article: "第十二条(二)",
        title: "From a low-risk area of an affected county: two tests in three days", color: .yellow,
        when: .stay(level: [.low], lookback: .seconds(0), within: nil),
        until: .all([.elapsed(.days(3)), .negativeTests(.count(2, spacing: .hours(24)))])),
    ])
}
