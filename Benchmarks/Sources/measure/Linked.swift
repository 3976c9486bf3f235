import ArgumentParser
import Tricolor
import Workload

/// Everyone's colors where one person of a hundred has two pseudonyms.
struct Linked: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recolors everyone at the head, links pairs of pseudonyms of 1 % of the persons, and recolors again. Appends to the store.")

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 5

  func run() async throws {
    let engine = try Engine.open(at: store)
    // What was appended since is elsewhere than in one run, linked or not.
    try await engine.snapshot()
    let persons = try await measure("linked.before", engine)
    let now = Population.instant(day: Population.days + 60)
    let links = try stride(from: 0, to: persons.count - 51, by: 100).map {
      Draft(try Event(at: now, source: "registry", .link(person: persons[$0], same: persons[$0 + 51])), recordedAt: now)
    }
    try await engine.append(links)
    try await engine.snapshot()
    _ = try await measure("linked.after", engine)
    try await engine.close()
  }

  /// Measures under a policy that is new each time, after one run that warms up. Answers the persons.
  private func measure(_ name: String, _ engine: Engine) async throws -> [PersonID] {
    let view = try engine.view()
    let first = try await view.under(.bench(edition: 1)).recolor(at: Moments.head)
    var measurement = Measurement(name: name, unit: "s", samples: [], facts: first.facts)
    for round in 0..<repeats {
      let other = try view.under(.bench(edition: round + 2))
      var again = first
      measurement.samples.append(try await seconds { again = try await other.recolor(at: Moments.head) })
      guard again.colors == first.colors else { throw Disagreement(name: name) }
    }
    measurement.print()
    return first.persons
  }
}
