import PolicyEditions
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// Questions about everyone, held against the same question about each person.
@Suite("Everyone")
struct EveryoneTests {
  /// A policy's counts of tests, stays at places of several levels and evidence that states an end decide, all of them without a fold.
  @Test(.tags(.property), arguments: Policy.editions) func editionsGiveTheColorsOfPersons(edition: Policy) async throws {
    try await Rounds.run(60, length: 20...120) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      try await library.engine.snapshot()
      let questions = try Questions(about: log, count: 4, &random)
      for known in [UInt64(log.events.count), UInt64(random.integer(1...log.events.count))] {
        let view = try library.engine.view(asKnownAt: .sequence(known)).under(edition)
        for instant in questions.instants {
          let recoloring = try await view.recolor(at: instant)
          var got: [String] = []
          recoloring.forEach { got.append("\($0) \($1)") }
          let expected = try recoloring.persons.map { "\($0) \(try view.color(of: $0, at: instant))" }
          if got != expected { return Disagreement("colors at \(instant) by \(known)", expected: "\(expected)", got: "\(got)") }
        }
      }
      return nil
    }
  }

  /// A notice counts once for each person that it is given to.
  @Test(.tags(.property)) func noticesAreCountedAsPersonsAreGivenThem() async throws {
    try await Rounds.run(60) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let questions = try Questions(about: log, &random)
      let oracle = Oracle(try OracleLog(log.events))
      let view = try library.engine.view()
      for instant in questions.instants {
        let (got, expected) = (try await view.noticeCounts(at: instant), oracle.noticeCounts(at: instant))
        if got != expected { return Disagreement("notices at \(instant)", expected: "\(expected)", got: "\(got)") }
      }
      return nil
    }
  }

  /// What codes say, asked of many persons at one time: by each pseudonym, in an order of no kind.
  @Test(.tags(.property)) func codesSayWhatStatusesSay() async throws {
    try await Rounds.run(40) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      if random.integer(0...1) == 0 { try await library.engine.snapshot() }
      let questions = try Questions(about: log, &random)
      // More than are asked one by one.
      let repeats = 300 / questions.persons.count + 1
      let persons = Array(repeatElement(questions.persons, count: repeats).joined())
      for known in [UInt64(log.events.count), UInt64(random.integer(1...log.events.count))] {
        let view = try library.engine.view(asKnownAt: .sequence(known))
        for instant in questions.instants.prefix(3) {
          let got = try view.standings(of: persons, at: instant).map { standing in
            "\(standing.person) \(standing.color) \(standing.isRegistered) \(standing.nextChange, default: "-") \(standing.noticeCount)"
          }
          let each = try questions.persons.map { person in
            let status = try view.status(of: person, at: instant)
            return "\(person) \(status.color) \(status.registered) \(status.nextChange, default: "-") \(status.notices.count)"
          }
          let expected = repeatElement(each, count: repeats).joined()
          if !got.elementsEqual(expected) {
            return Disagreement("standings at \(instant) by \(known)", expected: "\(Array(expected))", got: "\(got)")
          }
        }
      }
      return nil
    }
  }

  /// Two negative tests of one pseudonym are enough for that one alone, but not where the other's positive test came between.
  @Test func aLinkedPersonsTestsAreCountedTogether() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    let (one, other) = (PersonID.number(1), PersonID.number(2))
    func event(_ day: Int, _ fact: Fact) throws -> Event { try Event(at: Instant("2022-01-0\(day)T00:00:00Z"), source: "lab", fact) }
    func test(_ person: PersonID, _ result: TestResult) -> Fact { .test(person: person, method: .nucleicAcid, result: result) }
    try await engine.append([
      event(1, .symptom(person: one, signs: try Signs([.fever]), epidemiologicalHistory: true)),
      event(3, test(one, .negative)), event(4, test(other, .positive)), event(5, test(one, .negative)),
    ])
    let rule = Rule(
      id: "symptoms", color: .yellow, when: .symptom(signs: nil, epidemiologicalHistory: nil),
      until: .negativeTests(try NegativeTests(count: 2)))
    let policy = try Policy(id: "counts", title: "counts", transition: .immediate, rules: [rule])
    let instant = try Instant("2022-01-09T00:00:00Z")
    try await engine.snapshot()
    #expect(try await engine.view().under(policy).recolor(at: instant).counts == [.green: 2, .yellow: 0, .red: 0])
    try await engine.append([event(9, .link(person: one, same: other))])
    let joined = try await engine.view().under(policy).recolor(at: instant)
    #expect(joined.counts == [.green: 0, .yellow: 1, .red: 0])
    #expect(joined.persons == [min(one, other)])
  }
}
