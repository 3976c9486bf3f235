import Synchronization
import Testing

@testable import Casework
@testable import Tricolor
@testable import TricolorOracle

@Suite struct AccessTests {
  private let store: AccountableStore

  init() async throws { store = try await AccountableStore() }

  /// The questions that each purpose needs, written down here once more.
  private static let allowed: [Purpose.Kind: Set<Question>] = [
    .display: [.color, .measure, .status, .timeline, .appeals, .reads], .verification: [.color, .measure],
    .medicalAdmission: [.color, .measure, .status], .communityReport: [.color, .measure, .status],
    .appeal: [.color, .measure, .status, .timeline, .events, .inquiry, .appeals, .reads],
    .investigation: Set(Question.allCases), .oversight: [.appeals, .reads, .everyone],
    .breakTheGlass: [.color, .measure, .status, .timeline, .events],
  ]

  @Test("Each purpose answers the questions it needs and refuses every other; either is in the ledger", arguments: Purpose.Kind.allCases)
  func table(_ purpose: Purpose.Kind) async throws {
    let access = try store.access("all", purpose)
    for question in Question.allCases {
      let before = try store.engine.ledger.count()
      let refusal = try await store.ask(question, access)
      #expect(refusal == (Self.allowed[purpose, default: []].contains(question) ? nil : .outsidePurpose), "\(purpose) \(question)")
      let entry = try #require(try entries().first { $0.index >= before })
      #expect(entry.act == (refusal == nil ? .asked : .refused) && entry.question == question && entry.purpose == purpose)
      #expect(entry.refusal == refusal && entry.operatorName.string == "all" && entry.concernsEveryone == (question == .everyone))
    }
  }

  private func entries() throws -> [LedgerEntry] {
    try store.engine.ledger.environment.read { transaction in
      var found: [LedgerEntry] = []
      try store.engine.ledger.forEachEntry(from: 0, transaction) { entry in
        found.append(entry)
        return true
      }
      return found
    }
  }

  @Test("An operator that is unknown, past its end, or for other purposes asks nothing, nor breaks the glass unless for its purposes")
  func operators() async throws {
    for kind in Purpose.Kind.allCases {
      for (name, refusal) in [("nobody", Refusal.unknownOperator), ("past", .expiredOperator)] {
        if kind == .breakTheGlass {
          #expect(throws: AccessError.self) { try store.access(name, kind) }
        } else {
          #expect(try await store.ask(.color, store.access(name, kind)) == refusal)
        }
      }
    }
    #expect(try await store.ask(.color, store.access("gate", .verification)) == nil)
    #expect(try await store.ask(.color, store.access("gate", .display)) == .otherPurpose)
    #expect(try await store.ask(.color, store.access("gate", .breakTheGlass)) == nil)
    // Registered anew with an end that has come: also what was begun before ends.
    let access = try store.access("gate", .verification)
    try store.register("gate", [.verification], ["CN/50"], until: "2022-03-01T00:00:00Z")
    #expect(try await store.ask(.color, access) == .expiredOperator)
  }

  @Test("Within is where the last stay that has begun is; at a checkpoint, where that is")
  func jurisdiction() async throws {
    let display = try store.access("103", .display)
    #expect(try await store.ask(.status, display, about: AccountableStore.near) == nil)
    #expect(try await store.ask(.status, display, about: AccountableStore.alias) == nil)
    #expect(try await store.ask(.status, display, about: AccountableStore.far) == .outsideJurisdiction)
    #expect(try await store.ask(.status, display, about: AccountableStore.nowhere) == .outsideJurisdiction)
    // A traveler from elsewhere stands at a gate of the district, and a gate elsewhere is none of the operator's.
    #expect(try await store.ask(.color, store.access("103", .verification), about: AccountableStore.far) == nil)
    let elsewhere = try store.access("103", .verification, at: "CN/50/00/1030")
    #expect(try await store.ask(.color, elsewhere, about: AccountableStore.near) == .outsideJurisdiction)
    #expect(try await store.ask(.color, store.access("103", .breakTheGlass), about: AccountableStore.far) == nil)
    #expect(try await store.ask(.everyone, store.access("103", .investigation)) == .outsideJurisdiction)
    // Tomorrow the person is elsewhere.
    try store.clock.set("2022-03-02T00:00:00Z")
    #expect(try await store.ask(.status, display, about: AccountableStore.near) == .outsideJurisdiction)
  }

