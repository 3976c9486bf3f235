import Foundation
import Tricolor

/// Work that goes on until the process is killed.
struct Load {
  private let store: String
  private let marks: Marks?
  private let first: UInt64
  private let isHasty: Bool

  init(_ arguments: Arguments) throws {
    store = try arguments.required("store")
    marks = try arguments["marks"].map { try Marks(path: $0) }
    first = try arguments.integer("first", default: 1)
    isHasty = arguments["defect"] == "early-ack"
  }

  /// Several appenders and a sealing beside them.
  func run() async throws {
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = 300
    let isNew = !FileManager.default.fileExists(atPath: store)
    let engine = try isNew ? Engine.create(at: store, surroundings: surroundings) : Engine.open(at: store, surroundings: surroundings)
    marks?.write("created")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for appender in 0..<6 as Range<UInt64> {
        group.addTask {
          // No append waits for more than that many events to be checked, round after round.
          for step in 0..<40 as Range<UInt64> {
            let number = first + step * 6 + appender
            if isHasty { marks?.write("stored \(number)") }
            try await engine.append(Workload.batch(number))
            marks?.write("stored \(number)")
          }
        }
      }
      try await group.waitForAll()
    }
    try await engine.close()
  }

  /// Reads again and again, as it opens the store again and again.
  func read() async throws {
    while true {
      do {
        let engine = try Reader.open(at: store)
        for _ in 0..<5 {
          let view = try engine.view()
          _ = try await view.recolor(at: Workload.noon)
          var last: UInt64 = 0
          for try await event in try engine.events() {
            guard event.sequence == last + 1 else { fatalError("event \(event.sequence) after \(last)") }
            last = event.sequence
          }
          guard last >= view.knownAt else { fatalError("\(last) events, fewer than the \(view.knownAt) known before") }
        }
      } catch StoreError.noStore {
        try await Task.sleep(for: .milliseconds(2))
      }
    }
  }
}
