import ArgumentParser
import Casework
import Tricolor
import Workload

/// What a question costs that is in the access ledger before it is answered, beside a plain one.
struct Accesses: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Asks an accountable store for the status of random persons: one at a time, from 64 tasks, and many in one commit.")

  @Option(help: ArgumentHelp("A directory that is there, for a scratch store.", valueName: "path")) var scratch: String
  @Option(help: ArgumentHelp("How many persons, of four events each.", valueName: "n")) var persons = 100_000
  @Option(help: ArgumentHelp("How many questions, one at a time.", valueName: "n")) var samples = 1_000

  private static let taskCount = 64

  func run() async throws {
    let path = "\(scratch)/accesses"
    let population = try Population(.calm, personCount: persons, policies: .bench)
    let accountable = try AccountableEngine.create(at: path)
    let plain = try Engine.create(at: "\(path)-plain")
    var events: [Event] = []
    for number in 0..<persons {
      let person = population.person(number)
      for day in 1...4 {
        events.append(
          try Event(at: Population.instant(day: day), source: "laboratory", .test(person: person, method: .nucleicAcid, result: .negative)))
      }
      if events.count >= 100_000 || number == persons - 1 {
        try await accountable.append(events)
        try await plain.append(events)
        events = []
      }
    }
    try accountable.seal()
    try plain.seal()
    let name = try Text("bench", bytes: Operator.nameBytes)
    try accountable.register(
      Operator(name: name, purposes: [.display], jurisdiction: nil, until: .latest), by: try Text("bench", bytes: Operator.nameBytes))
    let access = try accountable.access(as: name, for: .display)
    let at = Population.instant(day: 5)
    var random = SplitMix64(seed: 1)
    func somebody() -> PersonID { population.person(Int.random(in: 0..<persons, using: &random)) }

    let view = try plain.view()
    report("access.plain", try (0..<samples).map { _ in try seconds { _ = try view.status(of: somebody(), at: at) } * 1e6 })
    var alone: [Double] = []
    for _ in 0..<samples { alone.append(try seconds { _ = try access.status(of: somebody(), at: at) } * 1e6) }
    report("access.alone", alone)

    for count in [1_000, 10_000] {
      let asked = (0..<count).map { _ in somebody() }
      // The first time each person gets a row of the ledger.
      _ = try access.statuses(of: asked, at: at)
      var times: [Double] = []
      for _ in 0..<10 { times.append(try seconds { _ = try access.statuses(of: asked, at: at) } / Double(count) * 1e6) }
      report("access.of\(count)", times)
    }

    let each = max(1, samples / 16)
    let questions = (0..<Self.taskCount).map { _ in (0..<each).map { _ in somebody() } }
    let time = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for own in questions { group.addTask { for person in own { _ = try access.status(of: person, at: at) } } }
        try await group.waitForAll()
      }
    }
    report("access.tasks", [time / Double(Self.taskCount * each) * 1e6])

    let asked = somebody()
    report(
      "access.reads",
      try (0..<5).map { _ in
        _ = try access.status(of: asked, at: at)
        return try seconds { _ = try accountable.reads(of: asked) } * 1e6
      })
    try await plain.close()
    try await accountable.close()
  }

  private func report(_ name: String, _ samples: [Double]) {
    let sorted = samples.sorted()
    Measurement(
      name: name, unit: "µs", samples: [sorted[sorted.count / 2]],
      facts: [("p10", "\(sorted[sorted.count / 10])"), ("p90", "\(sorted[sorted.count * 9 / 10])"), ("questions", "\(sorted.count)")]
    ).print()
  }
}
