import ArgumentParser
import Tricolor
import Workload

/// Everyone's colors, under a policy that is new to the engine.
struct Recolors: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recolor", abstract: "Recolors everyone: at the head, at a past T and K, and under the published policies.")

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 5

  @Option(help: ArgumentHelp("One question alone, such as recolor.published: for a profile.", valueName: "name")) var only: String?
  @Flag(help: "Do not ask for each person alone.") var notOneByOne = false

  func run() async throws {
    let engine = try Engine.open(at: store)
    let head = try engine.view()
    try measure("recolor.head", at: Moments.head) { try head.under(.bench(edition: $0)) }
    // A green that lapses: everyone with a negative test counts.
    try measure("recolor.lapse", at: Moments.head) { try head.under(.lapse(edition: $0)) }
    let past = try engine.view(asKnownAt: .recorded(by: Moments.past))
    try measure("recolor.past", at: Moments.past) { try past.under(.bench(edition: $0)) }
    try measure("recolor.rightful", at: Moments.appealed) { try head.under(.bench(edition: $0)) }
    try measure("recolor.published", at: Moments.beforeLastEdition) { _ in head }
    try await engine.close()
  }

  /// Measures under a policy that is new each time, so that nothing can have been prepared for it; after one run that warms up. Checks that all runs give
  /// one answer, and the one that everyone's color is who is asked for alone.
  private func measure(_ name: String, at instant: Instant, _ view: (_ round: Int) throws -> View) throws {
    guard only == nil || only == name else { return }
    var warm: Recoloring?
    let warming = try seconds { warm = try view(1).recolor(at: instant) }
    guard let first = warm else { preconditionFailure("the body has run") }
    var measurement = Measurement(name: name, unit: "s", samples: [], facts: first.facts + [("first", "\(warming)")])
    for round in 0..<repeats {
      var again = first
      measurement.samples.append(try seconds { again = try view(round + 2).recolor(at: instant) })
      guard again.colors == first.colors, again.persons == first.persons else { throw Disagreement(name: name) }
    }
    if !notOneByOne {
      let alone = try view(1)
      try first.forEach { person, color in
        guard try alone.status(of: person, at: instant).color == color else { throw Disagreement(name: "\(name) of \(person)") }
      }
    }
    measurement.print()
  }
}

/// The same question, asked twice, gave two answers.
struct Disagreement: Error, CustomStringConvertible {
  let name: String
  var description: String { "\(name): the same question gave two answers" }
}

/// The instants that are asked about.
enum Moments {
  /// The end of the period: now.
  static let head = Population.instant(day: Population.days)
  /// Everyone's color of this day, by what was known on it.
  static let past = Population.instant(day: 150)
  /// A day that an appeal is about at the head.
  static let appealed = Population.instant(day: 100)
  /// The day before the last of the four editions, which all but ends the codes.
  static let beforeLastEdition = Population.instant(day: 149)
}
