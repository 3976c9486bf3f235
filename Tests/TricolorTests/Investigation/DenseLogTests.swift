import RiskInquiry
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// Minimal sets in logs in which most events bear on most colors, against every subset.
@Suite("Minimal sets of dense logs", .tags(.property))
struct DenseLogTests {
  @Test func decisiveEvidence() throws {
    var sizes: Set<Int> = []
    for seed in 0..<700 as Range<UInt64> {
      let log = try DenseLog(seed: seed)
      let oracleLog = try OracleLog(log.events)
      let excerpt = try InvestigationTests.excerpt(of: DenseLog.person, log.events, knownAt: UInt64(log.events.count))
      for instant in [log.instants[Int(seed % 5) + 2], log.instants[9]] {
        let color = Oracle(oracleLog).color(of: DenseLog.person, at: instant)
        let expected = BruteForce.minimalSets(of: log.events.map(\.sequence)) {
          Oracle(oracleLog, without: $0).color(of: DenseLog.person, at: instant) < color
        }
        let got = excerpt.decisiveEvidence(at: instant)
        #expect(got.sets.sets == expected && got.sets.isComplete, "seed \(seed) at \(instant)\n\(log.lines)")
        sizes.formUnion(expected.map(\.count))
      }
    }
    // Sets of one, of two and of three were among them.
    #expect(sizes.isSuperset(of: [1, 2, 3]))
  }

  @Test func causes() throws {
    var directions: Set<Discrepancy.Direction> = []
    for seed in 0..<700 as Range<UInt64> {
      let log = try DenseLog(seed: seed)
      let oracleLog = try OracleLog(log.events)
      let excerpt = try InvestigationTests.excerpt(of: DenseLog.person, log.events, knownAt: UInt64(log.events.count))
      for discrepancy in excerpt.investigate(during: Instant.earliest..<Instant.latest).discrepancies {
        directions.insert(discrepancy.direction)
        for explanation in discrepancy.explanations {
          let expected = try Self.causes(explanation.from..<explanation.until, shown: discrepancy.shown, oracleLog)
          #expect(
            explanation.recordings.sets == expected && explanation.recordings.isComplete && !expected.isEmpty,
            "seed \(seed): \(discrepancy.json), expected \(expected)\n\(log.lines)")
        }
      }
    }
    #expect(directions == [.worse, .better])
  }

  private static func causes(_ period: Range<Instant>, shown: Color, _ log: OracleLog) throws -> [[UInt64]] {
    let later = log.events.filter { $0.recordedAt > period.lowerBound }.map(\.sequence)
    let members = later.filter { sequence in
      // A withdrawal of what was not shown explains nothing.
      guard let target = log.retractionOf.first(where: { $0.value == sequence })?.key else { return true }
      return !later.contains(target)
    }
    return try BruteForce.minimalSets(of: members) { set in
      try OracleTimeline(Oracle(log, without: set).timeline(of: DenseLog.person)).spans(in: period).allSatisfy { $0[2] == shown.text }
    }
  }
}
