import Foundation
import Synchronization
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// Questions of an engine and of readers while it appends, seals, drops what is sealed and makes it anew: each answer is that of an engine at rest.
@Suite("Answers beside changes", .tags(.property), .timeLimit(.minutes(10)))
struct AnswersBesideChangesTests {
  /// An engine at rest that has all of a log.
  private struct Quiet: Sendable {
    let engine: Engine
    let persons: [PersonID]
    let instants: [Instant]

    /// What a view answers otherwise than this engine by the same knowledge; nil for nothing.
    func difference(from view: View) throws -> String? {
      let expected = try engine.view(asKnownAt: .sequence(view.knownAt))
      for person in persons {
        for instant in instants {
          let (found, wanted) = (try view.status(of: person, at: instant), try expected.status(of: person, at: instant))
          if found != wanted { return "\(person) at \(instant) known at \(view.knownAt): \(found.json), expected \(wanted.json)" }
        }
        if try view.timeline(of: person) != expected.timeline(of: person) { return "timeline of \(person) known at \(view.knownAt)" }
      }
      return nil
    }

    func differenceOfEveryone(from view: View) throws -> String? {
      let expected = try engine.view(asKnownAt: .sequence(view.knownAt))
      let crowd = persons + (0..<300).map { PersonID.number(1_000 + $0) }
      for instant in instants {
        let (found, wanted) = (try view.recolor(at: instant), try expected.recolor(at: instant))
        if found.persons != wanted.persons || found.colors != wanted.colors { return "recoloring at \(instant) known at \(view.knownAt)" }
        let standings = try view.standings(of: crowd, at: instant).map(\.color)
        if standings != (try crowd.map { try expected.color(of: $0, at: instant) }) {
          return "standings at \(instant) known at \(view.knownAt)"
        }
      }
      return nil
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func areThoseOfAnEngineAtRest(_ seed: UInt64) async throws {
    let log = try RandomLog(seed: 7_000 + seed, length: 40...60, focus: seed % 2 == 0 ? .everything : .stays)
    let drafts = log.events.map { Draft($0.event, recordedAt: $0.recordedAt) }
    let (busyStore, quietStore) = (Store(), Store())
    let quietEngine = try Engine.create(at: quietStore.path, surroundings: .atTheEndOfTime)
    try await quietEngine.append(drafts)
    let quiet = Quiet(engine: quietEngine, persons: log.persons, instants: log.instants)
    var surroundings = Engine.Surroundings.atTheEndOfTime
    surroundings.sealingEventCount = 3
    let now = Mutex(Instant.earliest)
    surroundings.clock = { now.withLock { $0 } }
    let engine = try Engine.create(at: busyStore.path, surroundings: surroundings)
    let reader = try Reader.open(at: busyStore.path, surroundings: surroundings)
    let colors = try engine.liveColors()
    let asking = Asking()
    for asked in [engine, reader, reader] {
      asking.again("persons") { _ in try quiet.difference(from: asked.view()) }
      asking.again("everyone") { _ in try quiet.differenceOfEveryone(from: asked.view()) }
    }
    asking.again("live colors") { _ in
      let check = try colors.check()
      return check.isSound ? nil : "\(check)"
    }
    asking.again("events") { _ in
      let last = engine.state.withLock { $0.position }
      for person in log.persons {
        let found = try engine.read(from: 1, through: last, of: person).events.map(\.sequence)
        let wanted = log.events.filter { $0.sequence <= last && $0.fact.person == person && $0.fact.kind != .link }.map(\.sequence)
        if found != wanted { return "events of \(person) through \(last): \(found), expected \(wanted)" }
      }
      return nil
    }
    let received = Mutex<[ColorChange]>([])
    let stream = try colors.changes(after: .start)
    let following = Task { for try await change in stream { received.withLock { $0.append(change) } } }
    var random = SplitMix64(seed: seed)
    defer { asking.end() }
    try Self.append(log.events, to: engine, &random) { instant in now.withLock { $0 = instant } }
    asking.end()
    #expect(asking.wrong.isEmpty, "\(asking.wrong.prefix(3))")
    #expect(asking.answerCount > 0)
    #expect(try colors.check().isSound)
    while engine.live?.waitingCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    following.cancel()
    try await following.value
    // A pass of another subscriber, over what is at rest by now.
    let expected = try await Self.changes(of: quiet.engine)
    #expect(received.withLock { $0 } == expected)
    #expect(try await engine.verify().faults == [])
    try await engine.close()
  }

  /// Appends all, and seals, drops and makes anew between. Without a suspension, for which other tests would wait in their turn while the threads ask.
  private static func append(
    _ events: [RecordedEvent], to engine: Engine, _ random: inout SplitMix64, settingClock: (Instant) -> Void
  ) throws {
    var rest = events[...]
    while let first = rest.first {
      let batch = rest.prefix(random.integer(1...3)).prefix { $0.recordedAt == first.recordedAt }
      rest = rest.dropFirst(batch.count)
      settingClock(first.recordedAt)
      try engine.appendAndWait(batch.map(\.event))
      switch random.integer(0...7) {
      case 0: try engine.dropSnapshot()
      case 1: try engine.rebuildSnapshot()
      case 2: try engine.snapshot()
      case 3: try engine.seal()
      default: Thread.sleep(forTimeInterval: Double(random.integer(0...40)) / 1_000)
      }
    }
  }

  /// All changes from the first on, up to an engine's present.
  private static func changes(of engine: Engine) async throws -> [ColorChange] {
    let colors = try engine.liveColors()
    let received = Mutex<[ColorChange]>([])
    let stream = try colors.changes(after: .start)
    let following = Task { for try await change in stream { received.withLock { $0.append(change) } } }
    while engine.live?.waitingCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    following.cancel()
    try await following.value
    return received.withLock { $0 }
  }
}
