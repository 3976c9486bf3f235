import Foundation
import Synchronization
import Tricolor

/// Everything at once, for the sanitizers: 16 appenders, 16 readers, sealing, sealed histories dropped and made anew, live colors, backups, checkpoints,
/// subscriptions and their cancellation.
///
/// `--defect race` counts without a lock and `--defect use-after-free` reads freed memory, which the sanitizers must find.
struct Stress {
  private let store: String
  private let defect: String?
  private let batchCount: UInt64

  init(_ arguments: Arguments) throws {
    store = try arguments.required("store")
    defect = arguments["defect"]
    batchCount = try arguments.integer("batches", default: 16)
  }

  /// What the tasks tell one another.
  private final class Shared: @unchecked Sendable {
    let isDone = Atomic(false)
    let readCount = Atomic(0)
    /// Places of the log that were found to be commitments, which are no events.
    let commitments = Mutex<Set<UInt64>>([])
  }

  /// What the two threads of the planted race share.
  private final class Race: @unchecked Sendable {
    let readyCount = Atomic(0)
    let doneCount = Atomic(0)
    /// Unchecked for the sake of this: it has no lock.
    var unguardedCount = 0
  }

  func run() async throws {
    if defect == "use-after-free" { readFreed() }
    if defect == "race" { countWithoutLock() }
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = 500
    let engine = try Engine.create(at: store, surroundings: surroundings)
    let shared = Shared()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for reader in 0..<16 as Range<UInt64> {
        group.addTask {
          while !shared.isDone.load(ordering: .relaxed) {
            try await ask(engine, reader)
            shared.readCount.add(1, ordering: .relaxed)
          }
        }
      }
      for delay in 0..<4 {
        group.addTask {
          while !shared.isDone.load(ordering: .relaxed) {
            try await subscribe(engine, shared, cancelledAfter: .milliseconds(1 + delay * 7))
          }
        }
      }
      group.addTask {
        let colors = try engine.liveColors()
        while !shared.isDone.load(ordering: .relaxed) {
          try engine.seal()
          try await Task.sleep(for: .milliseconds(20))
          try await engine.rebuildSnapshot()
          try await Task.sleep(for: .milliseconds(20))
          try engine.dropSnapshot()
          guard try colors.check().isSound else { throw Usage(problem: "live colors that are not what the log says") }
        }
      }
      group.addTask {
        while !shared.isDone.load(ordering: .relaxed) {
          _ = try await engine.backup(to: store + "-backup")
          _ = try engine.checkpoint(origin: "torture.example")
          try await Task.sleep(for: .milliseconds(15))
        }
      }
      group.addTask {
        try await append(engine)
        shared.isDone.store(true, ordering: .relaxed)
      }
      try await group.waitForAll()
    }
    let verification = try await engine.verify()
    guard verification.isSound else { throw Usage(problem: "\(verification.faults)") }
    try await engine.close()
    print("appended \(16 * batchCount) batches, read \(shared.readCount.load(ordering: .relaxed)) times")
  }

  private func append(_ engine: Engine) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for appender in 0..<16 as Range<UInt64> {
        group.addTask {
          for step in 0..<batchCount { try await engine.append(Workload.batch(step * 16 + appender)) }
        }
      }
      try await group.waitForAll()
    }
  }

  private func ask(_ engine: Engine, _ reader: UInt64) async throws {
    let view = try engine.view()
    switch reader % 4 {
    case 0: _ = try await view.recolor(at: Workload.noon)
    case 1:
      for number in 0..<40 as Range<UInt64> { _ = try view.status(of: Workload.person(number), at: Workload.noon) }
    case 2:
      for try await _ in try engine.events(from: max(1, view.knownAt > 500 ? view.knownAt - 500 : 1)) {}
      for try await _ in try engine.events(of: Workload.person(reader)) {}
    default:
      let other = try Reader.open(at: store)
      _ = try other.view().timeline(of: Workload.person(reader))
    }
    await Task.yield()
  }

  /// Follows the log, without gap but for commitments, until it is told to stop.
  private func subscribe(_ engine: Engine, _ shared: Shared, cancelledAfter delay: Duration) async throws {
    let subscription = Task {
      var last: UInt64 = 0
      for try await event in engine.changes(after: 0) {
        for skipped in last + 1..<max(last + 1, event.sequence) where !shared.commitments.withLock({ $0.contains(skipped) }) {
          guard try engine.commitmentProof(in: skipped) != nil else { fatalError("event \(event.sequence) after \(last)") }
          shared.commitments.withLock { _ = $0.insert(skipped) }
        }
        guard event.sequence > last else { fatalError("event \(event.sequence) after \(last)") }
        last = event.sequence
      }
    }
    try await Task.sleep(for: delay)
    subscription.cancel()
    try await subscription.value
  }

  /// Two threads count at the same time. Each waits for the other with relaxed loads, which order nothing, so that the sanitizer
  /// must find the race in every run, however the threads are scheduled.
  private func countWithoutLock() {
    let race = Race()
    for _ in 0..<2 {
      Thread {
        race.readyCount.add(1, ordering: .relaxed)
        while race.readyCount.load(ordering: .relaxed) < 2 { Thread.sleep(forTimeInterval: 0.001) }
        for _ in 0..<1000 { race.unguardedCount += 1 }
        race.doneCount.add(1, ordering: .relaxed)
      }.start()
    }
    while race.doneCount.load(ordering: .relaxed) < 2 { Thread.sleep(forTimeInterval: 0.001) }
  }

  private func readFreed() {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
    bytes.initialize(repeating: 7, count: 64)
    bytes.deallocate()
    print(bytes[Int(batchCount % 64)])
  }
}
