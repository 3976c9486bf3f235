import ArgumentParser
import Tricolor
import Workload

/// Appends a whole population and keeps the store for what is measured next.
struct Ingest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Appends a population in durable batches, and counts the bytes on disk.")

  @OptionGroup var population: PopulationOptions
  @Option(help: ArgumentHelp("The new store.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("Events of a batch.", valueName: "n")) var batch = 10_000
  @Option(help: ArgumentHelp("Stop after so many events.", valueName: "n")) var limit: Int?
  @Option(help: ArgumentHelp("A directory for the keys of an encrypted store.", valueName: "path")) var keys: String?
  @Flag(help: "Derive nothing: only the log is written.") var logOnly = false

  func run() async throws {
    var surroundings = Engine.Surroundings()
    if logOnly { surroundings.sealingEventCount = .max }
    let engine = try Engine.create(at: store, keys: keys, surroundings: surroundings)
    var spent = 0.0
    let count = try await population.stream().append(to: engine, batch: batch, limit: limit ?? .max) { append in
      spent += try await seconds(append)
    }
    // What an engine that is dropped without closing leaves is the log alone.
    if logOnly { return }
    let closing = try await seconds { try await engine.close() }
    Measurement(
      name: "append", unit: "events/s", samples: [Double(count) / spent],
      facts: [("events", "\(count)"), ("seconds", "\(spent)"), ("closing", "\(closing)")]
    ).print()
    try printDisk("disk", count)
    // What is measured next finds everything in one run, as after a night's snapshot. Its merge leaves free pages, which later appends fill.
    let merging = try Engine.open(at: store)
    try await merging.snapshot()
    try await merging.close()
    try printDisk("disk.merged", count)
  }

  private func printDisk(_ name: String, _ count: Int) throws {
    let statistics = try Reader.open(at: store).statistics()
    Measurement(
      name: name, unit: "bytes/event", samples: [Double(try fileBytes(store)) / Double(count)],
      facts: [
        ("events", "\(count)"), ("persons", "\(statistics.personCount)"), ("log", "\(statistics.logByteCount)"),
        ("derived", "\(statistics.derivedByteCount)"),
      ]
    ).print()
  }
}
