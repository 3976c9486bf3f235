import Tricolor

extension Policy {
  /// A policy that SQL can say in one pass: for measurements beside databases. `peers/` says the same rules in SQL.
  ///
  /// - Parameter edition: makes it another policy of the same rules, which no engine has seen.
  public static func bench(edition: Int = 0) throws -> Policy {
    let quarantineEnds = Release.event(.quarantine(phase: [.end], mode: nil))
    let negative = Release.negativeTests(try NegativeTests(count: 1))
    func days(_ count: UInt32) throws -> Release { .elapsed(try Period(count, .days)) }
    return try Policy(
      id: edition == 0 ? "bench" : "bench-\(edition)", title: "A policy that SQL can express, for side-by-side measurements",
      authority: "benchmark", transition: .immediate,
      rules: [
        Rule(
          id: "case", article: "第十一条(一)", color: .red, when: .diagnosis(status: [.confirmed, .asymptomatic, .suspected]),
          until: .event(.diagnosis(status: [.recovered, .excluded]))),
        Rule(id: "discharged", article: "第十一条(二)", color: .red, when: .diagnosis(status: [.recovered]), until: try days(14)),
        Rule(id: "isolation", article: "第十一条(四)", color: .red, when: .quarantine(phase: [.start], mode: nil), until: quarantineEnds),
        Rule(
          id: "close-contact", article: "第十一条(三)", color: .red, when: .contact(degree: [.close]),
          until: .any([quarantineEnds, try days(14)])),
        Rule(
          id: "secondary-contact", article: "第十一条(三)", color: .red, when: .contact(degree: [.secondary]),
          until: .any([quarantineEnds, try days(7)])),
        Rule(id: "inbound", article: "第十五条", color: .red, when: .entry(from: nil, except: nil), until: try days(21)),
        Rule(
          id: "symptoms", article: "第十二条(一)", color: .yellow, when: .symptom(signs: nil, epidemiologicalHistory: true),
          until: .any([negative, try days(14)])),
        Rule(
          id: "risk-area", article: "第十二条(二)", color: .yellow,
          when: .stay(level: [.high, .medium], lookback: try Period(14, .days), within: nil), until: .any([negative, try days(14)])),
      ])
  }

  /// The bench policy with a green that lapses 72 hours after the last negative test.
  ///
  /// - Parameter edition: another number makes another policy that says the same.
  public static func lapse(edition: Int = 0) throws -> Policy {
    let negative = Pattern.test(method: nil, result: [.negative])
    let lapse = Rule(
      id: "lapse", title: "No negative test in 72 hours", outcome: .color(.yellow), when: negative, after: try Period(72, .hours),
      until: .event(negative))
    let bench = try bench(edition: edition)
    return try Policy(
      id: "lapse-\(edition)", title: bench.title, authority: bench.authority, transition: bench.transition, rules: bench.rules + [lapse])
  }
}
