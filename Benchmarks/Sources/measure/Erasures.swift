import ArgumentParser
import Casework
import Tricolor
import Workload

/// What it costs that persons go: one, a thousand in one call, and the rewriting of the file afterwards.
struct Erasures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Erases persons of a store that ingest made, one at a time and a thousand in one call, and compacts it. The store is changed."
  )

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How many persons, one at a time, and how many calls of a thousand.", valueName: "n")) var repeats = 5

  func run() async throws {
    let engine = try Engine.open(at: store)
    let persons = try await engine.view().recolor(at: Moments.head).persons
    // A person with an open appeal is not erased.
    let appealing = Set(try await engine.view().cases().map(\.person))
    let (source, ground) = ("registry" as EventSource, try Text("a request", bytes: 1...256))
    // Spread over all others, and no person twice.
    var random = SplitMix64(seed: 1)
    var chosen: Set<Int> = []
    func next() -> PersonID {
      while true {
        let index = Int.random(in: 0..<persons.count, using: &random)
        if !appealing.contains(persons[index]), chosen.insert(index).inserted { return persons[index] }
      }
    }
    var one: [Double] = []
    for _ in 0..<repeats {
      let person = next()
      one.append(try seconds { _ = try engine.erase(person, by: source, ground: ground) })
    }
    report("erase.one", one, persons.count)
    var thousand: [Double] = []
    for _ in 0..<repeats {
      let some = (0..<min(1_000, persons.count / 100)).map { _ in next() }
      thousand.append(try seconds { _ = try engine.erase(some, by: source, ground: ground) })
    }
    report("erase.thousand", thousand, persons.count)
    report("compact", [try seconds { _ = try engine.compact() }], persons.count)
    let erased = try await engine.view().recolor(at: Moments.head).persons.count
    guard erased == persons.count - chosen.count else { throw Disagreement(name: "persons after the erasures") }
    try await engine.close()
  }

  private func report(_ name: String, _ samples: [Double], _ count: Int) {
    Measurement(name: name, unit: "s", samples: samples, facts: [("persons", "\(count)")]).print()
  }
}
