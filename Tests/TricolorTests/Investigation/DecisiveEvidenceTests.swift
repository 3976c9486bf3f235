import RiskInquiry
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// Decisive evidence, against every subset.
@Suite("Decisive evidence", .tags(.property))
struct DecisiveEvidenceTests {
  /// Every minimal set of events of the whole log, whatever they are about, without which the color would have been lower.
  private static func expected(_ log: OracleLog, _ person: PersonID, _ instant: Instant) -> [[UInt64]] {
    let color = Oracle(log).color(of: person, at: instant)
    return BruteForce.minimalSets(of: log.events.map(\.sequence)) { Oracle(log, without: $0).color(of: person, at: instant) < color }
  }

  @Test func setsAreThoseOfEverySubset() async throws {
    try await Rounds.run(150, length: 3...10) { log, random in
      var random = random
      let oracleLog = try OracleLog(log.events)
      let instants = try log.instantsToAsk()
      for person in log.persons {
        let excerpt = try InvestigationTests.excerpt(of: person, log.events, knownAt: UInt64(log.events.count))
        let instant = random.pick(instants)
        let got = excerpt.decisiveEvidence(at: instant)
        if let found = Disagreement(
          "\(person) at \(instant)", expected: Self.expected(oracleLog, person, instant), got: got.sets.sets)
        {
          return found
        }
        if !got.sets.isComplete { return Disagreement("complete", expected: true, got: false) }
      }
      return nil
    }
  }

  /// The comparison above finds a set that lacks a member or has one too many.
  @Test func aWrongSetIsFound() throws {
    var compared = 0
    for seed in 0..<2_000 as Range<UInt64> {
      let log = try RandomLog(seed: seed, length: 5...9)
      let person = log.persons[0]
      let instant = log.instants[log.instants.count / 2]
      let sets = Self.expected(try OracleLog(log.events), person, instant)
      guard let first = sets.first(where: { $0.count > 1 }) else { continue }
      compared += 1
      #expect(Disagreement("", expected: sets, got: sets.map { $0 == first ? Array($0.dropLast()) : $0 }) != nil)
      let oracle = Oracle(try OracleLog(log.events), without: Set(first.dropLast()))
      #expect(oracle.color(of: person, at: instant) >= Oracle(try OracleLog(log.events)).color(of: person, at: instant))
    }
    #expect(compared > 5)
  }

  /// More sets than are looked for: the answer says that there may be more.
  @Test func aBoundIsSaid() throws {
    let person = PersonID.number(1)
    let policy = try Policy(
      id: "two", title: "",
      rules: [
        Rule(id: "a", color: .red, when: .contact(degree: [.close])),
        Rule(id: "b", color: .red, when: .stay(level: nil, lookback: nil, within: nil)),
      ])
    var events = [RecordedEvent(sequence: 1, recordedAt: .earliest, event: try Event(at: .earliest, source: "s", .policy(policy.json)))]
    let start = try Instant("2022-01-01T00:00:00Z")
    func add(_ fact: Fact) throws {
      events.append(RecordedEvent(sequence: UInt64(events.count + 1), recordedAt: start, event: try Event(at: start, source: "s", fact)))
    }
    for number in 0..<9 {
      // Either the stay's designation or the stay must go, for each of nine places: 512 sets, and the policy alone.
      let place = try Place("CN/\(number)")
      try add(.placeRisk(place: place, level: .high))
    }
    for number in 0..<9 { try add(.stay(person: person, place: try Place("CN/\(number)"), until: try Instant("2022-02-01T00:00:00Z"))) }
    let excerpt = try InvestigationTests.excerpt(of: person, events, knownAt: UInt64(events.count))
    let found = excerpt.decisiveEvidence(at: start)
    #expect(found.color == .red && !found.sets.isComplete && found.sets.sets.count <= MinimalSets.maximumSetCount)
    #expect(found.sets.sets.contains([1]))
    for set in found.sets.sets {
      #expect(Oracle(try OracleLog(events), without: Set(set)).color(of: person, at: start) < .red)
      for spared in set {
        #expect(Oracle(try OracleLog(events), without: Set(set).subtracting([spared])).color(of: person, at: start) == .red)
      }
    }
  }
}
