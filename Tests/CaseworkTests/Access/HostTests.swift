import Testing

@testable import Casework
@testable import Tricolor
@testable import TricolorOracle

/// A host that vouches for its callers and records each question itself.
@Suite struct HostTests {
  private let store: AccountableStore

  init() async throws { store = try await AccountableStore() }

  private func clerk(_ places: [String]?, until: String = "2023-01-01T00:00:00Z", _ purposes: Set<Purpose.Kind> = [.communityReport]) throws
    -> Operator
  {
    Operator(
      name: try Text("clerk", bytes: 1...64), purposes: purposes, jurisdiction: try places?.map { try Place($0) }, until: try Instant(until)
    )
  }

  private func refusal(_ body: () async throws -> Void) async throws -> Refusal? {
    do {
      try await body()
      return nil
    } catch AccessError.refused(let refusal, _, _, _) {
      return refusal
    }
  }

  @Test("An operator that the host vouches for is judged like a registered one, and recorded under its name")
  func vouched() async throws {
    let access = try store.engine.access(as: clerk(["CN/50"]), for: .communityReport)
    let before = try store.engine.ledger.count()
    try await access.recordQuestion(.status, about: [AccountableStore.near])
    #expect(try await refusal { try await access.recordQuestion(.status, about: [AccountableStore.far]) } == .outsideJurisdiction)
    #expect(try await refusal { try await access.recordQuestion(.events, about: [AccountableStore.near]) } == .outsidePurpose)
    #expect(try store.engine.ledger.count() == before + 3)
    let own = try store.engine.reads(of: AccountableStore.near)
    #expect(own.isComplete)
    #expect(own.reads.map(\.entry.operatorName.string) == ["clerk", "clerk"])
    #expect(own.reads.map(\.entry.refusal) == [nil, .outsidePurpose])
    let ended = try store.engine.access(as: clerk(nil, until: "2022-02-28T00:00:00Z"), for: .communityReport)
    #expect(try await refusal { try await ended.recordQuestion(.status, about: [AccountableStore.near]) } == .expiredOperator)
    let other = try store.engine.access(as: clerk(nil), for: .display)
    #expect(try await refusal { try await other.recordQuestion(.status, about: [AccountableStore.near]) } == .otherPurpose)
  }

  @Test("A registration counts before what the host vouches for: it ends an operator whose token has not")
  func registered() async throws {
    let access = try store.engine.access(as: clerk(nil), for: .communityReport)
    try await access.recordQuestion(.status, about: [AccountableStore.near])
    try store.register("clerk", [.communityReport], nil, until: "2022-03-01T00:00:00Z")
    #expect(try await refusal { try await access.recordQuestion(.status, about: [AccountableStore.near]) } == .expiredOperator)
  }

  @Test("A list shows those within reach, each with an entry, in one commit")
  func list() async throws {
    let access = try store.engine.access(as: clerk(["CN/50"]), for: .communityReport)
    let before = try store.engine.ledger.count()
    let persons = [AccountableStore.far, AccountableStore.near, AccountableStore.nowhere]
    #expect(try await store.engine.recordList(.status, of: persons.map { (access, $0) }) == [false, true, false])
    #expect(try store.engine.ledger.count() == before + 1)
    #expect(try store.engine.reads(of: AccountableStore.near).reads.count == 1)
    #expect(try store.engine.reads(of: AccountableStore.far).reads.isEmpty)
    #expect(try await store.engine.recordList(.status, of: []).isEmpty)
    // Of cases, those that are the person's.
    let appeals = try clerk(nil, [.appeal])
    let (own, none) = (try Text("C-17", bytes: 1...64), try Text("C-18", bytes: 1...64))
    let cases = [
      (try store.engine.access(as: appeals, for: .appeal(case: own)), AccountableStore.near),
      (try store.engine.access(as: appeals, for: .appeal(case: none)), AccountableStore.near),
    ]
    #expect(try await store.engine.recordList(.appeals, of: cases) == [true, false])
    #expect(try await refusal { _ = try await store.engine.recordList(.contacts, of: cases) } == .outsidePurpose)
  }

  @Test("Everyone at once is for an operator for everywhere")
  func everyone() async throws {
    let purpose = try AccountableStore.purpose(.investigation)
    let basis = try Text("Article 29", bytes: 1...256)
    let all = try store.engine.access(as: clerk(nil, [.investigation]), for: purpose)
    try await all.recordQuestionAboutEveryone(legalBasis: basis)
    let one = try store.engine.access(as: clerk(["CN/50"], [.investigation]), for: purpose)
    #expect(try await refusal { try await one.recordQuestionAboutEveryone(legalBasis: basis) } == .outsideJurisdiction)
  }

  @Test("The engine of the host keeps colors in memory, where it is opened so")
  func live() async throws {
    try await store.engine.close()
    let engine = try AccountableEngine.open(at: store.store.path, surroundings: store.clock.surroundings)
    #expect(try engine.hostEngine.liveColors().counts[.green] == 3)
    try await engine.close()
  }
}
