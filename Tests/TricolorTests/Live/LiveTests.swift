import PolicyEditions
import RiskModel
import RiskPolicy
import Synchronization
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// Live colors against what the log says, and the stream of changes against what was displayed.
@Suite("Live colors")
struct LiveTests {
  /// A live engine over the first events of a random log, with the rest appended and time let pass between.
  private static func run(_ log: RandomLog, _ random: inout SplitMix64, in store: Store) async throws -> Disagreement? {
    var next = random.integer(0...log.events.count)
    let drafts = log.events.map { Draft($0.event, recordedAt: $0.recordedAt) }
    do {
      let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
      try await engine.append(Array(drafts[..<next]))
      if random.percent(50) { try await engine.snapshot() }
      try await engine.close()
    }
    let engine = try Engine.open(at: store.path, surroundings: .atTheEndOfTime)
    let colors = try engine.liveColors()
    while next < drafts.count {
      let end = min(drafts.count, next + random.integer(1...6))
      try await engine.append(Array(drafts[next..<end]))
      next = end
      if next < drafts.count, random.percent(60) {
        // Not past the next event's: nothing is recorded before an instant that has come.
        let now = colors.position.at
        let then = log.events[next].recordedAt
        try colors.advance(to: random.percent(50) ? then : Instant(secondsSinceEpoch: (now.seconds + then.seconds) / 2) ?? then)
      }
      let check = try colors.check()
      if !check.isSound { return Disagreement("live colors at \(check.sequence)", expected: check.expected, got: check.digest) }
    }
    if let last = Instant(secondsSinceEpoch: colors.position.at.seconds + 40 * 86_400) { try colors.advance(to: last) }
    let check = try colors.check()
    return check.isSound ? nil : Disagreement("live colors at the end", expected: check.expected, got: check.digest)
  }

  @Test(.tags(.property)) func liveColorsAreWhatTheLogSays() async throws {
    try await Rounds.run(40) { log, random in
      var random = random
      return try await Self.run(log, &random, in: Store())
    }
  }

  /// All changes up to the engine's position.
  private static func changes(_ engine: Engine, after position: ColorChange.Position) async throws -> [ColorChange] {
    let colors = try engine.liveColors()
    let end = colors.position
    let collected = Mutex<[ColorChange]>([])
    let stream = try colors.changes(after: position)
    let reader = Task {
      for try await change in stream { collected.withLock { $0.append(change) } }
    }
    // The stream never ends: a subscriber that has all waits.
    while engine.live?.waitingCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    reader.cancel()
    try await reader.value
    return collected.withLock { $0.filter { $0.position <= end } }
  }

  /// The changes from the very first are what was displayed, and a subscriber that comes back misses none and gets none twice.
  @Test(.tags(.property)) func changesAreWhatWasDisplayed() async throws {
    try await Rounds.run(12) { log, random in
      var random = random
      let store = Store()
      if let found = try await Self.run(log, &random, in: store) { return found }
      let engine = try Engine.open(at: store.path)
      let last = try engine.liveColors().position.at
      let all = try await Self.changes(engine, after: .start)
      // Of a person of several pseudonyms the changes are given under the least, which links move.
      let linked = Set(log.events.filter { $0.fact.kind == .link }.flatMap { [$0.fact.person, $0.fact.other].compactMap(\.self) })
      for person in log.persons where !linked.contains(person) {
        var shown: [(from: Instant, color: Color)] = [(.earliest, .green)]
        for change in all where change.person == person {
          if shown[shown.count - 1].from == change.at { shown.removeLast() }
          shown.append((change.at, change.to))
        }
        var expected: [(from: Instant, color: Color)] = []
        for interval in try engine.view().displayed(person).intervals where interval.from <= last {
          expected.append((interval.from, interval.color))
        }
        let got = shown.indices.filter { $0 == 0 || shown[$0].color != shown[$0 - 1].color }.map { "\(shown[$0])" }
        let wanted = expected.map { "\($0)" }
        if got != wanted, !(last == .earliest) { return Disagreement("changes of \(person)", expected: "\(wanted)", got: "\(got)") }
      }
      for _ in 0..<2 where !all.isEmpty {
        let index = random.integer(0...all.count - 1)
        let rest = try await Self.changes(engine, after: all[index].position)
        if rest != Array(all[(index + 1)...]) {
          return Disagreement(
            "changes after \(all[index].position)", expected: "\(all[(index + 1)...].map(\.position))", got: "\(rest.map(\.position))")
        }
      }
      return nil
    }
  }

