import RiskModel
import RiskPolicy

extension HandCase {
  /// Sections 3 and 6: what is known, which policy governs, and how an answer is put together.
  static let knowledge: [HandCase] = [
    HandCase(
      "a stay without an end lasts to the next arrival, one with an end does not", "3, stays",
      [
        policy(day(0), "p", nil, rule("r", .red, .stay(level: [.high], lookback: nil, within: [site("CN/1")]), until: .stated)),
        policy(
          day(0), "p", nil, rule("r", .red, .stay(level: [.high], lookback: nil, within: [site("CN/1")]), until: .elapsed(period("1s")))),
        on(day(0), .risk("CN", .high)), on(day(1), .stay("CN/1")), on(day(2), .stay("CN/2")), on(day(3), .stay("CN/1", until: day(5))),
        on(day(4), .stay("CN/2", until: day(6))), on(day(7), .stay("CN/1")), on(day(7), .stay("CN/2")),
      ], [.timeline("green d1 red d2+1 green d3 red d5+1 green")]),
    HandCase(
      "a designation ends by its own end or by the next of its track at exactly its place", "3, designations",
      [
        policy(day(0), "p", nil, rule("r", .red, .stay(level: [.high], lookback: nil, within: nil), until: .lifted)),
        on(day(0), .stay("CN/1/2")),
        on(day(1), .risk("CN/1", .high, until: day(9))), on(day(2), .risk("CN", .none)), on(day(3), .risk("CN/1/2", .low)),
        on(day(4), .risk("CN/1", .contaminated)), on(day(5), .risk("CN/1", .none)), on(day(6), .risk("CN/1", .decontaminated)),
        on(day(6), .risk("CN/1/2", .high)), on(day(6), .risk("CN/1/2", .medium)),
      ],
      [
        .timeline("green d1 red d5 green"), .places(day(4), #"{"CN/1":["high","contaminated"],"CN/1/2":["low"]}"#),
        .places(day(6), #"{"CN/1/2":["medium"]}"#), .places(day(0), "{}"),
      ]),
    HandCase(
      "a prospective policy leaves what opened before it to the policy it opened under", "5, governs",
      [
        policy(day(1), "first", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("10d")))),
        policy(day(4), "second", .prospective, rule("r", .yellow, .diagnosis(status: nil), until: .elapsed(period("10d")))),
        on(day(3), .diagnosed(.confirmed)), on(day(5), .diagnosed(.confirmed)),
      ],
      [
        .timeline("green d3 red d13 yellow d15 green"),
        .status(
          day(6),
          #"""
          {"policy":"second","grounds":[
          {"policy":"first","rule":"r","article":null,"color":"red","sequence":3,"opens":"2022-01-04T00:00:00Z",
            "release":"2022-01-14T00:00:00Z","waitsFor":{"elapsed":"2022-01-14T00:00:00Z"}},
          {"policy":"second","rule":"r","article":null,"color":"yellow","sequence":4,"opens":"2022-01-06T00:00:00Z",
            "release":"2022-01-16T00:00:00Z","waitsFor":{"elapsed":"2022-01-16T00:00:00Z"}}]}
          """#),
      ]),
    HandCase(
      "an immediate policy judges everyone anew, from its own first instant on", "5, governs",
      [
        policy(day(1), "first", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("10d")))),
        policy(day(4), "second", .immediate, rule("r", .yellow, .diagnosis(status: nil), until: .elapsed(period("5d")))),
        on(day(0), .diagnosed(.confirmed)),
      ], [.timeline("green d1 red d4 yellow d5 green"), .status(day(0), #"{"policy":null,"color":"green"}"#)]),
    HandCase(
      "what opened before the first policy is governed by none if that policy is prospective", "5, governs",
      [
        policy(day(2), "p", .prospective, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("2d")))),
        on(day(2, -1), .diagnosed(.confirmed)), on(day(5), .diagnosed(.confirmed)),
      ], [.timeline("green d5 red d7 green")]),
    HandCase(
      "of two policies with one instant the later in the log is in force", "3, policy in force",
      [
        policy(day(0), "one", nil, rule("r", .red, .diagnosis(status: nil))),
        policy(day(0), "two", nil, rule("r", .yellow, .diagnosis(status: nil))),
        on(day(1), .diagnosed(.confirmed)),
      ], [.timeline("green d1 yellow"), .timeline("green", knownAt: 1), .status(day(0), #"{"policy":"two"}"#)]),
    HandCase(
      "the same document in force again is another policy", "3, policy in force",
      [
        policy(day(0), "p", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("9d")))),
        policy(day(2), "p", .prospective, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("9d")))),
        on(day(1), .diagnosed(.confirmed)), on(day(3), .diagnosed(.confirmed)), on(day(4), .diagnosed(.confirmed)),
      ],
      [
        .status(
          day(5),
          #"""
          {"grounds":[
          {"policy":"p","rule":"r","article":null,"color":"red","sequence":3,"opens":"2022-01-02T00:00:00Z","release":"2022-01-11T00:00:00Z",
            "waitsFor":{"elapsed":"2022-01-11T00:00:00Z"}},
          {"policy":"p","rule":"r","article":null,"color":"red","sequence":5,"opens":"2022-01-05T00:00:00Z","release":"2022-01-14T00:00:00Z",
            "waitsFor":{"elapsed":"2022-01-14T00:00:00Z"}}]}
          """#)
      ]),
    HandCase(
      "a retraction takes away what it names from its own sequence on, a policy too", "3, known",
      [
        policy(day(0), "p", nil, rule("r", .red, .diagnosis(status: nil))), on(day(1), id: "x", .diagnosed(.confirmed)),
        on(day(9), retraction(of: .identifier(source: "office", id: "x"))),
        on(day(2), .diagnosed(.suspected)),
        on(day(0), retraction(of: .sequence(1))),
      ],
      [
        .timeline("green d1 red", knownAt: 2), .timeline("green", knownAt: 3), .timeline("green d2 red", knownAt: 4), .timeline("green"),
        .everyone(day(2), [Standing(person: a, color: .green)]),
      ]),
    HandCase(
      "each rule once, with its latest release; of equal ones the later opening; red first", "6, grounds",
      [
        policy(
          day(0), "p", nil, rule("y", .yellow, .contact(degree: nil)),
          rule("r", .red, .determination(finding: nil), until: .stated)), on(day(1), .contact(person: a, degree: .close)),
        on(day(1), .contact(person: a, degree: .close)), on(day(2), .determination(person: a, finding: .atRisk, until: day(9))),
        on(day(3), .determination(person: a, finding: .atRisk, until: day(8))),
      ],
      [
        .status(
          day(4),
          #"""
          {"color":"red","grounds":[
          {"policy":"p","rule":"r","article":null,"color":"red","sequence":4,"opens":"2022-01-03T00:00:00Z","release":"2022-01-10T00:00:00Z",
            "waitsFor":{"stated":"2022-01-10T00:00:00Z"}},
          {"policy":"p","rule":"y","article":null,"color":"yellow","sequence":3,"opens":"2022-01-02T00:00:00Z","release":null,
            "waitsFor":null}]}
          """#), .timeline("green d1 yellow d2 red d9 yellow"),
      ]),
    HandCase(
      "what is met leaves an all, and an all of one member left stays an all; an any stays whole", "6, waitsFor",
      [
        policy(
          day(0), "p", nil,
          rule(
            "r", .red, .contact(degree: nil),
            until: .any([
              .event(.quarantine(phase: [.end], mode: nil)),
              .all([.elapsed(period("1d")), .elapsed(period("1d")), tests(2, spacing: "0s")]),
            ]))), on(day(1), .contact(person: a, degree: .close)), on(day(2), .negative()), on(day(3), .negative()),
      ],
      [
        .status(
          day(2),
          #"""
          {"grounds":[{"policy":"p","rule":"r","article":null,"color":"red","sequence":2,"opens":"2022-01-02T00:00:00Z",
          "release":"2022-01-04T00:00:00Z","waitsFor":{"any":[{"event":{"quarantine":{"phase":["end"]}}},
          {"all":[{"negativeTests":{"have":1,"need":2,"notBefore":"2022-01-03T00:00:01Z"}}]}]}}]}
          """#)
      ]),
    HandCase(
      "what was shown changes when it is recorded; past the last commit it is a forecast", "6, displayed",
      [
        policy(day(0), "p", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("5d")))),
        on(day(1), recorded: day(3), .diagnosed(.confirmed)), on(day(2), recorded: day(4), retraction(of: .sequence(2))),
        on(day(5), recorded: day(5, 1), .diagnosed(.confirmed)),
      ], [.timeline("green d5 red d10 green"), .displayed("green d3 red d4 green d5+1 red d10 green")]),
    HandCase(
      "registered is who was last issued a code, by the instant asked about", "6, registered",
      [
        on(day(1), .registration(person: a, phase: .issued, channel: .online)),
        on(day(2), .registration(person: a, phase: .withdrawn, channel: .online)),
        on(day(2), .registration(person: a, phase: .issued, channel: .proxy, by: b)),
      ],
      [
        .status(day(1, -1), #"{"registered":false}"#), .status(day(1), #"{"registered":true}"#),
        .status(day(2), #"{"registered":false}"#, knownAt: 2), .status(day(2), #"{"registered":true}"#),
        .everyone(day(1), [Standing(person: a, color: .green)]),
      ]),
  ]
}
