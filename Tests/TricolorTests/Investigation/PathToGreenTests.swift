import RiskInquiry
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// Paths to green, against the oracle: each leads there, needs each of its steps, and is not behind any other that is tried.
@Suite("Path to green", .tags(.property))
struct PathToGreenTests {
  /// A log with events that may yet happen appended to it.
  private static func oracle(_ events: [RecordedEvent], adding facts: [(at: Instant, fact: Fact)]) throws -> Oracle {
    let added = try facts.enumerated().map { index, one in
      RecordedEvent(
        sequence: UInt64(events.count + index + 1), recordedAt: .latest, event: try Event(at: one.at, source: "assumed", one.fact))
    }
    return try Oracle(events + added)
  }

  /// The first green by a log with more events, from an instant on; nil for none.
  private static func green(_ person: PersonID, _ events: [RecordedEvent], adding facts: [(at: Instant, fact: Fact)], from start: Instant)
    throws -> Instant?
  {
    let timeline = try OracleTimeline(oracle(events, adding: facts).timeline(of: person))
    if timeline.color(at: start) == "green" { return start }
    return timeline.changes.first { $0.from > start && $0.color == "green" }?.from
  }

  /// What is wrong with an answer; `others` are events that were not chosen.
  private static func check(
    _ answer: PathToGreen, _ events: [RecordedEvent], others: [PathToGreen.Means: [[(at: Instant, fact: Fact)]]]
  ) throws -> Disagreement? {
    for path in answer.paths {
      let steps = path.steps.map { (at: $0.at, fact: $0.fact) }
      let about = "\(path) of \(answer.person) from \(answer.at)"
      if (path.green == nil) != (path.blockedBy != nil) {
        return Disagreement("\(about): a blocked path names its rule", expected: true, got: false)
      }
      if path.green != nil || !steps.isEmpty {
        let green = try Self.green(answer.person, events, adding: steps, from: answer.at)
        if let found = Disagreement(about, expected: path.green?.description, got: green?.description) { return found }
      }
      for index in steps.indices {
        let fewer = Array(steps[..<index] + steps[(index + 1)...])
        let green = try Self.green(answer.person, events, adding: fewer, from: answer.at)
        if green?.seconds ?? Oracle.never <= path.green?.seconds ?? Oracle.never {
          return Disagreement("\(about): step \(index) is needed", expected: true, got: false)
        }
      }
      guard path.isEarliest else { continue }
      for other in (others[path.means] ?? []) + [[]] {
        guard let green = try Self.green(answer.person, events, adding: other, from: answer.at) else { continue }
        if path.green.map({ green < $0 }) ?? true {
          return Disagreement("\(about): nothing is earlier", expected: "\(other)", got: green.description)
        }
      }
    }
    if let byTime = answer.paths[0].green, answer.paths[1].green.map({ $0 > byTime }) ?? true {
      return Disagreement("an authority can do no less", expected: true, got: false)
    }
    return nil
  }

