import Tricolor
import Workload

/// A store of 2,000 persons in a wave, under the four editions: made by the first benchmark that asks it.
actor City {
  nonisolated let population: Population
  private let scratch: Scratch
  private var known: View?

  static let noon = Population.instant(day: 149)

  init(_ scratch: Scratch) throws {
    population = try Population(.wave, personCount: 2_000, policies: .editions)
    self.scratch = scratch
  }

  /// All that is known of the city, sealed.
  func view() async throws -> View {
    if let known { return known }
    let engine = try Engine.create(at: scratch.path())
    var stream = PopulationStream(population)
    while case let batch = try stream.next(10_000), !batch.isEmpty { try await engine.append(batch) }
    try engine.seal()
    let view = try engine.view()
    known = view
    return view
  }
}
