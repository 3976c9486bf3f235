import Casework
import PolicyEditions
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// The life of a case: lodged, decided with what it orders, counted; and the cascade from an index case.
@Suite("Cases")
struct CaseTests {
  private static let index = PersonID.number(1)
  private static let contact = PersonID.number(2)
  private static let other = PersonID.number(3)

  /// An index case by a positive test (2), a close contact of it (3) with another contact of another person (4), and one more contact of the
  /// index case who is red for another reason too (5, 6).
  private static func engine(_ store: Store, _ clock: TestClock) async throws -> Engine {
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    let start = try Instant("2022-10-01T00:00:00Z")
    func event(_ day: Int, _ fact: Fact, source: String = "cdc") throws -> Event {
      let at = try #require(Instant(secondsSinceEpoch: start.seconds + day * 86_400))
      return try Event(at: at, source: source, fact)
    }
    try await engine.append([
      try event(0, .policy(Policy.chongqing2021.json)),
      try event(1, .test(person: index, method: .nucleicAcid, result: .positive), source: "lab"),
      try event(2, .contact(person: contact, degree: .close, to: index)),
      try event(2, .contact(person: other, degree: .close, to: contact)),
      try event(3, .contact(person: other, degree: .close, to: index)),
      try event(3, .stay(person: index, place: Place("CN/50/00/103/venue"))),
    ])
    return engine
  }

  private static func decision(_ outcome: Decision.Outcome, at text: String = "2022-10-06T00:00:00Z") throws -> Decision {
    try Decision(case: "a", of: index, outcome, at: Instant(text), source: "office", channel: .hotline, reason: "specimens were exchanged")
  }

  @Test func upholdingWithdrawsInTheSameCommit() async throws {
    let store = Store()
    let clock = try TestClock("2022-10-05T00:00:00Z")
    let engine = try await Self.engine(store, clock)
    try await engine.lodge(case: "a", of: Self.index, at: Instant("2022-10-04T00:00:00Z"), source: "office", channel: .hotline)
    let now = try Instant("2022-10-06T12:00:00Z")
    let open = try #require(try await engine.view().cases().first)
    #expect(open.state == .open && open.ageSeconds(at: now) == 60 * 3_600 && open.secondsToDecision == nil && open.effect == nil)
    #expect(open.district == (try Place("CN/50/00")))

    try clock.set("2022-10-06T00:00:00Z")
    let cascade = try await engine.view().cascade(from: Self.index)
    #expect(cascade.members.map(\.person) == [Self.contact, Self.other].sorted() && cascade.contacts == [3, 5])
    let changes = Dictionary(uniqueKeysWithValues: cascade.members.map { ($0.person, $0.change.intervals) })
    #expect(changes[Self.contact]?.first?.before == .red && changes[Self.contact]?.first?.after == .green)
    // The other contact still holds this person: from the day before on, so that only the end differs.
    #expect(changes[Self.other]?.allSatisfy { $0.after < $0.before } == true)

    let receipt = try await engine.decide(
      try Self.decision(.upheld(retracting: [.sequence(2)] + cascade.contacts.map { .sequence($0) }, correcting: [])))
    #expect(receipt.receipt.sequences == [8, 9, 10, 11] && !receipt.changedNothing)
    #expect(receipt.effect.intervals.first?.causes.map(\.sequence) == [9])
    let view = try engine.view()
    for person in [Self.index, Self.contact] { #expect(try view.color(of: person, at: now) == .green) }
    #expect(try view.color(of: Self.other, at: now) == .red)
    // One commit: all recorded at one instant, and before it nothing of it.
    #expect(try engine.view(asKnownAt: .sequence(7)).color(of: Self.contact, at: now) == .red)
    let decided = try #require(try view.cases(of: Self.index).first)
    #expect(decided.state == .upheld && decided.secondsToDecision == 2 * 86_400 && !decided.changedNothing)
    let docket = Docket([decided], at: now).entries
    #expect(docket.count == 1 && docket[0].upheld == 1 && docket[0].medianSecondsToDecision == 2 * 86_400)
    await #expect(throws: AppealError.decided(name: decided.name, person: Self.index, state: .upheld)) {
      try await engine.decide(try Self.decision(.rejected))
    }
    try await engine.close()
  }

  @Test func aDecisionThatChangesNothingSaysSo() async throws {
    let store = Store()
    let clock = try TestClock("2022-10-05T00:00:00Z")
    let engine = try await Self.engine(store, clock)
    try await engine.lodge(case: "a", of: Self.index, at: Instant("2022-10-04T00:00:00Z"), source: "office", channel: .online)
    // The stay is withdrawn, which no rule looks at here.
    let receipt = try await engine.decide(try Self.decision(.upheld(retracting: [.sequence(6)], correcting: [])))
    #expect(receipt.changedNothing)
    #expect(try await engine.view().cases().first?.changedNothing == true)
    try await engine.close()
  }

