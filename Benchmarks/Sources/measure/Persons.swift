import ArgumentParser
import Tricolor
import Workload

/// Questions about one person at a time.
struct Persons: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Asks for the status and the timeline of random persons, at random T and K.")

  @OptionGroup var population: PopulationOptions
  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How many questions.", valueName: "n")) var samples = 20_000

  func run() async throws {
    let population = try population.population()
    let engine = try Engine.open(at: store)
    var random = SplitMix64(seed: 1)
    let last = try engine.view().knownAt
    let warmUp = samples / 10
    var status: [Double] = []
    var timeline: [Double] = []
    // A view is knowledge that is asked again and again; 64 of them, at random positions.
    let views = try (0..<64).map { _ in try engine.view(asKnownAt: .sequence(UInt64.random(in: 1...last, using: &random))) }
    for index in 0..<(samples + warmUp) {
      let person = population.person(Int.random(in: 0..<population.personCount, using: &random))
      let view = views[Int.random(in: 0..<64, using: &random)]
      let at = Population.instant(day: Int.random(in: 0..<Population.days, using: &random))
      let first = try seconds { _ = try view.status(of: person, at: at) }
      let other = population.person(Int.random(in: 0..<population.personCount, using: &random))
      let second = try seconds { _ = try view.timeline(of: other) }
      if index >= warmUp {
        status.append(first * 1e6)
        timeline.append(second * 1e6)
      }
    }
    for (name, values) in [("status", status.sorted()), ("timeline", timeline.sorted())] {
      func percentile(_ share: Double) -> Double { values[min(values.count - 1, Int(Double(values.count) * share))] }
      Measurement(
        name: name, unit: "µs", samples: [percentile(0.5)],
        facts: [
          ("p10", "\(percentile(0.1))"), ("p90", "\(percentile(0.9))"), ("p99", "\(percentile(0.99))"),
          ("questions", "\(values.count)"),
        ]
      ).print()
    }
  }
}
