import ArgumentParser
import Tricolor
import Workload

/// Everything derived, from the log alone.
struct Rebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Opens a store that holds only a log (ingest --log-only), and derives everything.")

  @Option(help: ArgumentHelp("A store of which nothing is derived.", valueName: "path")) var store: String

  func run() async throws {
    var count: UInt64 = 0
    let time = try await seconds {
      let engine = try Engine.open(at: store)
      count = try engine.view().knownAt
      try await engine.snapshot()
    }
    Measurement(
      name: "rebuild", unit: "events/s", samples: [Double(count) / time], facts: [("events", "\(count)"), ("seconds", "\(time)")]
    ).print()
  }
}
