import Crypto
import RiskModel
import RiskPolicy
import Testing
import Tricolor

@testable import TricolorOracle

/// The library answers as the oracle does, on cases and on random logs.
@Suite("The library and the oracle")
struct LibraryTests {
  @Test(.tags(.conformance), arguments: HandCase.all)
  func caseWorkedOutByHand(_ handCase: HandCase) async throws {
    if let found = try handCase.discrepancy(try await LibraryAnswers(handCase.events)) { Issue.record("\(found)") }
  }

  @Test(
    .tags(.conformance), .enabled(if: ConformanceFile.isPresent, "the published cases are not beside this checkout"),
    arguments: ConformanceFile.randomNames + ConformanceFile.dataNames)
  func publishedCase(_ name: String) async throws {
    let file = try ConformanceFile(named: name)
    let library = try await LibraryAnswers(importing: file.events)
    for query in try file.queries() {
      let got = try library.status(of: query.person, at: query.at, Reading(knownAt: query.knownAt))
      #expect(got.restricted(to: query.expected) == query.expected)
    }
    for (person, knownAt, expected) in try file.timelines() {
      #expect(try library.timeline(of: person, Reading(knownAt: knownAt)) == expected)
    }
    for (person, expected) in try file.displayed() { #expect(try library.displayed(person) == expected) }
    for (at, knownAt, counts, placesDesignated) in try file.recolors() {
      let reading = Reading(knownAt: knownAt)
      let got = try library.colors(at: at, reading).reduce(into: [:]) { $0[$1.color, default: 0] += 1 }
      #expect(got == counts)
      if let placesDesignated, case .object(let places) = try library.places(at: at, reading) {
        #expect(places.members.count == placesDesignated)
      }
    }
  }

  /// Any knowledge, any policy, anything left out.
  @Test(.tags(.property)) func agreesWithTheOracle() async throws {
    try await Rounds.run(60) { log, random in
      var random = random
      let questions = try Questions(about: log, &random)
      let library = try await LibraryAnswers(log.events, batches: random)
      let oracle = try OracleAnswers(log.events)
      for _ in 0..<4 {
        let reading = Reading(
          knownAt: UInt64(random.integer(0...log.events.count)), under: try Identities.someOrNoPolicy(&random),
          without: random.percent(50) ? [] : Set((0..<3).map { _ in UInt64(random.integer(1...max(1, log.events.count))) }))
        if let found = try questions.compare(oracle, reading, with: library, reading, isAcrossLogs: false) { return found }
      }
      for person in questions.persons {
        if let found = Disagreement("displayed \(person)", expected: oracle.displayed(person), got: try library.displayed(person)) {
          return found
        }
      }
      return nil
    }
  }

  /// Long logs, past what one batch or one page holds.
  @Test(.tags(.property)) func agreesWithTheOracleOnLongLogs() async throws {
    try await Rounds.run(3, length: 300...500) { log, random in
      var random = random
      let questions = try Questions(about: log, count: 3, &random)
      let library = try await LibraryAnswers(log.events, batches: random)
      let reading = Reading(knownAt: UInt64(random.integer(log.events.count / 2...log.events.count)))
      return try questions.compare(try OracleAnswers(log.events), reading, with: library, reading, isAcrossLogs: false)
    }
  }

  /// What was known at an instant is what was recorded by then.
  @Test(.tags(.property)) func knowledgeByInstantIsKnowledgeBySequence() async throws {
    try await Rounds.run(15) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let questions = try Questions(about: log, &random)
      let oracleLog = try OracleLog(log.events)
      // The last instant is never over.
      for instant in questions.instants where instant < .latest {
        let oracle = Oracle(oracleLog, knownAt: oracleLog.lastSequence(recordedBy: instant))
        let view = try library.engine.view(asKnownAt: .recorded(by: instant))
        for person in questions.persons {
          let got = try view.status(of: person, at: instant).json
          if let found = Disagreement(
            "\(person) as shown at \(instant)", expected: oracle.status(of: person, at: instant), got: got)
          {
            return found
          }
        }
      }
      return nil
    }
  }

  /// The digest is over the very bytes that the command line's page names.
  @Test(.tags(.property)) func digestIsOverPersonsAndColors() async throws {
    try await Rounds.run(10) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let questions = try Questions(about: log, &random)
      for instant in questions.instants {
        var hash = SHA256()
        for (person, color) in try Oracle(log.events).colors(at: instant) {
          for half in [person.high, person.low] { hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }) }
          hash.update(data: [color.rawValue])
        }
        let digits = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let got = try await library.engine.view().recolor(at: instant).digest
        if let found = Disagreement("digest at \(instant)", expected: digits, got: "\(got)") { return found }
      }
      return nil
    }
  }
}
