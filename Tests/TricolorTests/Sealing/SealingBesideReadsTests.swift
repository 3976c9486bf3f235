import Dispatch
import Histories
import RiskFold
import RiskModel
import Synchronization
import Testing

@testable import Tricolor
@testable import TricolorOracle

@Suite("Sealing beside reads")
struct SealingBesideReadsTests {
  private let store = Store()

  /// A transaction that began before histories were sealed finds them neither in the store nor in memory: one that begins after it does.
  @Test func historiesThatAreSealedMeanwhileAreReadToTheEnd() throws {
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    let persons = (1...5).map { PersonID.number($0) }
    for person in persons { try engine.appendAndWait([Event.negative(person, at: "2022-01-02T00:00:00Z")]) }
    let view = try engine.view()
    var fold = PersonFold(try view.circumstances())
    var read: [(position: Int, person: [UInt64])] = []
    try engine.forEachHistory(of: persons, known: view.knowledge, into: &fold) { position, fold in
      if position == 1 { seal(engine) }
      read.append((position, fold.history.map(\.sequence)))
    }
    #expect(read.map(\.position) == [0, 1, 2, 3, 4])
    #expect(read.map(\.person) == [[1], [2], [3], [4], [5]])
    #expect(engine.currentSnapshot?.sequence == 5, "sealed in between")
  }

  /// What would wait for ever for a newer state, in a transaction that keeps the one it has, is a mistake that a debug build finds at once.
  @Test func oneHistoryIsNotReadInsideOfARead() async {
    await #expect(processExitsWith: .failure) {
      let engine = try Engine.create(at: Store().path, surroundings: .atTheEndOfTime)
      _ = try engine.log.environment.read { _ in try engine.history(of: .number(1)) }
    }
  }

  /// What memory has forgotten is looked for in a transaction that sees it.
  @Test func aTransactionThatIsOlderThanTheStateIsNotUsed() throws {
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    try engine.appendAndWait([Event.negative(.number(1), at: "2022-01-02T00:00:00Z")])
    var seen: [UInt64] = []
    try engine.readUntilCurrent(about: EmptyCollection()) { transaction in
      if seen.isEmpty { seal(engine) }
      let manifest = try engine.manifest(transaction)
      seen.append(manifest.sealedThrough)
      try engine.state.withLock { try $0.requireCurrent(manifest) }
    }
    #expect(seen == [0, 1])
  }

  /// Seals on another thread, and waits for it.
  private func seal(_ engine: Engine) {
    let sealed = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      try? engine.seal()
      sealed.signal()
    }
    sealed.wait()
  }
}
