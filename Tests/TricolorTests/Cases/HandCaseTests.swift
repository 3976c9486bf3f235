import Testing

@testable import TricolorOracle

@Suite("Cases worked out by hand", .tags(.conformance))
struct HandCaseTests {
  @Test(arguments: HandCase.all)
  func oracle(_ handCase: HandCase) throws {
    if let found = try handCase.discrepancy(OracleAnswers(handCase.events)) { Issue.record("\(found)") }
  }
}
