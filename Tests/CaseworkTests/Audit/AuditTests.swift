import Casework
import Foundation
import RiskModel
import RiskPolicy
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Audit")
struct AuditTests {
  @Test(.tags(.property)) func agreesWithTheOracle() async throws {
    try await Rounds.run(60, length: 20...90) { log, random in
      guard !log.events.isEmpty else { return nil }
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let oracle = try OracleLog(log.events)
      for _ in 0..<4 {
        let reading = Reading(
          knownAt: UInt64(random.integer(0...log.events.count)), under: try Identities.someOrNoPolicy(&random),
          without: random.percent(50) ? [] : Set((0..<3).map { _ in UInt64(random.integer(1...log.events.count)) }))
        let count = random.integer(1...3)
        let gap = random.pick([0, 1, 3_600, 86_400])
        let audit = try await library.view(reading).audit(Audit.Thresholds(burstCount: count, burstGapSeconds: UInt32(gap)))
        let expected = Oracle(oracle, knownAt: reading.knownAt, under: reading.under, without: reading.without)
          .audit(burstCount: count, gapSeconds: gap)
        let got = Oracle.Findings(audit)
        if let found = Disagreement("audit at \(reading), \(count) within \(gap) s", expected: expected, got: got) { return found }
      }
      return nil
    }
  }

  /// What supports a determination made on `d30`, and what just does not.
  @Test(arguments: [
    (on(day(9), .contact(person: a, degree: .exposure)), true),
    (on(day(9, -1), .contact(person: a, degree: .close)), false),
    (on(day(31), .entry(person: a, from: site("KR"))), true),
    (on(day(31, 1), .entry(person: a, from: site("KR"))), false),
    (on(day(30), .symptom(person: a, signs: Signs(uncheckedBits: 1), epidemiologicalHistory: true)), true),
    (on(day(30), .symptom(person: a, signs: Signs(uncheckedBits: 1), epidemiologicalHistory: false)), false),
    (on(day(20), .test(person: a, method: .antigen, result: .positive)), true),
    (on(day(20), .test(person: a, method: .nucleicAcid, result: .inconclusive)), false),
    (on(day(20), .diagnosis(person: a, status: .suspected)), true),
    (on(day(20), .diagnosis(person: a, status: .recovered)), false),
    (on(day(20), .determination(person: a, finding: .cleared)), false),
    (on(day(20), .quarantine(person: a, phase: .start, mode: .home)), false),
    (on(day(20), .contact(person: b, degree: .close, to: a)), false),
  ])
  func whatSupports(evidence: HandCase.Entry, supports: Bool) async throws {
    let library = try await LibraryAnswers(Self.log([evidence, on(day(30), .determination(person: a, finding: .atRisk))]))
    #expect(try await library.engine.view().audit().unsupported.map(\.sequence) == (supports ? [] : [2]))
  }

  /// A stay in a place below a designated one: the determination is made on `d30`, and the instant that counts is when the stay met the designation.
  @Test(arguments: [
    (RiskLevel.high, 10, 12, 15, true), (.medium, 10, 12, 26, true), (.contaminated, 10, 12, 15, true), (.low, 10, 12, 15, false),
    // Left 14 days before the designation is too long, a second less is not.
    (.high, 1, 12, 26, false), (.high, 11, 13, 26, true),
    // Met before the window.
    (.high, 5, 8, 6, false), (.high, 5, 12, 9, true),
  ])
  func staysThatSupport(level: RiskLevel, from: Int, to: Int, designated: Int, supports: Bool) async throws {
    let until = to == 12 && designated == 26 && from == 1 ? day(12) : day(to, 1)
    let events = [
      on(day(from), .stay(person: a, place: site("CN/50/00/103/venue"), until: until)),
      on(day(designated), .placeRisk(place: site("CN/50/00"), level: level)),
      on(day(30), .determination(person: a, finding: .isolationRequired)),
    ]
    let library = try await LibraryAnswers(Self.log(events))
    #expect(try await library.engine.view().audit().unsupported.map(\.sequence) == (supports ? [] : [3]))
  }