  @Test func nothingOfARefusedDecisionIsStored() async throws {
    let store = Store()
    let engine = try await Self.engine(store, try TestClock("2022-10-05T00:00:00Z"))
    await #expect(throws: AppealError.noSuchCase(name: try Text("a", bytes: 1...64), person: Self.index)) {
      try await engine.decide(try Self.decision(.rejected))
    }
    try await engine.lodge(case: "a", of: Self.index, at: Instant("2022-10-04T00:00:00Z"), source: "office", channel: .online)
    await #expect(throws: AppealError.self) {
      try await engine.lodge(case: "a", of: Self.index, at: Instant("2022-10-04T00:00:00Z"), source: "office", channel: .online)
    }
    let last = try engine.view().knownAt
    let retracting = Decision.Outcome.upheld(retracting: [.sequence(2), .sequence(99)], correcting: [])
    await #expect {
      try await engine.decide(try Self.decision(retracting))
    } throws: { error in
      // By the sequence that was given, not by the position in a batch, which is not seen.
      guard case AppealError.retractionRefused(of: .sequence(99), _) = error else { return false }
      return "\(error)".hasPrefix("event #99 cannot be withdrawn: ")
    }
    await #expect {
      let corrections = [try Event(at: .earliest, source: "s", .policy(.null))]
      try await engine.decide(try Self.decision(.upheld(retracting: [.sequence(2)], correcting: corrections)))
    } throws: { error in
      guard case AppealError.correctionRefused(position: 0, _) = error else { return false }
      return true
    }
    #expect(try engine.view().knownAt == last)
    #expect(try await engine.view().cases().first?.state == .open)
    try await engine.close()
  }

  /// A decision that came before its lodging would leave the case open, to be decided again.
  @Test func aDecisionBeforeItsLodgingIsRefused() async throws {
    let store = Store()
    let engine = try await Self.engine(store, try TestClock("2022-10-05T00:00:00Z"))
    let lodgedAt = try Instant("2022-10-08T00:00:00Z")
    try await engine.lodge(case: "a", of: Self.index, at: lodgedAt, source: "office", channel: .online)
    let last = try engine.view().knownAt
    let expected = AppealError.beforeLodging(
      name: try Text("a", bytes: Event.caseBytes), person: Self.index, lodgedAt: lodgedAt, decidedAt: try Instant("2022-10-07T23:59:59Z"))
    await #expect(throws: expected) { try await engine.decide(try Self.decision(.rejected, at: "2022-10-07T23:59:59Z")) }
    #expect(try engine.view().knownAt == last)
    try await engine.decide(try Self.decision(.rejected, at: "2022-10-08T00:00:00Z"))
    #expect(try await engine.view().cases().map(\.state) == [.rejected])
    try await engine.close()
  }

  /// What occurs after the instant asked about does not count yet.
  @Test func casesAsTheyStandAtAnInstant() async throws {
    let store = Store()
    let engine = try await Self.engine(store, try TestClock("2022-10-05T00:00:00Z"))
    try await engine.lodge(case: "a", of: Self.index, at: Instant("2022-10-04T00:00:00Z"), source: "office", channel: .hotline)
    try await engine.decide(try Self.decision(.upheld(retracting: [.sequence(2)], correcting: [])))
    let view = try engine.view()
    #expect(try await view.cases(at: Instant("2022-10-03T23:59:59Z")).isEmpty)
    let then = try await view.cases(at: Instant("2022-10-05T23:59:59Z"))
    #expect(then.map(\.state) == [.open] && then[0].decidedAt == nil && then[0].effect == nil && then[0].channel == .hotline)
    #expect(try await view.cases(at: Instant("2022-10-06T00:00:00Z")).map(\.state) == [.upheld])
    try await engine.close()
  }

  @Test(.tags(.property)) func casesAndCascadesOfRandomLogs() async throws {
    try await Rounds.run(30) { log, random in
      let library = try await LibraryAnswers(log.events, batches: random)
      let view = try library.engine.view()
      let oracle = try Oracle(log.events)
      var expected: [String] = []
      for person in Set(log.persons.compactMap { oracle.pseudonyms(of: $0).first }) {
        var cases: [String: [RecordedEvent]] = [:]
        for event in oracle.events(of: person) {
          if case .appeal(_, let name, _, _) = event.fact { cases[name.string, default: []].append(event) }
        }
        for (name, events) in cases {
          guard case .appeal(_, _, let phase, _) = events[events.count - 1].fact else { continue }
          expected.append("\(person) \(name) \(phase == .lodged ? "open" : phase.text) \(events.map(\.sequence))")
        }
      }
      let got = try await view.cases().map { "\($0.person) \($0.name) \($0.state.rawValue) \($0.events.map(\.sequence))" }
      if let found = Disagreement("cases", expected: expected.sorted(), got: got.sorted()) { return found }
      for index in log.persons {
        var contacts: [UInt64] = []
        let indexes = oracle.pseudonyms(of: index)
        for event in oracle.everyone.flatMap(oracle.events) {
          if case .contact(_, _, let to?) = event.fact, indexes.contains(to) { contacts.append(event.sequence) }
        }
        let cascade = try await view.cascade(from: index)
        if let found = Disagreement("contacts of \(index)", expected: contacts.sorted(), got: cascade.contacts) { return found }
        for member in cascade.members {
          let without = Oracle(try OracleLog(log.events), without: Set(member.contacts)).timeline(of: member.person)
          let changes = oracle.timeline(of: member.person) != without
          if let found = Disagreement("change of \(member.person)", expected: changes, got: !member.change.intervals.isEmpty) {
            return found
          }
        }
      }
      return nil
    }
  }
}
