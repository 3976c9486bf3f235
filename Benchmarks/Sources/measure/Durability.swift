import ArgumentParser
import BareLMDB
import Glibc
import Tricolor
import Workload

/// What one durable append costs beside LMDB's own put and commit, and what many at one time gain.
struct Durability: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Appends single events, beside bare LMDB and from 64 tasks at one time.")

  @Option(help: ArgumentHelp("A directory that is there, for two scratch stores.", valueName: "path")) var scratch: String
  @Option(help: ArgumentHelp("How many single appends.", valueName: "n")) var appends = 1_000

  static let appenders = 64

  func run() async throws {
    let engine = try Engine.create(at: "\(scratch)/single")
    guard mkdir("\(scratch)/bare", 0o755) == 0 else { throw FileFailure(path: "\(scratch)/bare", code: errno) }
    var bare: OpaquePointer?
    try check(bare_open("\(scratch)/bare", 1 << 30, &bare))
    guard let bare else { throw BareFailure(code: 0) }
    defer { bare_close(bare) }
    let population = try Population(.calm, personCount: appends * 3, policies: .bench)
    func event(_ number: Int) throws -> Event {
      try Event(
        at: Population.instant(day: 1), source: "laboratory",
        .test(person: population.person(number), method: .nucleicAcid, result: .negative))
    }
    // As long as what the log stores of such an event: its record, salts, and the block around it.
    let bytes = [UInt8](repeating: 0xA5, count: 128)
    var ours: [Double] = []
    var throughTask: [Double] = []
    var floor: [Double] = []
    // One after the other in turn, so that a disk that is slow for a while is slow for both.
    for number in 0..<appends {
      let one = try [event(number)]
      ours.append(try seconds { _ = try engine.appendAndWait(one) })
      throughTask.append(try await seconds { _ = try await engine.append(one) })
      floor.append(try seconds { try check(bare_append(bare, UInt64(number + 1), bytes, bytes.count)) })
    }
    let warm = appends / 10
    Measurement(name: "durable.ours", unit: "s", samples: [median(ours.dropFirst(warm))], facts: spread(ours.dropFirst(warm))).print()
    Measurement(
      name: "durable.task", unit: "s", samples: [median(throughTask.dropFirst(warm))], facts: spread(throughTask.dropFirst(warm))
    ).print()
    Measurement(name: "durable.bare", unit: "s", samples: [median(floor.dropFirst(warm))], facts: spread(floor.dropFirst(warm))).print()

    let alone = try await rate(engine, appenders: 1, each: appends / 4, event)
    let together = try await rate(engine, appenders: Self.appenders, each: max(appends / 16, 16), event)
    let aloneAgain = try await rate(engine, appenders: 1, each: appends / 4, event)
    Measurement(name: "appenders.one", unit: "events/s", samples: [alone, aloneAgain]).print()
    Measurement(name: "appenders.many", unit: "events/s", samples: [together], facts: [("appenders", "\(Self.appenders)")]).print()
    try await engine.close()
  }

  private func rate(_ engine: Engine, appenders: Int, each: Int, _ event: (Int) throws -> Event) async throws -> Double {
    let events = try (0..<each).map { try event($0) }
    let time = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<appenders {
          group.addTask { for event in events { _ = try await engine.append([event]) } }
        }
        try await group.waitForAll()
      }
    }
    return Double(appenders * each) / time
  }

  private func check(_ code: Int32) throws(BareFailure) {
    guard code == 0 else { throw BareFailure(code: code) }
  }

  private func median(_ values: ArraySlice<Double>) -> Double { values.sorted()[values.count / 2] }

  private func spread(_ values: ArraySlice<Double>) -> [(key: String, value: String)] {
    let sorted = values.sorted()
    return [("p10", "\(sorted[sorted.count / 10])"), ("p90", "\(sorted[sorted.count * 9 / 10])"), ("appends", "\(sorted.count)")]
  }
}

/// LMDB answered an error.
struct BareFailure: Error {
  let code: Int32
}
