import Tricolor

/// Everyone's present color as it changes. The engine keeps none yet, so each change is a recolor of everyone: the one place to
/// change when it does.
struct LiveColors {
  private let engine: Engine

  init(_ store: String) throws {
    engine = try Engine.open(at: store)
  }

  /// Appends, and answers how many colors were looked at.
  func append(_ drafts: [Draft], at now: Instant) async throws -> Int {
    _ = try await engine.append(drafts)
    return try engine.view().recolor(at: now).colors.count
  }

  /// Lets time pass, and answers how many colors were looked at.
  func pass(to now: Instant) throws -> Int {
    try engine.view().recolor(at: now).colors.count
  }

  func close() async throws {
    try await engine.close()
  }
}
