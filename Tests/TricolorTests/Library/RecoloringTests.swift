import RiskModel
import RiskPolicy
import Synchronization
import Testing
import Tricolor

@testable import TricolorOracle

/// What a recoloring tells besides everyone's color.
@Suite("Recolorings")
struct RecoloringTests {
  /// A person that changes is given once, in order, with the grounds that a question about that person alone gives; the matrix counts the same.
  @Test(.tags(.property)) func changesAreWhatPersonsAnswer() async throws {
    try await Rounds.run(25) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let questions = try Questions(about: log, &random)
      let (first, last) = (try library.engine.view(asKnownAt: .sequence(UInt64(log.events.count / 2))), try library.engine.view())
      let other = try last.under(RandomPolicy.make(id: "other", &random))
      let oracleLog = try OracleLog(log.events)
      let everyone = [first, last, other].map { Set(Oracle(oracleLog, knownAt: $0.knownAt).everyone) }
      for (before, after, persons) in [(first, last, everyone[0...1]), (last, other, everyone[1...2])] {
        let (known, knownAfter) = (persons[persons.startIndex], persons[persons.startIndex + 1])
        for instant in questions.instants {
          var expected: [String] = []
          // Also those without an event in the end, or that by then stand under another pseudonym.
          for person in known.union(knownAfter).sorted() {
            let old = known.contains(person) ? try before.color(of: person, at: instant) : .green
            let new = knownAfter.contains(person) ? try after.color(of: person, at: instant) : .green
            let grounds = new == .green ? [] : try after.status(of: person, at: instant).grounds
            if old != new { expected.append("\(person) \(old) \(new) \(grounds.map(\.json))") }
          }
          var got: [String] = []
          let (was, now) = (try await before.recolor(at: instant), try await after.recolor(at: instant))
          try now.forEachChange(from: was) { got.append("\($0.person) \($0.from) \($0.to) \($0.grounds.map(\.json))") }
          if got != expected { return Disagreement("changes at \(instant)", expected: "\(expected)", got: "\(got)") }
          let moved = now.transitions(from: was).filter { $0.from != $0.to }.reduce(0) { $0 + $1.count }
          if moved != expected.count { return Disagreement("moves at \(instant)", expected: "\(expected.count)", got: "\(moved)") }
        }
      }
      return nil
    }
  }

  @Test func progressIsToldAndCancels() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path)
    try await engine.append((0..<200_000).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z") })
    let told = Mutex<[Int]>([])
    let instant = try Instant("2022-02-01T00:00:00Z")
    await #expect(throws: CancellationError.self) {
      try await engine.view().recolor(at: instant) { count in
        told.withLock { told in
          told.append(count); return told.count < 3
        }
      }
    }
    #expect(told.withLock { $0.count == 3 && $0 == $0.sorted() })
    #expect(try await engine.view().recolor(at: instant) { _ in true }.counts[.green] == 200_000)
  }
}
