import PolicyEditions
import RiskInquiry
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// Investigations against the oracle: what was shown, what should have been, where they differ, and by which recordings.
@Suite("Investigations", .tags(.property))
struct InvestigationTests {
  /// What bears on a person, by looking at every event of a log.
  static func excerpt(of person: PersonID, _ events: [RecordedEvent], knownAt: UInt64, without: Set<UInt64> = [], under: Policy? = nil)
    throws
    -> Excerpt
  {
    let log = try OracleLog(events)
    let targets = Dictionary(uniqueKeysWithValues: log.retractionOf.map { ($0.value, $0.key) })
    let recorded = events.filter { $0.sequence <= knownAt }
    // Every pseudonym that some link joined at any time: as if no link had ever been withdrawn.
    let unbroken = Oracle(try OracleLog(recorded.filter { $0.fact.kind == .link }), knownAt: knownAt)
    let pseudonyms = Set(unbroken.pseudonyms(of: person))
    let places = recorded.filter { [.stay, .entry].contains($0.fact.kind) && $0.fact.person.map(pseudonyms.contains) ?? false }
      .compactMap(\.fact.place)
    let entries = recorded.filter { event in
      let about = targets[event.sequence].flatMap { target in events.first { $0.sequence == target } } ?? event
      if case .placeRisk(let place, _, _) = about.fact { return places.contains { Oracle.contains(place, $0) } }
      return about.fact.person.map(pseudonyms.contains) ?? true
    }.map { Excerpt.Entry($0, target: targets[$0.sequence]) }
    return try Excerpt(of: person, knownAt: knownAt, entries: entries, leavingOut: without, under: under)
  }

  /// What differs from the oracle in an investigation by all that is known.
  private static func check(_ got: Investigation, _ events: [RecordedEvent]) throws -> Disagreement? {
    let oracle = try Oracle(events)
    let displayed = try OracleTimeline(oracle.displayed(got.person))
    let rightful = try OracleTimeline(oracle.timeline(of: got.person))
    func texts(_ spans: [Span]) -> [[String]] { spans.map { [$0.from.description, $0.until.description, $0.color.text] } }
    if let found = Disagreement("displayed", expected: displayed.spans(in: got.during), got: texts(got.displayed)) { return found }
    if let found = Disagreement("rightful", expected: rightful.spans(in: got.during), got: texts(got.rightful)) { return found }
    // Maximal stretches over which both keep their color, by looking at every bound.
    let bounds = Set([got.during.lowerBound] + (displayed.changes + rightful.changes).map(\.from).filter { got.during.contains($0) })
      .sorted()
    var expected: [[String]] = []
    for (index, from) in bounds.enumerated() {
      let until = index + 1 < bounds.count ? bounds[index + 1] : got.during.upperBound
      let colors = [displayed.color(at: from), rightful.color(at: from)]
      if colors[0] != colors[1] { expected.append([from.description, until.description] + colors) }
    }
    let stretches = got.discrepancies.map { [$0.from.description, $0.until.description, $0.shown.text, $0.rightful.text] }
    if let found = Disagreement("discrepancies", expected: expected, got: stretches) { return found }
    let red = got.displayed.filter { $0.color != .green }.map { $0.color == .red ? "第十六条" : "第十七条" }
    return Disagreement("measures", expected: red, got: got.measures.map(\.article))
  }

  @Test func showsWhatTheOracleShows() async throws {
    try await Rounds.run(60) { log, random in
      var random = random
      for person in log.persons {
        let excerpt = try Self.excerpt(of: person, log.events, knownAt: UInt64(log.events.count))
        if let found = try Self.check(excerpt.investigate(during: try log.period(&random)), log.events) { return found }
      }
      return nil
    }
  }