  @Test func changesGoOnPastPlacesWithoutAnEvent() async throws {
    let store = Store()
    let clock = try TestClock("2022-09-01T00:00:00Z")
    do {
      let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
      try await engine.append([try Event(at: Instant("2022-01-01T00:00:00Z"), source: "office", .policy(Policy.chongqing2021.json))])
      try await engine.close()
    }
    func positive(_ number: UInt64) throws -> Event {
      try Event(
        at: Instant("2022-09-01T00:00:00Z"), source: "lab", .test(person: .number(number), method: .nucleicAcid, result: .positive))
    }
    let engine = try Engine.open(at: store.path, surroundings: clock.surroundings)
    let colors = try engine.liveColors()
    try await engine.append([positive(1)])
    #expect(try engine.checkpoint(origin: "example.org/codes").size == 3)
    #expect(colors.position.sequence == 3)
    try await engine.append([positive(2)])
    _ = try await engine.erase(.number(1), by: "office", ground: "request")
    _ = try engine.checkpoint(origin: "example.org/codes")
    try await engine.append([positive(3)])
    #expect(try colors.check().isSound)
    let changes = try await Self.changes(engine, after: .start)
    #expect(changes.map(\.person) == [.number(2), .number(3)] && changes.map(\.position.sequence) == [4, 7])
    // The end of the log is no event's either.
    _ = try engine.checkpoint(origin: "example.org/codes")
    try await engine.close()
    let again = try Engine.open(at: store.path, surroundings: clock.surroundings)
    #expect(try await Self.changes(again, after: .start) == changes)
  }

  /// An erasure is recorded when it is: what changed by the passage of time until then is given once, as after opening again.
  @Test func timePassesUntilAnErasure() async throws {
    let store = Store()
    let clock = try TestClock("2022-09-01T00:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    let rule = "{\"id\":\"r\",\"color\":\"red\",\"when\":{\"test\":{\"result\":[\"positive\"]}},\"until\":{\"elapsed\":\"14d\"}}"
    try await engine.append([
      Event(at: .earliest, source: "office", .policy(JSONValue(parsing: "{\"id\":\"p\",\"title\":\"\",\"rules\":[\(rule)]}"))),
      Event(at: Instant("2022-09-01T00:00:00Z"), source: "lab", .test(person: .number(1), method: .nucleicAcid, result: .positive)),
      .negative(.number(2), at: "2022-09-01T00:00:00Z"),
    ])
    let colors = try engine.liveColors()
    try clock.set("2022-10-01T00:00:00Z")
    _ = try await engine.erase(.number(2), by: "office", ground: "request")
    #expect(colors.position.at == (try Instant("2022-10-01T00:00:00Z")))
    let changes = try await Self.changes(engine, after: .start)
    #expect(changes.map(\.to) == [.red, .green])
    #expect(try colors.advance(to: Instant("2022-10-02T00:00:00Z")).isEmpty)
    #expect(try await Self.changes(engine, after: changes[1].position) == [])
    try await engine.close()
    let again = try Engine.open(at: store.path, surroundings: clock.surroundings)
    #expect(try await Self.changes(again, after: .start) == changes)
  }

  /// A step that fails midway leaves colors of no position: they are computed anew before the next step.
  @Test func aStepThatFailsLeavesNothingBehind() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path)
    try await engine.append((0..<40).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z") })
    let colors = try engine.liveColors()
    #expect(throws: CancellationError.self) {
      try engine.live?.go {
        $0.plant(.red, for: .number(7))
        throw CancellationError()
      }
    }
    try await engine.append([.negative(.number(1), at: "2022-01-03T00:00:00Z")])
    #expect(try colors.check().isSound)
    #expect(colors.position.sequence == 41)
  }

  @Test func aPlantedColorIsFound() async throws {
    let store = Store()
    do {
      let engine = try Engine.create(at: store.path)
      try await engine.append((0..<40).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z") })
      try await engine.close()
    }
    let engine = try Engine.open(at: store.path)
    let colors = try engine.liveColors()
    #expect(try colors.check().isSound)
    try engine.live?.go {
      $0.plant(.red, for: .number(7))
      return []
    }
    let check = try colors.check()
    #expect(!check.isSound && check.wrong == [.number(7)])
    #expect(try colors.color(of: .number(7)) == .red && colors.counts[.red] == 1)
  }

  @Test func countsAreOfColorsAndOfNotices() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path)
    let colors = try engine.liveColors()
    // All values of an engine are the same colors.
    let same = try engine.liveColors()
    try await engine.append((0..<3).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z") })
    #expect(colors.counts == [.green: 3, .yellow: 0, .red: 0] && same.counts == colors.counts && same.position == colors.position)
    #expect(try await colors.noticeCounts() == engine.view().noticeCounts(at: colors.position.at))
    let beyond = ColorChange.Position(sequence: 4, at: .earliest, person: .number(0))
    #expect(throws: StoreError.beyondEnd(asked: 4, last: 3)) { _ = try colors.changes(after: beyond) }
  }

  @Test func nothingIsRecordedBeforeAnInstantThatHasCome() async throws {
    let store = Store()
    try await Engine.create(at: store.path).close()
    let clock = try TestClock("2022-01-01T00:00:00Z")
    let engine = try Engine.open(at: store.path, surroundings: clock.surroundings)
    let colors = try engine.liveColors()
    try colors.advance(to: Instant("2022-01-05T00:00:00Z"))
    let receipt = try await engine.append([try Event.negative(.number(1), at: "2022-01-01T00:00:00Z")])
    #expect(receipt.recordedAt == (try Instant("2022-01-05T00:00:00Z")))
    await #expect(throws: AppendError.self) {
      try await engine.append([Draft(try .negative(.number(1), at: "2022-01-01T00:00:00Z"), recordedAt: Instant("2022-01-02T00:00:00Z"))])
    }
  }
}
