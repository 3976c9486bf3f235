import Foundation
import RiskModel
import RiskPolicy
import Testing

@Suite("The editions that come with the library")
struct EditionTests {
  @Test(arguments: Policy.editions)
  func passesTheChecks(_ edition: Policy) throws {
    #expect(try Policy(json: edition.json) == edition)
  }

  @Test func areInForceInTurn() {
    #expect(Policy.editions.map(\.id) == ["cq-2021-24", "cn-edition-9", "cn-twenty-measures", "cn-new-ten"])
    #expect(Policy.editions.map(\.transitionInForce) == [.immediate, .immediate, .prospective, .immediate])
  }

  @Test(
    .enabled(if: ConformanceFile.isPresent, "the published policies lie beside the project, and are not there"), arguments: Policy.editions)
  func equalsThePublishedDocument(_ edition: Policy) throws {
    let file = ConformanceFile.shared.appending(path: "policies/\(edition.id).json")
    #expect(try Policy(json: JSONValue(parsing: String(contentsOf: file, encoding: .utf8))) == edition)
  }
}
