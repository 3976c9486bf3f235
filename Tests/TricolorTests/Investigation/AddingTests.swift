import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// `adding`, alone and with `without`, `under` and `asKnownAt`, against a log that the added events were appended to; and differences of views.
@Suite("Adding", .tags(.property))
struct AddingTests {
  /// Events to add, from another random log about the same persons: no retractions of its own.
  private static func additions(_ log: RandomLog, _ random: inout SplitMix64) throws -> [Event] {
    let other = try RandomLog(seed: random.next(), length: 6...14)
    let persons = Dictionary(uniqueKeysWithValues: zip(other.persons, log.persons + log.persons))
    return try other.events.prefix(random.integer(1...6)).compactMap { recorded in
      let event = recorded.event
      if case .retraction = event.fact { return nil }
      return try Event(at: event.at, source: "assumed", event.fact.moved(to: { persons[$0] ?? log.persons[0] }))
    }
  }

  @Test func isAsIfAppended() async throws {
    try await Rounds.run(60) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      var added = try Self.additions(log, &random)
      let knownAt = UInt64(random.integer(0...log.events.count))
      let policy = try Identities.someOrNoPolicy(&random)
      let without = log.events.isEmpty || random.percent(50) ? [] : [UInt64(random.integer(1...log.events.count))]
      let retractable = log.events.filter { $0.fact.kind != .retraction && $0.sequence <= knownAt }.map(\.sequence)
      var gone: Set<UInt64> = []
      if let target = retractable.last, random.percent(50) {
        gone.insert(target)
        added.append(try .retraction(of: target))
      }
      // In whatever order.
      var view = try library.engine.view()
      var steps: [(View) throws -> View] = [
        { try $0.adding(added) }, { try $0.asKnownAt(.sequence(knownAt)) }, { try $0.without(without) }, { try policy.map($0.under) ?? $0 },
      ]
      while !steps.isEmpty { view = try steps.remove(at: random.integer(0...steps.count - 1))(view) }
      var events = Array(log.events.prefix(Int(knownAt)))
      for event in added where event.fact.kind != .retraction {
        events.append(RecordedEvent(sequence: UInt64(events.count + 1), recordedAt: events.last?.recordedAt ?? .earliest, event: event))
      }
      let oracle = try Oracle(events, under: policy, without: gone.union(without.filter { $0 <= knownAt }))
      let instants = try log.instantsToAsk()
      for person in log.persons {
        if let found = Disagreement("timeline of \(person)", expected: oracle.timeline(of: person), got: try view.timeline(of: person).json)
        {
          return found
        }
        if let found = Disagreement("displayed of \(person)", expected: oracle.displayed(person), got: try view.displayed(person).json) {
          return found
        }
      }
      for _ in 0..<3 {
        let instant = random.pick(instants)
        let recoloring = try await view.recolor(at: instant)
        let got = zip(recoloring.persons, recoloring.colors).map { Standing(person: $0, color: $1) }
        let expected = oracle.colors(at: instant).map { Standing(person: $0.person, color: $0.color) }
        if let found = Disagreement("everyone at \(instant)", expected: expected, got: got) { return found }
        if let found = Disagreement(
          "places at \(instant)", expected: oracle.places(at: instant),
          got: .object(
            try JSONObject(view.places(at: instant).map { .init(key: $0.place.path, value: .array($0.levels.map(JSONValue.text))) })))
        {
          return found
        }
        let status = try view.status(of: log.persons[0], at: instant)
        if let found = Disagreement("knownAt", expected: knownAt, got: status.knownAt) { return found }
        if let found = Disagreement(
          "status", expected: oracle.status(of: log.persons[0], at: instant).withoutSequences, got: status.json.withoutSequences)
        {
          return found
        }
      }
      return nil
    }
  }

  @Test func refusesWhatCannotBeAdded() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path)
    try await engine.append([.negative(.number(1), at: "2022-01-01T00:00:00Z")])
    let view = try engine.view()
    #expect(throws: AppendError.self) { try view.adding([try Event(at: .earliest, source: "s", .policy(.null))]) }
    #expect(throws: AppendError.self) { try view.adding([try Event.retraction(of: 7)]) }
    let nobody = try await view.adding([try Event.retraction(of: 1)]).recolor(at: .latest)
    #expect(nobody.persons.isEmpty)
    try await engine.close()
  }

  /// Differences of two views: where the oracle's timelines differ, explained by what only one of them knows.
  @Test func differences() async throws {
    try await Rounds.run(60, length: 3...12) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let sides = try (0..<2).map { _ in
        Reading(
          knownAt: UInt64(random.integer(0...log.events.count)), under: try Identities.someOrNoPolicy(&random),
          without: log.events.isEmpty || random.percent(50) ? [] : [UInt64(random.integer(1...log.events.count))])
      }
      let oracleLog = try OracleLog(log.events)
      let oracles = sides.map { Oracle(oracleLog, knownAt: $0.knownAt, under: $0.under, without: $0.without) }
      for person in log.persons {
        let got = try library.engine.difference(from: try library.view(sides[0]), to: try library.view(sides[1]), of: person)
        let timelines = try oracles.map { try OracleTimeline($0.timeline(of: person)) }
        let bounds = Set(timelines.flatMap { $0.changes.map(\.from) }).sorted()
        var expected: [[String]] = []
        for (index, from) in bounds.enumerated() {
          let colors = timelines.map { $0.color(at: from) }
          let until = index + 1 < bounds.count ? bounds[index + 1].description : "never"
          if colors[0] != colors[1] { expected.append([from.description, until] + colors) }
        }
        let intervals = got.intervals.map { [$0.from.description, $0.until?.description ?? "never", $0.before.text, $0.after.text] }
        if let found = Disagreement("difference of \(person) from \(sides[0]) to \(sides[1])", expected: expected, got: intervals) {
          return found
        }
        for interval in got.intervals where interval.explanation.sets.isEmpty {
          return Disagreement("an explanation of \(interval.json)", expected: true, got: false)
        }
      }
      return nil
    }
  }
}

extension Fact {
  /// The same about another person.
  fileprivate func moved(to person: (PersonID) -> PersonID) -> Fact {
    switch self {
    case .test(let who, let method, let result): .test(person: person(who), method: method, result: result)
    case .diagnosis(let who, let status): .diagnosis(person: person(who), status: status)
    case .contact(let who, let degree, let to): .contact(person: person(who), degree: degree, to: to)
    case .symptom(let who, let signs, let history): .symptom(person: person(who), signs: signs, epidemiologicalHistory: history)
    case .stay(let who, let place, let until): .stay(person: person(who), place: place, until: until)
    case .entry(let who, let from): .entry(person: person(who), from: from)
    case .quarantine(let who, let phase, let mode): .quarantine(person: person(who), phase: phase, mode: mode)
    case .determination(let who, let finding, let until): .determination(person: person(who), finding: finding, until: until)
    case .registration(let who, let phase, let channel, let by): .registration(person: person(who), phase: phase, channel: channel, by: by)
    case .appeal(let who, let number, let phase, let channel): .appeal(person: person(who), case: number, phase: phase, channel: channel)
    default: self
    }
  }
}
