import RiskModel

extension Policy {
  /// The new ten measures, in force from 2022-12-07.
  ///
  /// For tests and examples, after the published tables; no authority's text.
  public static let newTen = Policy(
    edition: "cn-new-ten", title: "New ten measures of 2022-12-07", authority: "State Council joint mechanism", transition: .immediate,
    rules: [
      Rule(
        id: "positive-test", article: "第十一条(一)",
        title: "Positive: home or centralised isolation", color: .red,
        when: .test(method: [.nucleicAcid], result: [.positive]),
        until: .any([.negativeTests(.count(2, spacing: .hours(24))), .elapsed(.days(7))])),
      Rule(
        id: "case", article: "第十一条(一)",
        title: "Case: isolated until two negative tests from the sixth day", color: .red,
        when: .diagnosis(status: [.confirmed, .asymptomatic, .suspected]),
        until: .any([
          .event(.diagnosis(status: [.recovered, .excluded])), .negativeTests(.count(2, spacing: .hours(24), notBefore: .days(6))),
        ])),
      Rule(
        id: "close-contact", article: "第十一条(三)",
        title: "Close contact: five days at home", color: .yellow,
        when: .contact(degree: [.close]),
        until: .any([
          .all([.elapsed(.days(5)), .negativeTests(.count(1, spacing: .seconds(0), notBefore: .days(4)))]), .elapsed(.days(14)),
        ])),
    ])
}
