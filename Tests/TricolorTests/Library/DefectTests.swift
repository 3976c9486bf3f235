import RiskModel
import Testing

@testable import TricolorOracle

/// The comparison with the oracle is worth something only if it finds a wrong fold.
@Suite("The comparison finds a planted defect")
struct DefectTests {
  /// A fold that stops before the last quarter of the log.
  private struct Forgetful: Answering {
    let oracle: OracleAnswers

    private func earlier(_ reading: Reading) -> Reading {
      Reading(knownAt: reading.knownAt * 3 / 4, under: reading.under, without: reading.without)
    }

    func status(of person: PersonID, at time: Instant, _ reading: Reading) -> JSONValue {
      oracle.status(of: person, at: time, earlier(reading))
    }
    func timeline(of person: PersonID, _ reading: Reading) -> JSONValue { oracle.timeline(of: person, earlier(reading)) }
    func displayed(_ person: PersonID) -> JSONValue { oracle.displayed(person) }
    func colors(at time: Instant, _ reading: Reading) -> [Standing] { oracle.colors(at: time, earlier(reading)) }
    func places(at time: Instant, _ reading: Reading) -> JSONValue { oracle.places(at: time, earlier(reading)) }
  }

  @Test func aFoldThatStopsEarlyIsFound() throws {
    var found = 0
    for seed in 0..<20 as Range<UInt64> {
      let log = try RandomLog(seed: seed)
      var random = SplitMix64(seed: seed)
      let questions = try Questions(about: log, &random)
      let oracle = try OracleAnswers(log.events)
      let reading = Reading(knownAt: UInt64(log.events.count))
      let discrepancy = try questions.compare(oracle, reading, with: Forgetful(oracle: oracle), reading, isAcrossLogs: true)
      if discrepancy != nil { found += 1 }
    }
    #expect(found > 5)
  }
}
