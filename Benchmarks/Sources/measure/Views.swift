import ArgumentParser
import Glibc
import Tricolor
import Workload

/// What views that are kept hold in memory, while designations come.
struct Views: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Keeps a view for each of many designations, and counts the memory.")

  @Option(help: ArgumentHelp("A directory for the store.", valueName: "path")) var scratch: String
  @Option(help: ArgumentHelp("How many designations, each of another place.", valueName: "n")) var count = 10_000

  func run() async throws {
    let engine = try Engine.create(at: "\(scratch)/views")
    let now = Population.instant(day: 0)
    var views: [View] = []
    let before = ownMemory()
    for number in 1...count {
      let place = try Place("CN/\(number % 31)/\(number)")
      let event = try Event(at: now, source: "commission", .placeRisk(place: place, level: .high))
      try await engine.append([Draft(event, recordedAt: now)])
      views.append(try engine.view())
      // Asked, so that what a question keeps is counted too.
      guard try views[number - 1].status(of: Extreme.person, at: now).color == .green else { throw Disagreement(name: "views") }
    }
    let grown = ownMemory() - before
    for index in stride(from: 0, to: count, by: max(1, count / 7)) {
      guard try views[index].places(at: now).count == index + 1 else { throw Disagreement(name: "view \(index)") }
    }
    Measurement(name: "views", unit: "bytes", samples: [Double(grown)], facts: [("views", "\(views.count)")]).print()
    try await engine.close()
  }
}
