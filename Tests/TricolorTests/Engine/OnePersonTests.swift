import Foundation
import RiskModel
import Synchronization
import Testing

@testable import Histories
@testable import Tricolor
@testable import TricolorOracle

/// What a process reads that asks about one person and nothing else.
@Suite("One person")
struct OnePersonTests {
  /// Also of persons of several pseudonyms, some of whose events are sealed and others not.
  @Test(.tags(.property)) func answersAsAnEngineThatKnowsAll() async throws {
    try await Rounds.run(60) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let questions = try Questions(about: log, count: 3, &random)
      for person in questions.persons {
        for known in [KnownAt.latest, .sequence(UInt64(random.integer(1...log.events.count)))] {
          for instant in questions.instants {
            let expected = try library.engine.view(asKnownAt: known).status(of: person, at: instant).json
            let got = try Engine.read(library.directory.path, about: person, surroundings: .atTheEndOfTime) {
              try $0.view(asKnownAt: known).status(of: person, at: instant).json
            }
            if let found = Disagreement("status of \(person) at \(instant)", expected: expected, got: got) { return found }
          }
        }
      }
      return nil
    }
  }

  /// Of what others did and is not sealed nothing is kept.
  @Test func passesOverOthers() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    try await engine.append((0..<3_000).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z") })
    let (position, count) = try Engine.read(store.path, about: .number(7), surroundings: .atTheEndOfTime) { reader in
      reader.state.withLock { ($0.position, $0.tail.entries.count) }
    }
    #expect(position == 3_000 && count == 1)
  }
}
