import Foundation
import Testing
import Tricolor

@testable import TricolorOracle

/// Long calls leave the tasks' threads to other tasks.
@Suite("Long calls", .serialized)
struct LongCallTests {
  private let store = Store()

  /// As many tasks as the machine has cores verify, and one more goes on as if there were none.
  @Test func otherTasksGoOnMeanwhile() async throws {
    let engine = try Engine.create(at: store.path)
    for round in 0..<40 { try await EvidenceLog.fill(engine, count: 1_000, first: round * 1_000) }
    let clock = ContinuousClock()
    let began = clock.now
    let (longest, took) = try await withThrowingTaskGroup(of: Void.self) { group in
      let ticking = Task {
        var longest = Duration.zero
        while !Task.isCancelled {
          let last = clock.now
          try? await Task.sleep(for: .milliseconds(5))
          longest = max(longest, clock.now - last)
        }
        return longest
      }
      for _ in 0..<2 * ProcessInfo.processInfo.activeProcessorCount {
        group.addTask {
          let verification = try await engine.verify()
          #expect(verification.isSound)
        }
      }
      try await group.waitForAll()
      let took = clock.now - began
      ticking.cancel()
      return (await ticking.value, took)
    }
    // Where a call keeps a task's thread, the wait is as long as the call.
    #expect(longest < took / 4, "\(longest) of \(took)")
  }

  @Test func aCanceledTaskEndsItsCall() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 2_000)
    let view = try engine.view()
    let instant = try Instant("2022-01-01T00:00:00Z")
    let canceled = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await view.recolor(at: instant)
    }
    canceled.cancel()
    await #expect(throws: CancellationError.self) { try await canceled.value }
    #expect(try await view.recolor(at: instant).count > 0)
  }
}