  @Test func whatIsRetractedSupportsNothingAndIsNotListed() async throws {
    let contact = on(day(20), .contact(person: a, degree: .close))
    let determination = on(day(30), .determination(person: a, finding: .notifiedCohort))
    let library = try await LibraryAnswers(
      Self.log([
        contact, determination, on(day(31), retraction(of: .sequence(1))),
        on(day(31), retraction(of: .sequence(2))),
      ]))
    #expect(try await library.engine.view(asKnownAt: .sequence(2)).audit().unsupported.isEmpty)
    #expect(try await library.engine.view(asKnownAt: .sequence(3)).audit().unsupported.map(\.sequence) == [2])
    #expect(try await library.engine.view().audit().unsupported.isEmpty)
    #expect(try await library.engine.view().without([3, 4]).audit().unsupported.isEmpty)
    #expect(try await library.engine.view().audit().retractions.map(\.retractedCount) == [2])
  }

  /// What many retractions of one person's events changed is found of all together: the same as of each by itself.
  @Test(arguments: 0..<6 as Range<UInt64>) func manyRetractionsOfOnePerson(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    // Stays may both hold and release, so that nothing is passed over.
    let facts: [Fact] = [.positive(), .negative(), .contact(person: a, degree: .close), .diagnosed(.confirmed), .diagnosed(.recovered)]
    let choices = seed % 2 == 0 ? facts : facts + [.stay("CN/50/00/103")]
    let rules = [
      rule("positive", .red, .test(method: nil, result: [.positive]), until: tests(2, spacing: "24h")),
      rule("confirmed", .red, .diagnosis(status: [.confirmed]), until: .event(.diagnosis(status: [.recovered]))),
      rule("contact", .yellow, .contact(degree: nil), until: .elapsed(period("3d"))),
      rule("stay", .yellow, .stay(level: nil, lookback: nil, within: nil), until: .elapsed(period("2d"))),
    ]
    let published = on(day(0), .policy(try Policy(id: "p", title: "p", rules: rules).json))
    var entries = [published, on(day(1), .risk("CN/50/00", .high, until: day(5)))]
    let count = 70
    for number in 0..<count {
      // Most are of some days, so that few retractions change a color.
      let at = day(number % 3 == 0 ? number / 4 : 1, random.integer(0...86_399))
      entries.append(on(at, recorded: day(20, number), random.pick(choices)))
    }
    var left = Array(3..<UInt64(count + 3))
    for number in 0..<50 {
      let target = left.remove(at: random.integer(0...left.count - 1))
      entries.append(on(day(21), recorded: day(21, number * 3_600), retraction(of: .sequence(target))))
    }
    let events = Self.log(entries)
    let expected = Oracle(try OracleLog(events), knownAt: UInt64(events.count), under: nil, without: []).audit(burstCount: 1, gapSeconds: 0)
    let audit = try await LibraryAnswers(events).engine.view().audit(Audit.Thresholds(burstCount: 1, burstGapSeconds: 0))
    let got = Oracle.Findings(audit)
    #expect(got == expected && expected.standing["office"]?.first == 50)
  }

  /// A burst grows while the next is recorded within the gap, ends included; fewer than the threshold are none.
  @Test(arguments: [(0, 3, [3]), (3_600, 3, [3]), (3_601, 3, []), (3_600, 4, []), (3_601, 1, [1, 1, 1])])
  func bursts(secondsApart: Int, count: Int, sizes: [Int]) async throws {
    let events = (0..<3).map { index in
      on(day(30), recorded: day(30, index * secondsApart), .determination(person: .number(UInt64(index)), finding: .atRisk))
    }
    let library = try await LibraryAnswers(Self.log(events))
    let audit = try await library.engine.view().audit(Audit.Thresholds(burstCount: count))
    #expect(audit.bursts.map(\.sequences.count) == sizes)
    #expect(audit.unsupported.count == 3)
  }

