import BareLMDB
import Benchmark
import Tricolor
import Workload

/// The engine's smallest steps, each beside a floor that is measured in the same run. `micro` sets the ratios beside the committed ones.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock], timeUnits: .nanoseconds, warmupIterations: 3, maxDuration: .seconds(3), maxIterations: 10_000)
  let scratch = Scratch()
  guard let city = try? City(scratch) else { fatalError("the city's numbers are in range") }

  // LMDB's own put and commit of 64,000 bytes: as much as the log stores of 1,000 events.
  Benchmark("append-floor") { benchmark in
    let store = scratch.bare()
    let bytes = [UInt8](repeating: 0xA5, count: 64_000)
    benchmark.startMeasurement()
    let code = bare_append(store, 1, bytes, bytes.count)
    benchmark.stopMeasurement()
    guard code == 0 else { return benchmark.error("LMDB answers \(code)") }
    bare_close(store)
  }

  // 1,000 events, in one durable batch.
  Benchmark("append") { benchmark in
    let engine = try Engine.create(at: scratch.path())
    var stream = PopulationStream(city.population)
    let batch = try stream.next(1_000)
    benchmark.startMeasurement()
    try await engine.append(batch)
    benchmark.stopMeasurement()
    try await engine.close()
  }

  // 10,000 random numbers: arithmetic alone, in registers.
  Benchmark("answers-floor") { benchmark in
    var random = SplitMix64(seed: 7)
    for _ in 0..<10_000 { blackHole(random.next()) }
  }

  // The status of 100 persons.
  Benchmark("status") { benchmark in
    let view = try await city.view()
    benchmark.startMeasurement()
    for number in 0..<100 { blackHole(try view.status(of: city.population.person(number), at: City.noon)) }
    benchmark.stopMeasurement()
  }

  // The timeline of 100 persons.
  Benchmark("timeline") { benchmark in
    let view = try await city.view()
    benchmark.startMeasurement()
    for number in 0..<100 { blackHole(try view.timeline(of: city.population.person(number))) }
    benchmark.stopMeasurement()
  }

  // The colors of all 2,000 persons, on all cores.
  Benchmark("fold") { benchmark in
    let view = try await city.view()
    benchmark.startMeasurement()
    blackHole(try await view.recolor(at: City.noon))
    benchmark.stopMeasurement()
  }
}
