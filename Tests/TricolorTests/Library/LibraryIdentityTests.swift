import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// The identities of the semantics, section 7, held by the library itself: the oracle has no say here.
@Suite("The library and the identities", .tags(.property))
struct LibraryIdentityTests {
  private let identities = Identities { try await LibraryAnswers($0.events, batches: SplitMix64(seed: $0.seed &+ UInt64($0.events.count))) }

  @Test func prefix() async throws { try await Rounds.run(20) { try await identities.prefix($0, $1) } }
  @Test func arrival() async throws { try await Rounds.run(20) { try await identities.arrival($0, $1) } }
  @Test func links() async throws { try await Rounds.run(20) { try await identities.links($0, $1) } }
  @Test func retraction() async throws { try await Rounds.run(20) { try await identities.retraction($0, $1) } }
  @Test func pointIsInterval() async throws { try await Rounds.run(20) { try await identities.pointIsInterval($0, $1) } }
  @Test func massIsSingle() async throws { try await Rounds.run(20) { try await identities.massIsSingle($0, $1) } }
  @Test func without() async throws { try await Rounds.run(20) { try await identities.without($0, $1) } }
  @Test func under() async throws { try await Rounds.run(20) { try await identities.under($0, $1) } }

  /// 6: answers from a snapshot, with or without a tail on top of it, equal those of a replay.
  @Test func snapshotIsReplay() async throws {
    try await Rounds.run(20) { log, random in
      var random = random
      let questions = try Questions(about: log, &random)
      let replayed = try await LibraryAnswers(log.events, batches: random)
      let cut = random.integer(0...log.events.count)
      let sealed = try await LibraryAnswers(Array(log.events.prefix(cut)), batches: random)
      try await sealed.reopen()
      try await sealed.append(log.events.dropFirst(cut), batches: random)
      for knownAt in [UInt64(log.events.count), UInt64(random.integer(0...log.events.count))] {
        let reading = Reading(knownAt: knownAt)
        if let found = try questions.compare(replayed, reading, with: sealed, reading, isAcrossLogs: false) { return found }
      }
      try await sealed.reopen()
      let reading = Reading(knownAt: UInt64(random.integer(0...log.events.count)))
      return try questions.compare(replayed, reading, with: sealed, reading, isAcrossLogs: false)
    }
  }

  /// A view that was taken before an append answers as it did.
  @Test func viewsDoNotChange() async throws {
    try await Rounds.run(10) { log, random in
      var random = random
      let questions = try Questions(about: log, &random)
      let cut = random.integer(0...log.events.count)
      let library = try await LibraryAnswers(Array(log.events.prefix(cut)), batches: random)
      let view = try library.engine.view()
      let before = try questions.persons.map { try view.timeline(of: $0).json }
      try await library.append(log.events.dropFirst(cut), batches: random)
      return Disagreement("timelines of a view", expected: before, got: try questions.persons.map { try view.timeline(of: $0).json })
    }
  }
}
