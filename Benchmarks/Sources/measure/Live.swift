import ArgumentParser
import Tricolor
import Workload

/// What follows one designation and a day that passes, and what an engine holds in memory.
struct Live: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "live", abstract: "Designates a place, lets a day pass, and counts the engine's memory. Appends to the store.")

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 5

  func run() async throws {
    let colors = try LiveEngine(store)
    let now = Population.instant(day: Population.days)
    // The last edition knows no risk areas: a policy that does takes effect.
    let policy = try Event(at: now, source: "commission", .policy(try Policy.bench().json))
    try await colors.append([Draft(policy, recordedAt: now)])
    var designation = Measurement(name: "recolor.designation", unit: "s", samples: [])
    var advance = Measurement(name: "recolor.advance", unit: "s", samples: [], facts: [("changes", "0")])
    for round in 0...repeats {
      let today = Population.instant(day: Population.days + round)
      // By Zipf's law the tenth county and the next ones have about 1 % of all stays each.
      let place = try Place("CN/\(20 + round)/100")
      let event = try Event(at: today, source: "commission", .placeRisk(place: place, level: .high))
      let tomorrow = Population.instant(day: Population.days + round + 1)
      let first = try await seconds { try await colors.append([Draft(event, recordedAt: today)]) }
      let second = try seconds { advance.facts = [("changes", "\(try colors.pass(to: tomorrow))")] }
      guard round > 0 else { continue }
      designation.samples.append(first)
      advance.samples.append(second)
    }
    designation.print()
    advance.print()
    try colors.check()
    Measurement(name: "memory", unit: "bytes", samples: [Double(ownMemory())]).print()
    try await lapse(colors, persons: try await colors.persons())
    try await colors.close()
  }

  /// A day after which a third of everyone have no test of the last 72 hours any more.
  private func lapse(_ colors: LiveEngine, persons: [PersonID]) async throws {
    var measurement = Measurement(name: "lapse.advance", unit: "s", samples: [], facts: [("changes", "0")])
    var day = Population.days + repeats + 2
    let policy = try Event(at: Population.instant(day: day), source: "commission", .policy(try Policy.lapse().json))
    try await colors.append([Draft(policy, recordedAt: Population.instant(day: day))])
    for third in 0..<3 {
      let today = Population.instant(day: day)
      let tested = stride(from: third, to: persons.count, by: 3).map { persons[$0] }
      for first in stride(from: 0, to: tested.count, by: 10_000) {
        try await colors.append(
          try tested[first..<min(tested.count, first + 10_000)].map { person in
            let test = Fact.test(person: person, method: .nucleicAcid, result: .negative)
            return Draft(try Event(at: today, source: "laboratory", test), recordedAt: today)
          })
      }
      _ = try colors.pass(to: Population.instant(day: day + 2))
      measurement.samples.append(
        try seconds { measurement.facts = [("changes", "\(try colors.pass(to: Population.instant(day: day + 3)))")] })
      day += 4
    }
    measurement.print()
    try colors.check()
  }
}
