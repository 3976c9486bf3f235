import RiskModel
import Testing

@testable import TricolorOracle

/// Random logs are worth something only if they are valid and reach what they are meant to reach.
@Suite("Random logs", .tags(.property))
struct RandomLogTests {
  @Test func sameSeedGivesTheSameLog() throws {
    #expect(try RandomLog(seed: 7).events == RandomLog(seed: 7).events)
    #expect(try RandomLog(seed: 7).events != RandomLog(seed: 8).events)
  }

  @Test func theGeneratorIsTheOnePublished() {
    var random = SplitMix64(seed: 1_234_567)
    #expect((0..<3).map { _ in random.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func areValid(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let log = try RandomLog(seed: seed)
    for log in [log, log.arrivingOtherwise(&random), log.keeping { $0.sequence % 3 != 0 }] {
      var names: Set<EventReference> = []
      for (index, event) in log.events.enumerated() {
        #expect(event.sequence == UInt64(index + 1))
        if index > 0 { #expect(log.events[index - 1].recordedAt <= event.recordedAt) }
        if let until = event.fact.until { #expect(event.event.at < until) }
        if let id = event.event.id { #expect(names.insert(.identifier(source: event.event.source, id: id)).inserted) }
        #expect(try Draft(json: JSONValue(parsing: event.json)).event == event.event)
      }
      let retractions = log.events.filter { $0.fact.kind == .retraction }
      let oracle = try OracleLog(log.events)
      #expect(oracle.retractionOf.count == retractions.count)
      #expect(oracle.retractionOf.allSatisfy { $0.key < $0.value && log.events[Int($0.key) - 1].fact.kind != .retraction })
    }
  }

  /// Enough red, enough yellow, enough of everything that can go wrong.
  @Test func reachWhatTheyAreMeantToReach() throws {
    var seen: [String: Int] = [:]
    for seed in 0..<60 as Range<UInt64> {
      let log = try RandomLog(seed: seed)
      var random = SplitMix64(seed: seed)
      let questions = try Questions(about: log, &random)
      let oracle = try Oracle(log.events)
      for event in log.events { seen[event.fact.kind.text, default: 0] += 1 }
      for person in log.persons {
        for instant in questions.instants {
          let status = oracle.status(of: person, at: instant)
          seen[status["color"]?.string ?? "", default: 0] += 1
          if status["nextChange"] != .null { seen["change to come", default: 0] += 1 }
          for ground in status["grounds"]?.elements ?? [] {
            seen["ground", default: 0] += 1
            if ground["release"] == .null { seen["never released", default: 0] += 1 }
            if ground["policy"] != status["policy"] { seen["under an earlier policy", default: 0] += 1 }
            let waits = ground["waitsFor"]?.description ?? ""
            for word in ["elapsed", "event", "negativeTests", "stated", "lifted", "any", "all", "\"have\":1", "\"have\":2"]
            where waits.contains(word) {
              seen["waits for \(word)", default: 0] += 1
            }
          }
        }
        if oracle.timeline(of: person) != oracle.displayed(person) { seen["shown otherwise", default: 0] += 1 }
      }
    }
    for kind in EventKind.allCases { #expect(seen[kind.text, default: 0] > 10, "\(kind)") }
    for word in ["green", "yellow", "red", "change to come", "never released", "under an earlier policy", "shown otherwise"] {
      #expect(seen[word, default: 0] > 10, "\(word)")
    }
  }
}
