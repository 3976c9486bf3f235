import RiskModel
import RiskPolicy

extension HandCase {
  /// Section 5: what opens a hold, and what ends it.
  static let holds: [HandCase] = [
    HandCase(
      "a point event's days count from the event", "5, elapsed",
      [
        policy(day(0), "p", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("14d")))),
        on(day(1), .diagnosed(.confirmed)),
      ],
      [
        .timeline("green d1 red d15 green"), .status(day(15, -1), #"{"color":"red","nextChange":"2022-01-16T00:00:00Z"}"#),
        .status(day(15), #"{"color":"green","nextChange":null,"grounds":[]}"#),
      ]),
    HandCase(
      "of two events of one instant only the later in the log comes after", "5, after",
      [
        policy(day(0), "p", nil, rule("r", .red, .diagnosis(status: [.confirmed]), until: .event(.diagnosis(status: [.recovered])))),
        on(day(1), .diagnosed(.recovered)), on(day(1), .diagnosed(.confirmed)), on(day(2), .diagnosed(.recovered)),
        on(day(3), .diagnosed(.confirmed)), on(day(3), .diagnosed(.recovered)),
      ], [.timeline("green d1 red d2 green"), .timeline("green d1 red", knownAt: 3)]),
    HandCase(
      "who left within the lookback is held from the designation on, and their days count from the day they left", "5, lookback",
      [
        policy(
          day(0), "p", nil, rule("r", .yellow, .stay(level: [.high], lookback: period("5d"), within: nil), until: .elapsed(period("7d")))),
        on(day(1), .stay("CN/1", until: day(3))), on(day(6), .risk("CN/1", .high)),
      ], [.timeline("green d6 yellow d10 green"), .status(day(6), #"{"nextChange":"2022-01-11T00:00:00Z"}"#)]),
    HandCase(
      "intervals that only touch do not meet, and a lookback reaches less than its length", "5, stay",
      [
        policy(day(0), "p", nil, rule("r", .red, .stay(level: nil, lookback: period("1d"), within: nil), until: .lifted)),
        on(day(1), .stay("CN/1", until: day(2))), on(day(3), .risk("CN/1", .low, until: day(4))), on(day(4), .stay("CN/1", until: day(5))),
        on(day(6), .stay("CN/2", until: day(7, 1))), on(day(8), .risk("CN/2", .low, until: day(9))),
      ], [.timeline("green d8 red d9 green")]),
    HandCase(
      "within and levels narrow a stay, by whole components and bytes", "1 and 4, contains",
      [
        policy(
          day(0), "p", nil,
          rule("r", .red, .stay(level: [.high], lookback: nil, within: [site("CN/5"), site("CN/\u{E9}")]), until: .lifted)),
        on(day(1), .stay("CN/50/1", until: day(2))), on(day(2), .stay("CN/5/1", until: day(3))),
        on(day(3), .stay("CN/e\u{301}", until: day(4))), on(day(4), .stay("CN/\u{E9}", until: day(5))),
        on(day(0), .risk("CN", .high, until: day(6))),
      ], [.timeline("green d2 red d6 green")]),
    HandCase(
      "while the anchor is open no day counts, and tests count only since the opening", "5, open anchor",
      [
        policy(
          day(0), "p", nil, rule("days", .red, .stay(level: [.high], lookback: nil, within: nil), until: .elapsed(period("1d"))),
          rule("anchor", .red, .stay(level: [.high], lookback: nil, within: nil), until: tests(1)),
          rule("opens", .yellow, .stay(level: [.high], lookback: nil, within: nil), until: tests(1, since: .opens))),
        on(day(1), .stay("CN/1")), on(day(2), .risk("CN/1", .high)), on(day(2), .negative()), on(day(3), .negative()),
      ],
      [
        .timeline("green d2 red"),
        .status(
          day(2),
          #"""
          {"grounds":[
          {"policy":"p","rule":"days","article":null,"color":"red","sequence":2,"opens":"2022-01-03T00:00:00Z","release":null,
            "waitsFor":{"elapsed":null}},
          {"policy":"p","rule":"anchor","article":null,"color":"red","sequence":2,"opens":"2022-01-03T00:00:00Z","release":null,
            "waitsFor":{"negativeTests":{"have":0,"need":1,"notBefore":null}}},
          {"policy":"p","rule":"opens","article":null,"color":"yellow","sequence":2,"opens":"2022-01-03T00:00:00Z",
            "release":"2022-01-04T00:00:00Z","waitsFor":{"negativeTests":{"have":0,"need":1,"notBefore":"2022-01-03T00:00:01Z"}}}]}
          """#),
      ]),
    HandCase(
      "a test at a stay's very anchor is not after it", "5, after, for a stay",
      [
        policy(day(0), "p", nil, rule("r", .red, .stay(level: [.high], lookback: nil, within: nil), until: tests(1))),
        on(day(0), .risk("CN/1", .high)), on(day(1), .stay("CN/1", until: day(2))), on(day(2), .negative()), on(day(2, 1), .negative()),
      ], [.timeline("green d1 red d2+1 green")]),
    HandCase(
      "tests too early, too close, inconclusive or by another method change nothing; a positive by any method begins anew",
      "5, negativeTests",
      [
        policy(day(0), "p", nil, rule("r", .red, .contact(degree: [.close]), until: tests(2, spacing: "1d", notBefore: "2d"))),
        on(day(1), .contact(person: a, degree: .close)), on(day(3, -1), .negative()), on(day(3), .negative()), on(day(4, -1), .negative()),
        on(day(4), .negative(.antigen)), on(day(4, 1), .test(person: a, method: .nucleicAcid, result: .inconclusive)),
        on(day(5), .positive(.antigen)), on(day(5), .negative()), on(day(6), .negative()),
      ],
      [
        .timeline("green d1 red d6 green"),
        .status(
          day(4, 1),
          #"""
          {"grounds":[{"policy":"p","rule":"r","article":null,"color":"red","sequence":2,"opens":"2022-01-02T00:00:00Z",
          "release":"2022-01-07T00:00:00Z","waitsFor":{"negativeTests":{"have":1,"need":2,"notBefore":"2022-01-05T00:00:00Z"}}}]}
          """#),
      ]),
    HandCase(
      "a determination's own end releases; without one, and without a rule's until, nothing does", "5, stated",
      [
        policy(
          day(0), "p", nil, rule("s", .red, .determination(finding: [.isolationRequired]), until: .stated),
          rule("n", .yellow, .determination(finding: [.atRisk]))),
        on(day(1), .determination(person: a, finding: .isolationRequired, until: day(3))),
        on(day(2), .determination(person: a, finding: .atRisk)),
        on(day(5), .determination(person: a, finding: .isolationRequired)),
      ], [.timeline("green d1 red d3 yellow d5 red"), .status(day(5), #"{"nextChange":null}"#)]),
    HandCase(
      "nothing is lifted for a trigger that is no stay", "5, lifted",
      [
        policy(
          day(0), "p", nil,
          rule("r", .yellow, .any([.diagnosis(status: nil), .stay(level: nil, lookback: nil, within: nil)]), until: .lifted)),
        on(day(1), .risk("CN", .low, until: day(2))), on(day(0), .stay("CN/1")), on(day(3), .diagnosed(.suspected)),
      ], [.timeline("green d1 yellow d2 green d3 yellow")]),
    HandCase(
      "an entry from a place and not from an excepted one within it", "4, entry",
      [
        policy(
          day(0), "p", nil, rule("r", .red, .entry(from: [site("CN")], except: [site("CN/5")]), until: .elapsed(period("1d")))),
        on(day(1), .entry(person: a, from: site("CN/5/1"))), on(day(3), .entry(person: a, from: site("CN/50"))),
        on(day(5), .entry(person: a, from: site("KR"))), on(day(7), .entry(person: a, from: site("CN"))),
      ], [.timeline("green d3 red d4 green d7 red d8 green")]),
    HandCase(
      "an instant past the end of time is never", "1, computed instants",
      [
        policy(day(0), "p", nil, rule("r", .red, .diagnosis(status: nil), until: .elapsed(period("36500d")))),
        on(day(1), .diagnosed(.confirmed)),
      ], [.timeline("green d1 red"), .status(.latest, #"{"color":"red","nextChange":null}"#)]),
  ]
}