  /// Designations of a place, the latest recorded first, some of them before they begin: those to come change nothing yet that is shown.
  @Test(arguments: [20, 60]) func designationsThatAreRecordedNewestFirst(count: Int) throws {
    let person = PersonID(high: 7, low: 7)
    let place = try Place("CN/50/00/103")
    func at(_ minutes: Int) throws -> Instant { try #require(Instant(secondsSinceEpoch: 1_640_995_200 + 60 * minutes)) }
    var events = [try Event(at: at(0), source: "office", .policy(Policy.chongqing2021.json))]
    events.append(try Event(at: at(1), source: "office", .stay(person: person, place: place)))
    for number in 0..<count {
      let level: RiskLevel = number % 3 == 0 ? .none : number % 3 == 1 ? .medium : .high
      events.append(try Event(at: at(2 * (count - number)), source: "office", .placeRisk(place: place, level: level)))
    }
    let recorded = try events.enumerated().map { index, event in
      RecordedEvent(sequence: UInt64(index + 1), recordedAt: try at(index), event: event)
    }
    let excerpt = try Self.excerpt(of: person, recorded, knownAt: UInt64(recorded.count))
    #expect(try excerpt.displayed().json == Oracle(recorded).displayed(person))
    #expect(try Self.check(excerpt.investigate(during: .earliest..<Instant.latest), recorded) == nil)
  }

  /// Tests of which most are retracted, some at once and some late: what a retraction takes away did the opposite of what it does.
  @Test(arguments: [1, 7, 40]) func testsThatAreRetracted(lag: Int) throws {
    let person = PersonID(high: 7, low: 8)
    func at(_ minutes: Int) throws -> Instant { try #require(Instant(secondsSinceEpoch: 1_640_995_200 + 60 * minutes)) }
    var events = [try Event(at: at(0), source: "office", .policy(Policy.chongqing2021.json))]
    var due: [(at: Int, sequence: UInt64)] = []
    for number in 1...90 {
      if let first = due.first, first.at <= number {
        due.removeFirst()
        events.append(
          try Event(at: at(number), source: "office", .retraction(of: .sequence(first.sequence), reason: "another person's")))
        continue
      }
      let result: TestResult = number % 5 == 0 ? .positive : number % 7 == 0 ? .inconclusive : .negative
      // Some specimens were taken long before they are recorded, others are dated ahead.
      let taken = number + [0, -40, 60][number % 3]
      events.append(try Event(at: at(taken + 60), source: "lab", .test(person: person, method: .nucleicAcid, result: result)))
      if number % 4 != 0 { due.append((number + lag, UInt64(events.count))) }
    }
    let recorded = try events.enumerated().map { index, event in
      RecordedEvent(sequence: UInt64(index + 1), recordedAt: try at(20 * index), event: event)
    }
    let excerpt = try Self.excerpt(of: person, recorded, knownAt: UInt64(recorded.count))
    #expect(try excerpt.displayed().json == Oracle(recorded).displayed(person))
    #expect(excerpt.displayed().intervals.count > 1)
  }

  /// The check above finds what is planted: an event that an investigator was not told of.
  @Test func aMissingEventIsFound() async throws {
    var found = 0
    for seed in 0..<30 as Range<UInt64> {
      let log = try RandomLog(seed: seed)
      for person in log.persons {
        let everything = try Self.excerpt(of: person, log.events, knownAt: UInt64(log.events.count))
        let period = Instant.earliest..<Instant.latest
        let one = everything.decisiveEvidence(at: log.instants[log.instants.count / 2]).sets.sets.first
        guard let one else { continue }
        let wrong = try everything.leavingOut(Set(one)).investigate(during: period)
        if try Self.check(wrong, log.events) != nil { found += 1 } else { Issue.record("without \(one), seed \(seed): nothing found") }
      }
    }
    #expect(found > 10)
  }

  /// The library gathers from its store all that bears on a person.
  @Test func theStoreGivesAllThatBearsOnAPerson() async throws {
    try await Rounds.run(25) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let period = try log.period(&random)
      let knownAt = UInt64(random.integer(0...log.events.count))
      let without = log.events.isEmpty || random.percent(50) ? [] : [UInt64(random.integer(1...log.events.count))]
      let policy = try Identities.someOrNoPolicy(&random)
      for person in log.persons {
        var view = try library.engine.view(asKnownAt: .sequence(knownAt)).without(without)
        if let policy { view = try view.under(policy) }
        let expected = try Self.excerpt(of: person, log.events, knownAt: knownAt, without: Set(without), under: policy)
        if let found = Disagreement(
          "investigation", expected: expected.investigate(during: period).json, got: try view.investigate(person, during: period).json)
        {
          return found
        }
      }
      return nil
    }
  }

  /// The causes of a discrepancy are all the minimal sets of later recordings without which the rightful color would be the one shown.
  @Test func causesAreMinimal() async throws {
    try await Rounds.run(80, length: 3...13) { log, random in
      let oracleLog = try OracleLog(log.events)
      for person in log.persons {
        let excerpt = try Self.excerpt(of: person, log.events, knownAt: UInt64(log.events.count))
        for discrepancy in excerpt.investigate(during: Instant.earliest..<Instant.latest).discrepancies {
          for explanation in discrepancy.explanations {
            let later = log.events.filter { $0.recordedAt > explanation.from }.map(\.sequence)
            let members = later.filter { sequence in
              // A withdrawal of what was not shown explains nothing.
              guard let target = oracleLog.retractionOf.first(where: { $0.value == sequence })?.key else { return true }
              return !later.contains(target)
            }
            let expected = try BruteForce.minimalSets(of: members) { set in
              let timeline = try OracleTimeline(Oracle(oracleLog, without: set).timeline(of: person))
              return timeline.spans(in: explanation.from..<explanation.until).allSatisfy { $0[2] == discrepancy.shown.text }
            }
            if let found = Disagreement("causes of \(discrepancy.json)", expected: expected, got: explanation.recordings.sets) {
              return found
            }
            if !explanation.recordings.isComplete { return Disagreement("complete", expected: true, got: false) }
          }
        }
      }
      return nil
    }
  }

  /// A correction says anew what was withdrawn; another event of its type that comes late is no more than that.
  @Test func aCorrectionIsOfWhatWasWithdrawn() throws {
    let person = PersonID.number(1)
    func day(_ number: Int) throws -> Instant { try Instant("2022-01-0\(number)T00:00:00Z") }
    let rules = [Rule(id: "r", color: .red, when: .test(method: nil, result: [.positive]))]
    let positive = Fact.test(person: person, method: .nucleicAcid, result: .positive)
    let withdrawn = Fact.retraction(of: .sequence(2), reason: try Text("exchanged", bytes: Event.reasonBytes))
    func kind(of original: Int = 3, withdrawn retracted: Int = 5, recorded: Int, at: Int, source: String) throws -> [Cause.Kind] {
      let events: [(Int, Int, String, Fact)] = [
        (1, 1, "nhc", .policy(try Policy(id: "p", title: "", rules: rules).json)), (2, original, "lab", positive),
        (retracted, retracted, "cdc", withdrawn), (recorded, at, source, positive),
      ]
      let log = try events.enumerated().map { index, one in
        RecordedEvent(
          sequence: UInt64(index + 1), recordedAt: try day(one.0), event: try Event(at: try day(one.1), source: one.2, one.3))
      }
      let found = try Self.excerpt(of: person, log, knownAt: 4).investigate(during: try day(3)..<(try day(7)))
      return found.discrepancies.flatMap(\.causes).filter { $0.sequence == 4 }.map(\.kind)
    }
    #expect(try kind(recorded: 6, at: 4, source: "lab") == [.lateEvent])
    #expect(try kind(recorded: 6, at: 3, source: "hospital") == [.correction])
    // Recorded when the other was withdrawn, by the source that withdrew it, by the one that had recorded it, and by another.
    #expect(try kind(of: 6, withdrawn: 4, recorded: 4, at: 3, source: "cdc") == [.correction])
    #expect(try kind(of: 6, withdrawn: 4, recorded: 4, at: 3, source: "lab") == [.correction])
    #expect(try kind(of: 6, withdrawn: 4, recorded: 4, at: 3, source: "hospital") == [.lateEvent])
  }

  /// The events of a person are read wherever they stand: side by side, few apart, in another block.
  @Test func readsWhatBearsOnThePerson() async throws {
    let own: Set<UInt64> = [2, 3, 5, 21, 37, 54, 55, 300, 2_100, 2_101, 4_499, 4_500]
    var events = [RecordedEvent(sequence: 1, recordedAt: day(0), event: on(day(0), .policy(Policy.chongqing2021.json)).event)]
    for sequence in 2...4_500 as ClosedRange<UInt64> {
      let person = own.contains(sequence) ? a : PersonID.number(sequence)
      var fact = Fact.test(person: person, method: .nucleicAcid, result: .negative)
      if sequence == 300 { fact = retraction(of: .sequence(21)) }
      events.append(RecordedEvent(sequence: sequence, recordedAt: day(1, Int(sequence)), event: on(day(1), fact).event))
    }
    let library = try await LibraryAnswers(importing: events)
    let entries = try library.engine.view().excerpt(of: a).entries
    let expected = events.filter { own.contains($0.sequence) || $0.sequence == 1 }
    #expect(entries.map(\.event) == expected)
    #expect(entries.map(\.target) == expected.map { $0.sequence == 300 ? 21 : nil })
    let then = try library.engine.view(asKnownAt: .sequence(54)).excerpt(of: a).entries
    #expect(then.map(\.sequence) == [1] + own.filter { $0 <= 54 }.sorted())
  }
}
