import RiskModel
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// Everyone's color, what it becomes, and the changes: after each event and each passage of time, against folds from the first event on.
@Suite("Live steps", .tags(.property))
struct LiveStepTests {
  @Test(arguments: [RandomLog.Focus.everything, .stays])
  func eachStepIsWhatFoldsSay(_ focus: RandomLog.Focus) async throws {
    try await Rounds.run(60, focus: focus) { log, random in
      var random = random
      return try await Self.run(log, &random)
    }
  }

  /// A live engine over the first events of a log, with the rest appended and time let pass between.
  private static func run(_ log: RandomLog, _ random: inout SplitMix64) async throws -> Disagreement? {
    let store = Store()
    let drafts = log.events.map { Draft($0.event, recordedAt: $0.recordedAt) }
    var next = random.integer(0...log.events.count / 2)
    var surroundings = Engine.Surroundings.atTheEndOfTime
    // Histories are sealed between the steps, and during them.
    if random.percent(50) { surroundings.sealingEventCount = random.integer(1...5) }
    do {
      let engine = try Engine.create(at: store.path, surroundings: surroundings)
      try await engine.append(Array(drafts[..<next]))
      if random.percent(50) { try await engine.snapshot() }
      try await engine.close()
    }
    let engine = try Engine.open(at: store.path, surroundings: surroundings)
    let colors = try engine.liveColors()
    var expected = try LiveExpectation(engine, log)
    while next < drafts.count {
      let end = min(drafts.count, next + random.integer(1...3))
      let before = colors.position
      try await engine.append(Array(drafts[next..<end]))
      let changes = try log.events[next..<end].flatMap { try expected.append($0) }
      if let found = try discrepancy(expected, changes, emitted(engine, after: before)) { return found }
      next = end
      guard next < drafts.count, random.percent(60) else { continue }
      // Not past the next event's: nothing is recorded before an instant that has come.
      let then = log.events[next].recordedAt
      let instant = random.percent(50) ? then : Instant(secondsSinceEpoch: (expected.at.seconds + then.seconds) / 2) ?? then
      if let found = try advance(engine, &expected, to: instant) { return found }
    }
    for days in [1, 3, 40] {
      guard let instant = Instant(secondsSinceEpoch: expected.at.seconds + days * 86_400) else { break }
      if let found = try advance(engine, &expected, to: instant) { return found }
    }
    return nil
  }

  private static func advance(_ engine: Engine, _ expected: inout LiveExpectation, to instant: Instant) throws -> Disagreement? {
    let colors = try engine.liveColors()
    let before = colors.position
    let told = try colors.advance(to: instant)
    let changes = try expected.advance(to: instant)
    return try Disagreement("what listeners get", expected: told, got: emitted(engine, after: before))
      ?? discrepancy(expected, changes, told)
  }

  /// The changes that the engine gives to those who listen.
  private static func emitted(_ engine: Engine, after position: ColorChange.Position) -> [ColorChange] {
    var emitted: [ColorChange] = []
    while case .changes(let changes) = engine.live?.next(after: emitted.last?.position ?? position) { emitted += changes }
    return emitted
  }

  private static func discrepancy(_ expected: LiveExpectation, _ wanted: [ColorChange], _ got: [ColorChange]) throws -> Disagreement? {
    let step = "after sequence \(expected.sequence) at \(expected.at)"
    if let found = Disagreement("the changes \(step)", expected: wanted, got: got) { return found }
    for person in expected.log.persons {
      if let found = try Disagreement("\(person) \(step)", expected: expected.coming(of: person), got: expected.kept(of: person)) {
        return found
      }
    }
    return nil
  }
}

/// What a live engine must say by the timelines that views give, each from the person's whole history.
private struct LiveExpectation {
  let engine: Engine
  let log: RandomLog
  private(set) var sequence: UInt64
  private(set) var at: Instant

  init(_ engine: Engine, _ log: RandomLog) throws {
    self.engine = engine
    self.log = log
    let position = try engine.liveColors().position
    (sequence, at) = (position.sequence, position.at)
  }

  /// The colors that stand under a pseudonym: those of its person if it is the least, else green.
  private func timeline(of pseudonym: PersonID, knownAt sequence: UInt64) throws -> Timeline {
    let view = try engine.view(asKnownAt: .sequence(sequence))
    let least = try view.status(of: pseudonym, at: .earliest).pseudonyms[0]
    return least == pseudonym ? try view.timeline(of: pseudonym) : Timeline(changes: [(.earliest, .green)])
  }

  /// A person's color now, and what comes.
  func coming(of person: PersonID) throws -> ComingColors {
    let timeline = try timeline(of: person, knownAt: sequence)
    return ComingColors(
      timeline.color(at: at), timeline.intervals.filter { $0.from > at }.map { ColorStep(at: $0.from, color: $0.color) })
  }

  /// The same as the engine keeps it.
  func kept(of person: PersonID) -> ComingColors {
    engine.live?.read { colors in colors.number(of: person).map { colors.table.coming($0) } } ?? ComingColors(.green)
  }

  /// The changes by the passage of time.
  mutating func advance(to instant: Instant) throws -> [ColorChange] {
    guard instant > at else { return [] }
    let policies = log.events.filter { event in
      event.fact.kind == .policy && event.sequence <= sequence && !retractions(of: event).contains { $0 <= sequence }
    }
    var changes: [ColorChange] = []
    for person in log.persons {
      let intervals = try timeline(of: person, knownAt: sequence).intervals
      for (before, interval) in zip(intervals, intervals.dropFirst()) where interval.from > at && interval.from <= instant {
        let policy = policies.last { $0.event.at == interval.from }
        changes.append(
          ColorChange(
            position: .init(sequence: sequence, at: interval.from, person: person), from: before.color, to: interval.color,
            cause: policy.map { .policy($0.sequence) } ?? .time))
      }
    }
    at = instant
    return changes.sorted { $0.position < $1.position }
  }

  /// The changes by the next event, those of the time that passed before first.
  mutating func append(_ event: RecordedEvent) throws -> [ColorChange] {
    var changes = try advance(to: event.recordedAt)
    let told = named(by: event) ?? event
    let cause: ColorChange.Cause =
      told.fact.person != nil
      ? .event(event.sequence) : told.fact.kind == .policy ? .policy(event.sequence) : .designation(event.sequence)
    for person in log.persons {
      let (before, after) = try (
        timeline(of: person, knownAt: sequence).color(at: at), timeline(of: person, knownAt: event.sequence).color(at: at)
      )
      if before == after { continue }
      changes.append(
        ColorChange(position: .init(sequence: event.sequence, at: at, person: person), from: before, to: after, cause: cause))
    }
    sequence = event.sequence
    return changes
  }

  /// The event that a retraction names.
  private func named(by event: RecordedEvent) -> RecordedEvent? {
    guard case .retraction(let reference, _) = event.fact else { return nil }
    return log.events.first { candidate in
      switch reference {
      case .sequence(let sequence): candidate.sequence == sequence
      case .identifier(let source, let id): candidate.event.source == source && candidate.event.id == id
      }
    }
  }

  /// The sequences of the retractions that name an event.
  private func retractions(of event: RecordedEvent) -> [UInt64] {
    log.events.filter { named(by: $0)?.sequence == event.sequence }.map(\.sequence)
  }
}