  @Test func redThatNothingEnds() async throws {
    let policy = try Policy(
      id: "p", title: "t",
      rules: [
        Rule(id: "contact", color: .red, when: .contact(degree: nil), until: .elapsed(Period(14, .days))),
        Rule(
          id: "order", color: .red, when: .determination(finding: [.isolationRequired]),
          until: .any([.stated, .event(.determination(finding: [.cleared]))])),
      ])
    let c = PersonID.number(3)
    let library = try await LibraryAnswers(
      Self.log([
        on(day(0), .policy(policy.json)),
        on(day(1), .contact(person: b, degree: .close)),
        on(day(1), .determination(person: a, finding: .isolationRequired)),
        on(day(1), .determination(person: c, finding: .isolationRequired, until: day(40))),
        on(day(15), recorded: day(15), .test(person: b, method: .antigen, result: .negative)),
        on(day(16), recorded: day(16), .test(person: b, method: .antigen, result: .negative)),
        on(day(25), recorded: day(50), .determination(person: a, finding: .cleared)),
      ]))
    #expect(try await library.engine.view(asKnownAt: .sequence(5)).audit().overlong.isEmpty)
    let going = try #require(try await library.engine.view(asKnownAt: .sequence(6)).audit().overlong.first)
    #expect(going.person == a && going.from == day(1) && going.until == nil && going.explainedUntil == day(15) && going.sequence == 3)
    #expect(going.policy == "p" && going.rule == "order" && going.source.string == "office")
    // What is recorded at the very instant that it releases explains it too.
    let cleared = try await LibraryAnswers(
      Self.log([
        on(day(0), .policy(policy.json)), on(day(1), .determination(person: a, finding: .isolationRequired)),
        on(day(25), recorded: day(25), .determination(person: a, finding: .cleared)),
      ]))
    #expect(try await cleared.engine.view().audit().overlong.isEmpty)
    #expect(try await cleared.engine.view().without([3]).audit().overlong.count == 1)
    // What released it explains it, however late; a policy that let it go does not.
    #expect(try await library.engine.view().audit().overlong.isEmpty)
    try await library.append(
      [RecordedEvent(sequence: 8, recordedAt: day(60), event: on(day(20), Self.none).event)], batches: SplitMix64(seed: 0))
    let ended = try await library.engine.view().without([7]).audit().overlong
    #expect(ended.map(\.person) == [a] && ended.first?.until == day(20))
  }

  /// A policy that colors no person.
  private static let none = policy(day(0), "none", nil, rule("never", .yellow, .test(method: [.antigen], result: [.positive]))).event.fact

  /// June 2022: 1,317 people turned red in two bursts, by hand, among lawful histories.
  @Test func theCaseThatMadeHistory() async throws {
    // TRICOLOR_LAWFUL sets another number of lawful histories; a province has 200,000 and more.
    let lawful = ProcessInfo.processInfo.environment["TRICOLOR_LAWFUL"].flatMap { Int($0) } ?? 20_000
    let history = try RedCodeHistory(lawfulCount: lawful)
    let library = try await LibraryAnswers(importing: history.events)
    let audit = try await library.engine.view().audit()
    #expect(audit.unsupported.map(\.sequence) == history.wrongful)
    #expect(audit.unsupported.count == 1_317)
    #expect(audit.bursts.map(\.personCount) == [446, 871])
    #expect(audit.bursts.map(\.sequences) == [Array(history.wrongful.prefix(446)), Array(history.wrongful.dropFirst(446))])
    #expect(audit.bursts.allSatisfy { $0.source == RedCodeHistory.office })
    for one in audit.unsupported {
      #expect(one.finding == .isolationRequired && one.source == RedCodeHistory.office)
      #expect(one.window.lowerBound.seconds == one.at.seconds - 21 * 86_400 && one.window.upperBound.seconds == one.at.seconds + 86_400)
    }
  }

  private static func log(_ evidence: [HandCase.Entry]) -> [RecordedEvent] {
    var recordedAt = day(0)
    return evidence.enumerated().map { index, one in
      recordedAt = one.recordedAt ?? recordedAt
      return RecordedEvent(sequence: UInt64(index + 1), recordedAt: recordedAt, event: one.event)
    }
  }
}
