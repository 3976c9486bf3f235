import ArgumentParser
import Glibc
import Tricolor
import Workload

/// Generates what is measured: a population, a country's places, logs of one extreme.
@main
struct Populations: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "population", abstract: "Generates the benchmark's events, the same for the same options on every machine.",
    subcommands: [PopulationCommand.self, CountryCommand.self, ExtremeCommand.self], defaultSubcommand: PopulationCommand.self)
}

/// Generates a population: into a store, as JSON Lines, as tables for the databases that are measured beside.
struct PopulationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "people", abstract: "Generates a population of a profile.")

  @OptionGroup var options: PopulationOptions
  @Option(help: ArgumentHelp("Append the events to a new store.", valueName: "path")) var store: String?
  @Option(help: ArgumentHelp("Write them as JSON Lines; - is standard output.", valueName: "file")) var jsonl: String?
  @Option(help: ArgumentHelp("Write them as tables in CSV, in a directory that is there.", valueName: "directory")) var tables: String?
  @Option(help: ArgumentHelp("Stop after so many events.", valueName: "n")) var limit: Int?

  func validate() throws {
    guard [store, jsonl, tables].contains(where: { $0 != nil }) else { throw ValidationError("expected --store, --jsonl or --tables") }
  }

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    func report(_ count: Int, _ destination: String, since: ContinuousClock.Instant) {
      let seconds = (clock.now - since) / .seconds(1)
      note("\(count) events to \(destination) in \(seconds.rounded(toPlaces: 2)) s")
    }
    if let store {
      let engine = try Engine.create(at: store)
      let count = try await options.stream().append(to: engine, limit: limit ?? .max) { try await $0() }
      try await engine.close()
      report(count, store, since: start)
    }
    if let jsonl {
      let start = clock.now
      report(try options.stream().writeJSONLines(to: jsonl, limit: limit ?? .max), jsonl, since: start)
    }
    if let tables {
      let start = clock.now
      report(try options.stream().writeTables(to: tables, limit: limit ?? .max), tables, since: start)
    }
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
