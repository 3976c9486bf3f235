import Foundation
import RiskModel
import RiskPolicy
import Tricolor

/// The library as an answerer, over a store of its own that goes when this goes.
final class LibraryAnswers: Answering {
  let directory: URL
  private(set) var engine: Engine

  private let surroundings: Engine.Surroundings

  /// Takes a small log in, in batches of one to eight events; seals now and then, and all into one run at the end, where the generator says so.
  convenience init(_ events: [RecordedEvent], batches: SplitMix64 = SplitMix64(seed: 0)) async throws {
    var random = batches
    var surroundings = Engine.Surroundings.atTheEndOfTime
    if random.percent(40) { surroundings.sealingEventCount = random.integer(1...20) }
    try self.init(surroundings)
    try await append(events, batches: random)
    if random.percent(50) { try await engine.snapshot() }
  }

  /// Takes a log of any length in, in long batches.
  convenience init(importing events: [RecordedEvent]) async throws {
    try self.init(.atTheEndOfTime)
    try await append(events, batches: SplitMix64(seed: 0), of: 5_000...5_000)
  }

  private init(_ surroundings: Engine.Surroundings) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "tricolor-\(UUID().uuidString)")
    self.surroundings = surroundings
    engine = try Engine.create(at: directory.path, surroundings: surroundings)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func append(_ events: some Collection<RecordedEvent>, batches: SplitMix64, of size: ClosedRange<Int> = 1...8) async throws {
    var batches = batches
    var rest = events.map { Draft($0.event, recordedAt: $0.recordedAt) }[...]
    while !rest.isEmpty {
      let batch = rest.prefix(batches.integer(size))
      rest = rest.dropFirst(batch.count)
      _ = try await engine.append(Array(batch))
    }
  }

  /// Closes the store, which seals what was derived, and opens it again.
  func reopen() async throws {
    try await engine.close()
    engine = try Engine.open(at: directory.path, surroundings: surroundings)
  }

  func view(_ reading: Reading) throws -> View {
    let view = try engine.view(asKnownAt: .sequence(reading.knownAt))
    guard let policy = reading.under else { return reading.without.isEmpty ? view : try view.without(reading.without.sorted()) }
    // The order must not matter, so both are taken.
    return reading.knownAt % 2 == 0
      ? try view.under(policy).without(reading.without.sorted()) : try view.without(reading.without.sorted()).under(policy)
  }

  func status(of person: PersonID, at time: Instant, _ reading: Reading) throws -> JSONValue {
    try view(reading).status(of: person, at: time).json
  }
  func timeline(of person: PersonID, _ reading: Reading) throws -> JSONValue { try view(reading).timeline(of: person).json }
  func displayed(_ person: PersonID) throws -> JSONValue { try engine.view().displayed(person).json }
  func colors(at time: Instant, _ reading: Reading) throws -> [Standing] {
    let recoloring = try view(reading).recolor(at: time)
    return zip(recoloring.persons, recoloring.colors).map { Standing(person: $0, color: $1) }
  }
  func places(at time: Instant, _ reading: Reading) throws -> JSONValue {
    let members = try view(reading).places(at: time).map { found in
      JSONObject.Member(key: found.place.path, value: .array(found.levels.map(JSONValue.text)))
    }
    return .object(try JSONObject(members))
  }
}