  /// Events that might have been chosen: every one of a grid at once, and a few at random.
  private static func others(
    _ person: PersonID, _ events: [RecordedEvent], from start: Instant, grid: [Instant], _ random: inout SplitMix64
  ) throws -> [PathToGreen.Means: [[(at: Instant, fact: Fact)]]] {
    let known = try Oracle(events)
    let stays = events.filter { $0.fact.kind == .stay && known.isKnown($0) && $0.fact.person == person }
    let designations = events.filter { $0.fact.kind == .placeRisk && known.isKnown($0) }
    let later = grid.filter { $0 >= start }
    func tests(_ at: Instant) -> [(at: Instant, fact: Fact)] {
      TestMethod.allCases.map { (at, .test(person: person, method: $0, result: .negative)) }
    }
    func leaving(_ at: Instant) throws -> [(at: Instant, fact: Fact)] {
      // What is known stays: no person leaves a place at the instant of arrival.
      stays.contains { $0.event.at == at } ? [] : [(at, .stay(person: person, place: try Place("nowhere")))]
    }
    func deciding(_ at: Instant) throws -> [(at: Instant, fact: Fact)] {
      let lifted = designations.filter { $0.event.at != at }.compactMap { designation -> Fact? in
        guard case .placeRisk(let place, let level, _) = designation.fact,
          !designations.contains(where: { $0.event.at == at && $0.fact.place == place })
        else { return nil }
        return .placeRisk(place: place, level: level == .contaminated || level == .decontaminated ? .decontaminated : .none)
      }
      return lifted.map { (at, $0) }
        + [.cleared].map { (at, .determination(person: person, finding: $0)) }
        + QuarantineMode.allCases.map { (at, .quarantine(person: person, phase: .end, mode: $0)) }
        + DiagnosisStatus.allCases.map { (at, .diagnosis(person: person, status: $0)) }
    }
    var byTime = [later.flatMap(tests), try later.flatMap { try tests($0) + leaving($0) }]
    var byAnything: [[(at: Instant, fact: Fact)]] = []
    for _ in 0..<12 {
      let some = try random.some(later).flatMap { at in
        try tests(at).filter { _ in random.percent(60) } + (random.percent(30) ? leaving(at) : [])
      }
      byTime.append(some)
      byAnything.append(some + (try random.some(later).prefix(3).flatMap { at in try deciding(at).filter { _ in random.percent(25) } }))
    }
    return [.timeAndTests: byTime, .anything: byTime + byAnything]
  }

  @Test func ofRandomLogs() async throws {
    try await Rounds.run(50, length: 5...30) { log, random in
      var random = random
      let instants = try log.instantsToAsk()
      for person in log.persons {
        let excerpt = try InvestigationTests.excerpt(of: person, log.events, knownAt: UInt64(log.events.count))
        let instant = random.pick(instants)
        var grid = Set(instants)
        for day in 0...24 { if let next = Instant(secondsSinceEpoch: instant.seconds + day * 43_200) { grid.insert(next) } }
        let others = try Self.others(person, log.events, from: instant, grid: grid.sorted(), &random)
        if let found = try Self.check(try excerpt.pathToGreen(from: instant), log.events, others: others) { return found }
      }
      return nil
    }
  }

  @Test func ofDenseLogs() throws {
    var greens = 0
    for seed in 0..<250 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let log = try DenseLog(seed: seed)
      let excerpt = try InvestigationTests.excerpt(of: DenseLog.person, log.events, knownAt: UInt64(log.events.count))
      let instant = random.pick(log.instants)
      let grid = log.instants.flatMap { [$0, Instant(secondsSinceEpoch: $0.seconds + 1) ?? $0] }
      let answer = try excerpt.pathToGreen(from: instant)
      let others = try Self.others(DenseLog.person, log.events, from: instant, grid: grid, &random)
      let found = try Self.check(answer, log.events, others: others)
      #expect(found == nil, "seed \(seed): \(found.map { "\($0)" } ?? "")\n\(log.lines)")
      // Nothing in these logs opens a hold by what would release another.
      #expect(answer.paths.allSatisfy { $0.isEarliest })
      greens += answer.paths.count { $0.green.map { $0 > instant } ?? false }
    }
    #expect(greens > 50)
  }
}

/// Paths that a plan for each ground alone does not find.
extension PathToGreenTests {
  private static let person = PersonID.number(1)

  private static func paths(_ policies: [(String, [Rule])], _ facts: [(String, Fact)], from start: String) throws -> [PathToGreen.Path] {
    var events: [RecordedEvent] = []
    func add(_ at: String, _ fact: Fact) throws {
      events.append(
        RecordedEvent(sequence: UInt64(events.count + 1), recordedAt: .latest, event: try Event(at: Self.day(at), source: "cdc", fact)))
    }
    for (index, (at, rules)) in policies.enumerated() {
      try add(at, .policy(try Policy(id: "p\(index)", title: "", transition: .immediate, rules: rules).json))
    }
    for (at, fact) in facts { try add(at, fact) }
    return try InvestigationTests.excerpt(of: person, events, knownAt: UInt64(events.count)).pathToGreen(from: Self.day(start)).paths
  }

