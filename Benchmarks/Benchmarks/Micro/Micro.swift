import BareLMDB
import Benchmark
import Tricolor
import Workload

/// The engine's smallest steps, each beside a floor that is measured in the same run. `micro` sets the ratios beside the committed ones.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.wallClock], warmupIterations: 3, maxDuration: .seconds(3), maxIterations: 10_000)
  let scratch = Scratch()
  guard let city = try? City(scratch) else { fatalError("the city's numbers are in range") }

  Benchmark("floor of append: LMDB put and commit of 64,000 bytes") { benchmark in
    let store = scratch.bare()
    let bytes = [UInt8](repeating: 0xA5, count: 64_000)
    benchmark.startMeasurement()
    let code = bare_append(store, 1, bytes, bytes.count)
    benchmark.stopMeasurement()
    guard code == 0 else { return benchmark.error("LMDB answers \(code)") }
    bare_close(store)
  }

  Benchmark("append: 1,000 events") { benchmark in
    let engine = try Engine.create(at: scratch.path())
    var stream = PopulationStream(city.population)
    let batch = try stream.next(1_000)
    benchmark.startMeasurement()
    try await engine.append(batch)
    benchmark.stopMeasurement()
    try await engine.close()
  }

  Benchmark("floor of answers: 1,000 random numbers") { benchmark in
    var random = SplitMix64(seed: 7)
    for _ in 0..<1_000 { blackHole(random.next()) }
  }

  Benchmark("status: 100 persons") { benchmark in
    let view = try await city.view()
    benchmark.startMeasurement()
    for number in 0..<100 { blackHole(try view.status(of: city.population.person(number), at: City.noon)) }
    benchmark.stopMeasurement()
  }

  Benchmark("timeline: 100 persons") { benchmark in
    let view = try await city.view()
    benchmark.startMeasurement()
    for number in 0..<100 { blackHole(try view.timeline(of: city.population.person(number))) }
    benchmark.stopMeasurement()
  }

  Benchmark("fold: 2,000 persons") { benchmark in
    let view = try await city.view()
    benchmark.startMeasurement()
    blackHole(try view.recolor(at: City.noon))
    benchmark.stopMeasurement()
  }
}
