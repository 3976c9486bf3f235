import EventLog
import LMDB
import RiskModel
import RiskPolicy
import Testing

@testable import Histories
@testable import Tricolor
@testable import TricolorOracle

@Suite("Columns")
struct ColumnTests {
  private let store = Store()

  private func fill() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append([EvidenceLog.policy(), EvidenceLog.designation("CN/50/01")])
    try await EvidenceLog.fill(engine, count: 500, personCount: 60)
    _ = try await engine.snapshot()
    try await engine.close()
  }

  /// An attacker makes every checksum fit. Then only the histories themselves show that the columns say something else.
  @Test func verificationHoldsColumnsAgainstTheHistories() async throws {
    try await fill()
    #expect(try await Reader.open(at: store.path).verify().isSound)
    do {
      let environment = try Environment.open(at: store.path)
      let tables = try #require(try DerivedTables.open(in: environment, sealedBy: nil))
      let sealed = try environment.read { try tables.readManifest($0) }
      try environment.write { transaction in
        var manifest = sealed
        var run = try #require(manifest.runs.first)
        let key = DerivedTables.runKey(run.id, try firstPerson(tables, run.id, transaction))
        var block = ByteWriter()
        block.bytes = try #require(try transaction.value(of: key, in: tables.columns)?.array)
        // When the first person left all but the last three stays.
        let stays = try unsafe ColumnBlock.headerByteCount + 4 * ColumnBlock(block.bytes.span.bytes).chunkCount
        block.overwrite(UInt32.max, at: stays)
        block.overwrite(unsafe ColumnBlock.checksum(of: block.bytes.span.bytes), at: ColumnBlock.checksumOffset)
        try transaction.put(block.bytes, at: key, in: tables.columns)
        var checksums = ByteWriter()
        try tables.forEachChunk(of: run.id, readsBodies: true, transaction) {
          checksums.write($0.checksum)
          return true
        }
        checksums.write(try unsafe ColumnBlock(block.bytes.span.bytes).checksum)
        run.checksum = unsafe Checksum.of(checksums.bytes.span.bytes)
        manifest[run.partition] = [run]
        try transaction.put(manifest.bytes, at: DerivedTables.manifestKey, in: tables.manifest)
      }
    }
    let engine = try Reader.open(at: store.path)
    #expect(engine.refusedSnapshot == nil)
    let faults = try await engine.verify().faults
    #expect(faults == ["sealed histories: columns 0 of run 1 are not what the histories say"])
  }

  /// A view is older than what is sealed after it: the columns then speak of stays at places that were not known, more of them than a screen has bits.
  @Test func viewsReadColumnsThatKnowMorePlaces() async throws {
    try await fill()
    let engine = try Engine.open(at: store.path)
    let noon = try Instant("2022-01-02T12:00:00Z")
    try await engine.append(try stays(atPlaces: 0..<3))
    let view = try engine.view()
    let colors = try await view.recolor(at: noon)
    #expect(colors.counts[.green] != colors.count)
    try await engine.append(try stays(atPlaces: 3..<2_000))
    _ = try await engine.snapshot()
    let again = try await view.recolor(at: noon)
    #expect(again.persons == colors.persons && again.colors == colors.colors)
  }

  /// What ended a stay and an isolation in January was recorded in March: it was not known in February, when columns that hold it are asked.
  @Test(arguments: [0, 100, 200]) func whatWasRecordedLateIsNotKnownBefore(daysLate: Int) async throws {
    let engine = try Engine.create(at: store.path)
    let start = try Instant("2022-01-01T00:00:00Z")
    func at(day: Int) -> Instant { start.advanced(bySeconds: UInt32(day * 86_400)) }
    func draft(_ fact: Fact, day: Int, recorded: Int) throws -> Draft {
      Draft(try Event(at: at(day: day), source: "office", fact), recordedAt: at(day: recorded))
    }
    let (stayed, isolated) = (PersonID.number(1), PersonID.number(2))
    try await engine.append([
      draft(.policy(Self.twoRules().json), day: 0, recorded: 0),
      Draft(try EvidenceLog.designation("CN/50/01"), recordedAt: start),
      draft(.stay(person: stayed, place: Place("CN/50/01/7")), day: 0, recorded: 0),
      draft(.quarantine(person: isolated, phase: .start, mode: .centralized), day: 0, recorded: 0),
    ])
    try await engine.append([
      draft(.stay(person: stayed, place: Place("CN/51")), day: 3, recorded: 3 + daysLate),
      draft(.quarantine(person: isolated, phase: .end, mode: .centralized), day: 3, recorded: 3 + daysLate),
    ])
    _ = try await engine.snapshot()
    let view = try engine.view(asKnownAt: .recorded(by: at(day: 50)))
    #expect(view.knownAt == (daysLate == 0 ? 6 : 4))
    let colors = try await view.recolor(at: at(day: 50))
    for (person, color) in zip(colors.persons, colors.colors) { #expect(try view.status(of: person, at: at(day: 50)).color == color) }
    #expect(colors.counts[.green] == (daysLate == 0 ? 2 : 0))
  }

  /// The fifth last of a person's stays holds until enough tests were taken after it, asked for at the head and on a day since which more came.
  @Test(arguments: [1, 3, 12]) func anOldStayHoldsUntilTheTestsAreEnough(testCount: Int) async throws {
    let engine = try Engine.create(at: store.path)
    let start = try Instant("2022-01-01T00:00:00Z")
    func draft(_ fact: Fact, hour: Int) throws -> Draft {
      Draft(try Event(at: start.advanced(bySeconds: UInt32(hour * 3_600)), source: "office", fact), recordedAt: start)
    }
    let policy = try Policy(
      id: "area", title: "area", authority: "office", transition: .immediate,
      rules: [
        Rule(
          id: "risk-area", article: "第1条", color: .yellow, when: .stay(level: [.high], lookback: Period(7, .days), within: nil),
          until: .all([.elapsed(try Period("7d")), .negativeTests(try NegativeTests(count: 3, spacing: try Period("24h")))])),
        Rule(id: "case", color: .red, when: .diagnosis(status: [.suspected]), until: .event(.diagnosis(status: [.excluded]))),
      ])
    try await engine.append([Draft(try Event(at: start, source: "office", .policy(policy.json)), recordedAt: start)])
    try await engine.append([Draft(try EvidenceLog.designation("CN/50/01"), recordedAt: start)])
    for number in 1...40 {
      let person = PersonID.number(UInt64(number))
      // The first stay, of six, is at the designated place. Of every second person it is elsewhere.
      let places = [number % 2 == 0 ? "CN/50/01/7" : "CN/51", "CN/52", "CN/53", "CN/54", "CN/55", "CN/56"]
      try await engine.append(
        places.enumerated().map { try draft(.stay(person: person, place: Place($1)), hour: 10 + 5 * $0) }
          + (0..<testCount).map { try draft(.test(person: person, method: .nucleicAcid, result: .negative), hour: 48 + 25 * $0 + number) })
    }
    _ = try await engine.snapshot()
    let view = try engine.view()
    for day in [3, 9, 12, 20] {
      let instant = start.advanced(bySeconds: UInt32(day * 86_400))
      let colors = try await view.recolor(at: instant)
      for (person, color) in zip(colors.persons, colors.colors) { #expect(try view.status(of: person, at: instant).color == color) }
      #expect(colors.counts[.yellow] == (day == 3 || testCount < 3 ? 20 : 0))
    }
  }

  /// A stay that ended before its place was designated begins to count then: a test or an end of isolation between the two releases nothing that is counted
  /// from the beginning.
  @Test(arguments: [NegativeTests.Origin.opens, .anchor]) func aStayBeforeTheDesignationCountsFromIt(origin: NegativeTests.Origin)
    async throws
  {
    let engine = try Engine.create(at: store.path)
    let start = try Instant("2022-01-01T00:00:00Z")
    func draft(_ fact: Fact, day: Int) throws -> Draft {
      Draft(try Event(at: start.advanced(bySeconds: UInt32(day * 86_400)), source: "office", fact), recordedAt: start)
    }
    let tests = try NegativeTests(count: 1, spacing: Period("0s"), since: origin)
    let policy = try Policy(
      id: "area", title: "area", authority: "office", transition: .immediate,
      rules: [
        Rule(
          id: "tests", article: "第1条", color: .yellow, when: .stay(level: [.high], lookback: Period(14, .days), within: nil),
          until: .all([.elapsed(try Period("1d")), .negativeTests(tests)])),
        Rule(
          id: "isolated", article: "第2条", color: .red, when: .stay(level: [.medium], lookback: Period(14, .days), within: nil),
          until: .all([.elapsed(try Period("1d")), .event(.quarantine(phase: [.end], mode: nil))])),
      ])
    try await engine.append([
      draft(.policy(policy.json), day: 0), draft(.placeRisk(place: Place("CN/50/01"), level: .high), day: 5),
      draft(.placeRisk(place: Place("CN/50/02"), level: .medium), day: 5),
    ])
    for number in 0..<40 {
      let person = PersonID.number(UInt64(number))
      try await engine.append([
        draft(
          .stay(person: person, place: Place(number % 2 == 0 ? "CN/50/01" : "CN/50/02"), until: start.advanced(bySeconds: 90_000)), day: 0),
        draft(.test(person: person, method: .nucleicAcid, result: .negative), day: 3),
        draft(.quarantine(person: person, phase: .end, mode: .centralized), day: 3),
      ])
    }
    _ = try await engine.snapshot()
    let view = try engine.view()
    let instant = start.advanced(bySeconds: 6 * 86_400)
    let colors = try await view.recolor(at: instant)
    for (person, color) in zip(colors.persons, colors.colors) { #expect(try view.status(of: person, at: instant).color == color) }
    #expect(colors.counts[.yellow] == (origin == .opens ? 20 : 0) && colors.counts[.red] == 20)
  }

  /// A policy governs what began under it, also of a person with another event of the kind under the next, which has no such rule.
  @Test func anEarlierEventHoldsByThePolicyOfItsTime() async throws {
    let engine = try Engine.create(at: store.path)
    let start = try Instant("2022-01-01T00:00:00Z")
    func draft(_ fact: Fact, day: Int) throws -> Draft {
      Draft(try Event(at: start.advanced(bySeconds: UInt32(day * 86_400)), source: "office", fact), recordedAt: start)
    }
    let tests = Release.negativeTests(try NegativeTests(count: 3, spacing: Period("24h")))
    let before = try Policy(
      id: "before", title: "before", authority: "office", transition: .immediate,
      rules: [Rule(id: "contact", article: "第1条", color: .red, when: .contact(degree: [.close]), until: tests)])
    let after = try Policy(
      id: "after", title: "after", authority: "office", transition: .prospective,
      rules: [Rule(id: "symptom", article: "第2条", color: .yellow, when: .symptom(signs: nil, epidemiologicalHistory: nil), until: tests)])
    try await engine.append([draft(.policy(before.json), day: 0), draft(.policy(after.json), day: 20)])
    for number in 0..<40 {
      let contact = Fact.contact(person: .number(UInt64(number)), degree: .close)
      try await engine.append((number % 2 == 0 ? [15, 25] : [25]).map { try draft(contact, day: $0) })
    }
    _ = try await engine.snapshot()
    let view = try engine.view()
    let instant = start.advanced(bySeconds: 30 * 86_400)
    let colors = try await view.recolor(at: instant)
    for (person, color) in zip(colors.persons, colors.colors) { #expect(try view.status(of: person, at: instant).color == color) }
    #expect(colors.counts[.red] == 20 && colors.counts[.green] == 20)
  }

  /// An isolation until it ends, and a risk area until fourteen days have passed.
  private static func twoRules() throws -> Policy {
    try Policy(
      id: "two-rules", title: "Two rules", authority: "office", transition: .immediate,
      rules: [
        Rule(
          id: "isolation", article: "第1条", color: .red, when: .quarantine(phase: [.start], mode: nil),
          until: .event(.quarantine(phase: [.end], mode: nil))),
        Rule(
          id: "risk-area", article: "第2条", color: .yellow, when: .stay(level: [.high], lookback: Period(14, .days), within: nil),
          until: .elapsed(Period(14, .days))),
      ])
  }

  /// Stays of seven hundred persons at a place each: no more than three of one, of which columns tell all.
  private func stays(atPlaces places: Range<Int>) throws -> [Event] {
    try places.map { place in
      let at = try Instant("2022-01-02T00:00:00Z").advanced(bySeconds: UInt32(place))
      return try Event(at: at, source: "office", .stay(person: .number(UInt64(place % 700)), place: Place("CN/50/01/\(place)")))
    }
  }

  private func firstPerson(_ tables: DerivedTables, _ run: UInt32, _ transaction: borrowing WriteTransaction) throws -> PersonID {
    var first: PersonID?
    try tables.forEachChunk(of: run, readsBodies: true, transaction) {
      first = $0.person(0)
      return false
    }
    return try #require(first)
  }
}