  @Test("An appeal is of its person, a mandate ends, and so does a broken glass")
  func ends() async throws {
    #expect(try await store.ask(.status, store.access("all", .appeal), about: AccountableStore.far) == .otherCase)
    let investigation = try store.access("all", .investigation)
    let glass = try store.access("all", .breakTheGlass)
    #expect(try await store.ask(.events, glass) == nil)
    try store.clock.set("2022-03-01T00:09:59Z")
    #expect(try await store.ask(.events, glass) == nil)
    try store.clock.set("2022-03-01T00:10:00Z")
    #expect(try await store.ask(.events, glass) == .purposeEnded)
    try store.clock.set("2022-06-01T00:00:00Z")
    #expect(try await store.ask(.events, investigation) == .purposeEnded)
    for seconds in [0, -1, 86_401] {
      let purpose = Purpose.breakTheGlass(reason: try Text("r", bytes: 1...256), seconds: seconds)
      #expect(throws: AccessError.self) { try store.engine.access(as: Text("all", bytes: 1...64), for: purpose) }
    }
  }

  @Test("Oversight sees a broken glass, each answer asked of it, and refusals, with what was stated")
  func oversight() async throws {
    let first = try store.engine.ledger.count()
    let glass = try store.access("gate", .breakTheGlass)
    #expect(try await store.ask(.color, glass) == nil)
    #expect(try await store.ask(.color, store.access("gate", .oversight)) == .otherPurpose)
    let watched = try store.engine.ledger.oversight(from: first)
    #expect(watched.map(\.entry.act) == [.brokeTheGlass, .asked, .refused])
    #expect(watched.map { $0.statement?.string } == ["found unconscious", "found unconscious", nil])
    let sounded = store.alarms.sounded.withLock { $0 }
    #expect(sounded.map(\.entry) == watched.prefix(2).map(\.entry) && sounded.first?.statement?.string == "found unconscious")
  }

  @Test("A question about everyone needs a legal basis")
  func legalBasis() throws {
    let access = try store.access("all", .investigation)
    #expect(throws: AccessError.refused(.noLegalBasis, operator: access.operatorName, purpose: .investigation, .everyone)) {
      try access.recordForEveryone(legalBasis: nil)
    }
    try access.recordForEveryone(legalBasis: Text("Article 21", bytes: 1...256))
  }

  @Test("A gate has colors and what they ask, by its type")
  func checkpoint() throws {
    let gate = try store.engine.checkpoint(as: Text("gate", bytes: 1...64), at: Place("CN/50/00/103"))
    let now = try Instant("2022-03-01T00:00:00Z")
    #expect(try gate.color(of: AccountableStore.near, at: now) == .green)
    #expect(try gate.measure(of: AccountableStore.near, at: now) == Measure.none)
  }

  @Test("Answers are those of the engine, in one commit for many")
  func answers() throws {
    let now = try Instant("2022-03-01T00:00:00Z")
    let access = try store.access("all", .display)
    let persons = [AccountableStore.near, AccountableStore.far]
    let before = try store.engine.ledger.count()
    #expect(try access.statuses(of: persons, at: now) == persons.map { try store.engine.engine.view().status(of: $0, at: now) })
    #expect(try store.engine.ledger.count() == before + 2)
    // One that is refused refuses all, and only the refusal is recorded.
    let near = try store.access("103", .display)
    #expect(throws: AccessError.self) { try near.statuses(of: persons, at: now) }
    #expect(try entries().suffix(1).map(\.act) == [.refused])
    #expect(try store.engine.ledger.count() == before + 3)
  }

  @Test("An accountable store opens in no other way")
  func opening() async throws {
    try await store.engine.close()
    for kind in [Reader.self, Engine.self] as [Reader.Type] {
      #expect(throws: AccessError.accountable(path: store.store.path)) { try kind.open(at: store.store.path) }
    }
    #expect(try AccountableReader.open(at: store.store.path).ledger.count() > 0)
    let plain = Store()
    try await Engine.create(at: plain.path).close()
    #expect(throws: AccessError.notAccountable(path: plain.path)) { try AccountableEngine.open(at: plain.path) }
    #expect(throws: StoreError.exists(path: plain.path)) { try AccountableEngine.create(at: plain.path) }
  }
}
