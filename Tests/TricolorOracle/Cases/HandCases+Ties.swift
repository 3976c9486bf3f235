import RiskModel
import RiskPolicy

extension HandCase {
  /// What only a tie or the very first instant of something tells apart.
  static let ties: [HandCase] = [
    HandCase(
      "of holds that are never released the one that opened later is shown, whichever stay came first", "6, grounds",
      [
        policy(day(0), "p", nil, rule("r", .red, .stay(level: nil, lookback: period("5d"), within: nil))), on(day(0), .risk("CN/2", .low)),
        on(day(5), .risk("CN/1", .low)), on(day(1), .stay("CN/1", until: day(2))), on(day(3), .stay("CN/2", until: day(4))),
      ],
      [
        .timeline("green d3 red"),
        .status(
          day(5),
          #"""
          {"grounds":[{"policy":"p","rule":"r","article":null,"color":"red","sequence":4,"opens":"2022-01-06T00:00:00Z","release":null,
          "waitsFor":null}]}
          """#),
      ]),
    HandCase(
      "of two designations that one stay met, the one that ends later is shown", "6, grounds",
      [
        policy(
          day(0), "p", nil,
          rule("r", .red, .stay(level: nil, lookback: nil, within: nil), until: .all([.lifted, .event(.diagnosis(status: nil))]))),
        on(day(0), .risk("CN", .low, until: day(5))), on(day(0), .risk("CN/1", .low, until: day(7))),
        on(day(1), .stay("CN/1", until: day(3))),
      ],
      [
        .status(
          day(2),
          #"""
          {"grounds":[{"policy":"p","rule":"r","article":null,"color":"red","sequence":4,"opens":"2022-01-02T00:00:00Z","release":null,
          "waitsFor":{"all":[{"lifted":"2022-01-08T00:00:00Z"},{"event":{"diagnosis":{}}}]}}]}
          """#)
      ]),
    HandCase(
      "a positive of the same instant, later in the log, does not undo what is met", "5, negativeTests",
      [
        policy(day(0), "p", nil, rule("r", .red, .contact(degree: nil), until: tests(1, notBefore: "1d"))),
        on(day(1), .contact(person: a, degree: .close)), on(day(3), .negative()), on(day(3), .positive()),
      ],
      [
        .timeline("green d1 red d3 green"), .timeline("green d1 red d3 green", knownAt: 3),
        .status(day(2), #"{"color":"red","nextChange":"2022-01-04T00:00:00Z"}"#),
      ]),
    HandCase(
      "after a positive the earliest specimen that counts is one of that instant", "6, notBefore",
      [
        policy(day(0), "p", nil, rule("r", .red, .contact(degree: nil), until: tests(1, notBefore: "1d"))),
        on(day(1), .contact(person: a, degree: .close)), on(day(3), .positive()), on(day(3), .negative()),
      ],
      [
        .timeline("green d1 red d3 green"),
        .status(
          day(3),
          #"""
          {"color":"red","grounds":[{"policy":"p","rule":"r","article":null,"color":"red","sequence":2,"opens":"2022-01-02T00:00:00Z",
          "release":null,"waitsFor":{"negativeTests":{"have":0,"need":1,"notBefore":"2022-01-04T00:00:00Z"}}}]}
          """#, knownAt: 3),
      ]),
    HandCase(
      "what opens at the first instant of a prospective policy is governed by it", "5, governs",
      [
        policy(day(0), "first", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("4d")))),
        policy(day(2), "second", .prospective, rule("r", .yellow, .diagnosis(status: nil), until: .elapsed(period("4d")))),
        on(day(2), .diagnosed(.confirmed)), on(day(2, -1), .diagnosed(.suspected)),
      ], [.timeline("green d1+86399 red d5+86399 yellow d6 green")]),
    HandCase(
      "a policy replaced at its own instant governs nothing, not even for a prospective one", "3, policy in force",
      [
        policy(day(1), "one", .immediate, rule("r", .red, .diagnosis(status: nil))),
        policy(day(1), "two", .prospective, rule("r", .yellow, .diagnosis(status: nil))), on(day(0), .diagnosed(.confirmed)),
        on(day(2), .diagnosed(.confirmed)),
      ], [.timeline("green d2 yellow"), .timeline("green", knownAt: 3)]),
    HandCase(
      "a stay's own end is stated, the arrival that ended it is not", "5, stated",
      [
        policy(day(0), "p", nil, rule("r", .red, .stay(level: nil, lookback: nil, within: [site("CN/1")]), until: .stated)),
        on(day(0), .risk("CN", .low)), on(day(1), .stay("CN/1", until: day(2))), on(day(3), .stay("CN/1")), on(day(4), .stay("CN/2")),
      ], [.timeline("green d1 red d2 green d3 red")]),
  ]
}
