import Dispatch
import Histories
import Synchronization
import Testing

@testable import Tricolor
@testable import TricolorOracle

@Suite("Catching up beside appends")
struct CatchingUpTests {
  private let store = Store()

  /// A question that reads the log's newest events before the append that wrote them has taken them in leaves it nothing to take in.
  @Test func noEventIsTakenInTwice() throws {
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    let isDone = Atomic(false)
    let asking = DispatchGroup()
    DispatchQueue.global().async(group: asking) {
      while !isDone.load(ordering: .relaxed) { try? engine.catchUp() }
    }
    let batch = try (0..<500).map { _ in try Event.negative(.number(1), at: "2022-01-02T00:00:00Z") }
    for count in 1...100 {
      try engine.appendAndWait(batch)
      let sequences = try engine.history(of: .number(1)).events.map(\.sequence)
      #expect(sequences.count == 500 * count && Set(sequences).count == 500 * count)
      if sequences.count != 500 * count { break }
    }
    isDone.store(true, ordering: .relaxed)
    asking.wait()
  }

  /// What is dropped counts as sealed through nothing, in the store as in memory, however often was sealed before.
  @Test func anEngineCatchesUpAfterItHasDroppedWhatWasSealed() throws {
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    for _ in 0..<3 {
      try engine.appendAndWait([Event.negative(.number(1), at: "2022-01-02T00:00:00Z")])
      try engine.seal()
    }
    try engine.dropSnapshot()
    // As after commits that could not be taken in.
    engine.state.withLock { $0 = EngineState($0.manifest) }
    try engine.catchUp()
    #expect(try engine.view().knownAt == 3)
    #expect(try engine.history(of: .number(1)).events.count == 3)
  }
}