  /// A day of January, or an hour of one: `03T12`.
  private static func day(_ text: String) throws -> Instant {
    try Instant("2022-01-\(text.contains("T") ? text : text + "T00"):00:00Z")
  }

  private static func texts(_ path: PathToGreen.Path) -> [String] {
    [path.green?.description ?? path.blockedBy ?? ""] + path.steps.map { "\($0.at) \($0.fact.words) (\($0.rule))" }
  }

  private static let contact = Fact.contact(person: person, degree: .close)
  private static let end = Release.event(.quarantine(phase: [.end], mode: nil))

  @Test func whatIsKnownOfLaterReleases() throws {
    let rules = [Rule(id: "r", color: .red, when: .contact(degree: nil), until: Self.end)]
    let paths = try Self.paths(
      [("01", rules)], [("03", Self.contact), ("08", .quarantine(person: Self.person, phase: .end, mode: .home))], from: "03T12")
    #expect(Self.texts(paths[0]) == ["2022-01-08T00:00:00Z"])
    #expect(Self.texts(paths[1]) == ["2022-01-03T12:00:00Z", "2022-01-03T12:00:00Z quarantine centralized end (r)"])
  }

  /// A green that lapses: how long it lasts, and by when to test so that it does not.
  @Test func aGreenThatLapsesIsRenewed() throws {
    let negative = Pattern.test(method: nil, result: [.negative])
    let rules = [
      Rule(id: "lapse", outcome: .color(.yellow), when: negative, after: try Period("72h"), until: .event(negative)),
      Rule(id: "contact", color: .red, when: .contact(degree: nil), until: .elapsed(try Period("1d"))),
    ]
    let test = Fact.test(person: Self.person, method: .nucleicAcid, result: .negative)
    let days = try ["04", "05", "06", "11"].map(Self.day)
    // Still green: the path is empty and says by when to test.
    let green = try Self.paths([("01", rules)], [("03", test)], from: "04")[0]
    #expect(green.green == days[0] && green.steps.isEmpty && green.until == days[2])
    #expect(green.renewal?.at == days[2] && green.renewal?.fact == test && green.renewal?.rule == "lapse")
    // Lapsed: a test now, and the next within three days.
    let lapsed = try Self.paths([("01", rules)], [("03", test)], from: "08")[0]
    #expect(Self.texts(lapsed) == ["2022-01-08T00:00:00Z", "2022-01-08T00:00:00Z test negative nucleic-acid (lapse)"])
    #expect(lapsed.until == days[3] && lapsed.renewal?.at == lapsed.until)
    // A contact that is known to come opens a hold that no test keeps off.
    let exposed = try Self.paths([("01", rules)], [("03", test), ("05", Self.contact)], from: "04")[0]
    #expect(exposed.until == days[1] && exposed.renewal == nil)
  }

  @Test func whatIsKnownOfLaterHolds() throws {
    let rules = [
      Rule(id: "c", color: .yellow, when: .contact(degree: nil), until: .elapsed(try Period("3d"))),
      Rule(id: "iso", color: .red, when: .quarantine(phase: [.start], mode: nil), until: Self.end),
    ]
    let isolation = [("04", QuarantinePhase.start), ("10", .end)].map {
      ($0, Fact.quarantine(person: Self.person, phase: $1, mode: .home))
    }
    let paths = try Self.paths([("01", rules)], [("03", Self.contact)] + isolation, from: "03T12")
    #expect(Self.texts(paths[0]) == ["2022-01-10T00:00:00Z"])
    #expect(Self.texts(paths[1]) == ["2022-01-06T00:00:00Z", "2022-01-04T00:00:00Z quarantine centralized end (iso)"])
  }

