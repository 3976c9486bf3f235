import Tricolor

/// An engine that keeps everyone's present color.
struct LiveEngine {
  private let engine: Engine
  private let colors: LiveColors

  init(_ store: String) throws {
    engine = try Engine.open(at: store)
    colors = try engine.liveColors()
  }

  /// Appends. Everyone's color is up to date when it returns.
  func append(_ drafts: [Draft]) async throws {
    _ = try await engine.append(drafts)
  }

  /// Everyone, in ascending order.
  func persons() async throws -> [PersonID] { try await engine.view().recolor(at: Moments.head).persons }

  /// Lets time pass, and answers how many colors changed.
  func pass(to now: Instant) throws -> Int {
    try colors.advance(to: now).count
  }

  /// Compares everyone's color with what the log says.
  func check() throws {
    let check = try colors.check()
    guard check.isSound else { throw Disagreement(name: "live colors of \(check.wrong.count) persons") }
  }

  func close() async throws {
    try await engine.close()
  }
}
