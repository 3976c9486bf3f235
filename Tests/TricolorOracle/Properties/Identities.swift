import RiskModel
import RiskPolicy

/// The identities of the semantics (section 7), and what follows from them for `under` and `without`: of any answerer.
struct Identities {
  /// Takes a log in, in batches of its choice.
  let open: (RandomLog) async throws -> any Answering

  /// 1: the answer at `K` from the whole log equals the answer from a log that ends at `K`.
  func prefix(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, &random)
    let whole = try await open(log)
    for _ in 0..<2 {
      let reading = Reading(knownAt: UInt64(random.integer(0...log.events.count)))
      let ended = try await open(log.keeping { $0.sequence <= reading.knownAt })
      if let found = try questions.compare(ended, reading, with: whole, reading, isAcrossLogs: false) { return found }
    }
    return nil
  }

  /// 2: the order of arrival and the batches make no difference.
  func arrival(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, &random)
    let reading = Reading(knownAt: UInt64(log.events.count))
    let one = try await open(log)
    let other = try await open(log.arrivingOtherwise(&random))
    return try questions.compare(one, reading, with: other, reading, isAcrossLogs: true)
  }

  /// 3: a retraction and what it names might as well never have been, also where a reading leaves them out.
  func retraction(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let retractions = try OracleLog(log.events).retractionOf.sorted { $0.key < $1.key }
    guard !retractions.isEmpty else { return nil }
    let questions = try Questions(about: log, &random)
    let (named, retraction) = random.pick(retractions)
    let whole = try await open(log)
    let never = try await open(log.keeping { $0.sequence != named && $0.sequence != retraction })
    for _ in 0..<2 {
      let knownAt = UInt64(random.integer(Int(retraction)...log.events.count))
      let reading = Reading(knownAt: knownAt)
      if let found = try questions.compare(never, Reading(knownAt: knownAt - 2), with: whole, reading, isAcrossLogs: true) { return found }
      let leftOut = Reading(knownAt: knownAt, without: [named, retraction])
      if let found = try questions.compare(whole, reading, with: whole, leftOut, isAcrossLogs: false) { return found }
    }
    return nil
  }

  /// 4: the color at an instant is the color of the interval that holds it.
  func pointIsInterval(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, count: 12, &random)
    let whole = try await open(log)
    let reading = Reading(knownAt: UInt64(random.integer(0...log.events.count)))
    for person in questions.persons {
      let intervals = try whole.timeline(of: person, reading).elements
      for (left, right) in zip(intervals, intervals.dropFirst()) where left["color"] == right["color"] {
        return Disagreement("timeline of \(person) has equal neighbors", expected: .null, got: left)
      }
      for instant in questions.instants {
        let holding = try intervals.last { try Instant($0["from"]?.string ?? "") <= instant }
        let color = try whole.status(of: person, at: instant, reading)["color"]
        if let found = Disagreement("\(person) at \(instant) at \(reading)", expected: holding?["color"], got: color) { return found }
      }
    }
    return nil
  }

  /// 5: everyone at once is everyone one by one.
  func massIsSingle(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, &random)
    let whole = try await open(log)
    let reading = Reading(knownAt: UInt64(random.integer(0...log.events.count)), under: try Self.someOrNoPolicy(&random))
    let oracle = Oracle(try OracleLog(log.events), knownAt: reading.knownAt)
    for instant in questions.instants {
      let single = try oracle.everyone.map { person in
        let status = try whole.status(of: person, at: instant, reading)
        return "\(person) \(status["color"]?.string ?? "none")"
      }
      let mass = try whole.colors(at: instant, reading).map(\.description)
      if let found = Disagreement("everyone at \(instant) at \(reading)", expected: single, got: mass) { return found }
    }
    return nil
  }

  /// 7: answers equal those of the known events without the links, each pseudonym written as the least of its person.
  func links(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, &random)
    let knownAt = UInt64(random.integer(0...log.events.count))
    let oracle = Oracle(try OracleLog(log.events), knownAt: knownAt)
    let joined = try log.keeping { oracle.isKnown($0) && $0.fact.kind != .link }.written { oracle.pseudonyms(of: $0).first ?? $0 }
    let (whole, plain) = (try await open(log), try await open(joined))
    let (reading, other) = (Reading(knownAt: knownAt), Reading(knownAt: UInt64(joined.events.count)))
    for person in questions.persons {
      let least = oracle.pseudonyms(of: person).first ?? person
      if let found = Disagreement(
        "timeline of \(person) at \(reading)", expected: try plain.timeline(of: least, other), got: try whole.timeline(of: person, reading))
      {
        return found
      }
      for instant in questions.instants {
        if let found = Disagreement(
          "status of \(person) at \(instant) at \(reading)",
          expected: try plain.status(of: least, at: instant, other).withoutSequences.without(["person", "pseudonyms", "registered"]),
          got: try whole.status(of: person, at: instant, reading).withoutSequences.without(["person", "pseudonyms", "registered"]))
        {
          return found
        }
      }
    }
    for instant in questions.instants {
      if let found = Disagreement(
        "everyone at \(instant) at \(reading)", expected: try plain.colors(at: instant, other), got: try whole.colors(at: instant, reading))
      {
        return found
      }
    }
    return nil
  }

  /// Leaving events out of a reading is reading a log that never had them.
  func without(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, &random)
    let knownAt = UInt64(random.integer(0...log.events.count))
    let leftOut = Set((0..<random.integer(1...4)).map { _ in UInt64(random.integer(1...max(1, log.events.count))) })
    let shorter = log.keeping { $0.sequence <= knownAt && !leftOut.contains($0.sequence) }
    return try questions.compare(
      try await open(shorter), Reading(knownAt: UInt64(shorter.events.count)), with: try await open(log),
      Reading(knownAt: knownAt, without: leftOut), isAcrossLogs: true)
  }

  /// Reading under a policy is reading a log with that one policy from the earliest instant on.
  func under(_ log: RandomLog, _ random: SplitMix64) async throws -> Disagreement? {
    var random = random
    let questions = try Questions(about: log, &random)
    let policy = try RandomPolicy.make(id: "other", &random)
    let unruled = log.keeping { $0.fact.kind != .policy }
    let last = unruled.events.last
    let event = try Event(at: .earliest, source: "office", .policy(policy.json))
    let ruling = RecordedEvent(sequence: (last?.sequence ?? 0) + 1, recordedAt: last?.recordedAt ?? .earliest, event: event)
    return try questions.compare(
      try await open(unruled.replacing(unruled.events + [ruling])), Reading(knownAt: ruling.sequence), with: try await open(log),
      Reading(knownAt: UInt64(log.events.count), under: policy), isAcrossLogs: true)
  }

  static func someOrNoPolicy(_ random: inout SplitMix64) throws -> Policy? {
    random.percent(50) ? try RandomPolicy.make(id: "other", &random) : nil
  }
}
