import ArgumentParser
import Tricolor
import Workload

/// Opening a store that was closed, and what an open engine holds in memory.
struct Opening: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "open", abstract: "Opens a store again and again.")

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 9

  func run() async throws {
    var measurement = Measurement(name: "open", unit: "s", samples: [])
    for round in 0...repeats {
      var engine: Engine?
      let time = try seconds { engine = try Engine.open(at: store) }
      try await engine?.close()
      if round > 0 { measurement.samples.append(time) }
    }
    measurement.print()
  }
}
