import RiskModel
import Testing

@testable import TricolorOracle

/// The oracle must itself pass every case that was computed elsewhere before its word counts against the library.
@Suite(
  "The oracle and the published cases", .tags(.conformance),
  .enabled(if: ConformanceFile.isPresent, "the published cases are not beside this checkout"))
struct OracleConformanceTests {
  @Test(arguments: ConformanceFile.randomNames + ConformanceFile.dataNames)
  func passes(_ name: String) throws {
    let file = try ConformanceFile(named: name)
    let log = try OracleLog(file.events)
    for query in try file.queries() {
      let got = Oracle(log, knownAt: query.knownAt).status(of: query.person, at: query.at)
      #expect(got.restricted(to: query.expected) == query.expected)
    }
    for (person, knownAt, expected) in try file.timelines() {
      #expect(Oracle(log, knownAt: knownAt).timeline(of: person) == expected)
    }
    for (person, expected) in try file.displayed() {
      #expect(Oracle(log).displayed(person) == expected)
    }
    for (at, knownAt, counts, placesDesignated) in try file.recolors() {
      let oracle = Oracle(log, knownAt: knownAt)
      #expect(oracle.counts(at: at) == counts)
      if let placesDesignated, case .object(let places) = oracle.places(at: at) {
        #expect(places.members.count == placesDesignated)
      }
    }
  }
}
