import RiskModel

extension Policy {
  /// The Chongqing measures of 2021-11-07 (渝肺炎组办发〔2021〕24号), durations after the 8th national edition.
  ///
  /// For tests and examples, after the published tables; no authority's text.
  public static let chongqing2021 = Policy(
    edition: "cq-2021-24", title: "渝肺炎组办发〔2021〕24号, durations after the 8th edition of the national protocol", authority: "Chongqing",
    transition: .immediate,
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
        title: "Discharged, in centralised isolation", color: .red,
        when: .diagnosis(status: [.recovered]),
        until: .any([.event(.quarantine(phase: [.end], mode: [.centralized])), .elapsed(.days(14))])),
      Rule(
        id: "close-contact", article: "第十一条(三)",
        title: "Close contact", color: .red,
        when: .contact(degree: [.close]),
        until: .any([
          .event(.quarantine(phase: [.end], mode: [.centralized])),
          .all([.elapsed(.days(14)), .negativeTests(.count(2, spacing: .hours(24)))]),
        ])),
      Rule(
        id: "secondary-contact", article: "第十一条(三)",
        title: "Secondary close contact", color: .red,
        when: .contact(degree: [.secondary]),
        until: .any([
          .event(.quarantine(phase: [.end], mode: [.centralized])),
          .all([.elapsed(.days(7)), .negativeTests(.count(1, spacing: .hours(24)))]),
        ])),
      Rule(
        id: "inbound", article: "第十五条",
        title: "Arrived across the border", color: .red,
        when: .entry(from: nil, except: nil),
        until: .any([
          .event(.quarantine(phase: [.end], mode: [.centralized])),
          .all([.elapsed(.days(14)), .negativeTests(.count(1, spacing: .hours(24)))]),
        ])),
      Rule(
        id: "discharged-monitoring", article: "第十一条(二)",
        title: "Health monitoring after discharge", color: .yellow,
        when: .diagnosis(status: [.recovered]),
        until: .elapsed(.days(28))),
      Rule(
        id: "contact-monitoring", article: "第十一条(三)",
        title: "Home monitoring of a close contact", color: .yellow,
        when: .contact(degree: [.close]),
        until: .all([.elapsed(.days(21)), .negativeTests(.count(1, spacing: .seconds(0), notBefore: .days(14)))])),
      Rule(
        id: "inbound-monitoring", article: "第十五条",
        title: "Home monitoring after arrival across the border", color: .yellow,
        when: .entry(from: nil, except: nil),
        until: .elapsed(.days(21))),
      Rule(
        id: "risk-area", article: "第十二条(二)",
        title: "From a high- or medium-risk area", color: .yellow,
        when: .stay(level: [.high, .medium], lookback: .days(14), within: nil),
        until: .any([
          .all([.elapsed(.days(14)), .negativeTests(.count(1, spacing: .seconds(0)))]),
          .all([.elapsed(.days(3)), .negativeTests(.count(2, spacing: .hours(24)))]),
        ])),
    ])
}
