import ArgumentParser
import Tricolor
import Workload

/// Everyone's colors, under a policy that nobody has asked under before.
struct Recolors: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recolor", abstract: "Recolors everyone: at the head, at a past T and K, and under the published policies.")

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 5

  @Flag(help: "At the head alone: for a profile.") var headOnly = false

  func run() async throws {
    let engine = try Engine.open(at: store)
    let head = Moments.head
    try measure("recolor.head", repeats) { try engine.view().under(.bench(edition: $0)).recolor(at: head) }
    if headOnly { return try await engine.close() }
    let past = try engine.view(asKnownAt: .recorded(by: Moments.past))
    try measure("recolor.past", repeats) { try past.under(.bench(edition: $0)).recolor(at: Moments.past) }
    try measure("recolor.rightful", repeats) { try engine.view().under(.bench(edition: $0)).recolor(at: Moments.appealed) }
    try measure("recolor.published", repeats) { _ in try engine.view().recolor(at: Moments.beforeLastEdition) }
    try await engine.close()
  }

  /// Measures under a policy that is new each time, so that nothing can have been prepared for it; after one run that warms up, and checks that all runs give one answer.
  private func measure(_ name: String, _ repeats: Int, _ body: (_ round: Int) throws -> Recoloring) throws {
    let first = try body(1)
    var measurement = Measurement(name: name, unit: "s", samples: [], facts: first.facts)
    for round in 0..<repeats {
      var again = first
      measurement.samples.append(try seconds { again = try body(round + 2) })
      guard again.colors == first.colors, again.persons == first.persons else { throw Disagreement(name: name) }
    }
    measurement.print()
  }
}

/// Two runs of the same question gave two answers.
struct Disagreement: Error, CustomStringConvertible {
  let name: String
  var description: String { "\(name): two runs gave two answers" }
}

/// The instants that are asked about.
enum Moments {
  /// The end of the period: now.
  static let head = Population.instant(day: Population.days)
  /// Everyone's color of this day, by what was known on it.
  static let past = Population.instant(day: 150)
  /// A day that somebody appeals about at the head.
  static let appealed = Population.instant(day: 100)
  /// The day before the last of the four editions, which all but ends the codes.
  static let beforeLastEdition = Population.instant(day: 149)
}