  @Test func aPolicyOfLaterReleases() throws {
    let never = [Rule(id: "r", color: .red, when: .contact(degree: nil))]
    let other = [Rule(id: "r", color: .red, when: .test(method: nil, result: [.positive]))]
    let paths = try Self.paths([("01", never), ("10", other)], [("03", Self.contact)], from: "05")
    #expect(paths.map(Self.texts) == [["2022-01-10T00:00:00Z"], ["2022-01-10T00:00:00Z"]])
    #expect(try Self.paths([("01", never)], [("03", Self.contact)], from: "05").map(Self.texts) == [["r"], ["r"]])
  }

  @Test func leavingBeforeTheDesignationEnds() throws {
    let rules = [Rule(id: "s", color: .yellow, when: .stay(level: [.high], lookback: nil, within: nil), until: .elapsed(try Period("7d")))]
    let place = try Place("A")
    let paths = try Self.paths(
      [("01", rules)],
      [("02", .stay(person: Self.person, place: place)), ("03", .placeRisk(place: place, level: .high, until: try Self.day("08")))],
      from: "03T12")
    #expect(Self.texts(paths[0]) == ["2022-01-10T12:00:00Z", "2022-01-03T12:00:00Z stay at elsewhere (s)"])
    #expect(Self.texts(paths[1]) == Self.texts(paths[0]))
  }

  @Test func aTestForThePolicyThenInForce() throws {
    let first = [
      Rule(
        id: "c", color: .red, when: .contact(degree: nil),
        until: .all([.elapsed(try Period("20d")), .negativeTests(try NegativeTests(count: 1))]))
    ]
    let second = [
      Rule(
        id: "c", color: .yellow, when: .contact(degree: nil),
        until: .negativeTests(try NegativeTests(count: 1, notBefore: try Period("5d"))))
    ]
    let paths = try Self.paths(
      [("01", first), ("06", second)],
      [("03", Self.contact), ("10", .test(person: Self.person, method: .nucleicAcid, result: .negative))], from: "03T12")
    #expect(Self.texts(paths[0]) == ["2022-01-08T00:00:00Z", "2022-01-08T00:00:00Z test negative nucleic-acid (c)"])
  }

  @Test func aNegativeTestThatARuleWaitsForIsATest() throws {
    let rules = [Rule(id: "r", color: .red, when: .contact(degree: nil), until: .event(.test(method: nil, result: [.negative])))]
    let paths = try Self.paths([("01", rules)], [("03", Self.contact)], from: "03T12")
    #expect(Self.texts(paths[0]) == ["2022-01-03T12:00:00Z", "2022-01-03T12:00:00Z test negative nucleic-acid (r)"])
  }

  /// Where what releases one rule opens another, a way is found, and it is said that it may not be the earliest.
  @Test func whatReleasesMayHoldInTurn() throws {
    let rules = [
      Rule(id: "case", color: .red, when: .diagnosis(status: [.confirmed]), until: .event(.diagnosis(status: [.recovered]))),
      Rule(
        id: "discharged", color: .yellow, when: .diagnosis(status: [.recovered]),
        until: .all([.elapsed(try Period("7d")), .negativeTests(try NegativeTests(count: 2, spacing: try Period("24h")))])),
    ]
    let paths = try Self.paths([("01", rules)], [("03", .diagnosis(person: Self.person, status: .confirmed))], from: "03T12")
    #expect(Self.texts(paths[0]) == ["case"] && paths[0].isEarliest)
    #expect(
      Self.texts(paths[1]) == [
        "2022-01-10T12:00:00Z", "2022-01-03T12:00:00Z diagnosis recovered (case)",
        "2022-01-03T12:00:00Z test negative nucleic-acid (discharged)",
        "2022-01-04T12:00:00Z test negative nucleic-acid (discharged)",
      ])
    #expect(!paths[1].isEarliest)
  }
}
