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
    let colors = try LiveColors(store)
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
    try await colors.close()
  }
}
