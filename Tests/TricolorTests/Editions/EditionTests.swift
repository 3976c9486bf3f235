import Foundation
import PolicyEditions
import RiskModel
import RiskPolicy
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("The editions that come with the library")
struct EditionTests {
  @Test(arguments: Policy.editions)
  func isReadBackAsItIsWritten(_ edition: Policy) throws {
    #expect(try Policy(json: edition.json) == edition)
  }

  @Test func areInForceInTurn() {
    #expect(Policy.editions.map(\.id) == ["cq-2021-24", "cn-edition-9", "cn-twenty-measures", "cn-new-ten"])
    #expect(Policy.editions.map(\.transitionInForce) == [.immediate, .immediate, .prospective, .immediate])
  }

  /// A person who goes on at home after the centralized quarantine, and is released there a week later.
  @Test(arguments: Policy.editions.filter { $0 != .newTen })
  func oneModeOfQuarantineDoesNotReleaseAnother(_ edition: Policy) async throws {
    let person = PersonID.number(1)
    let start = try Instant("2022-10-01T00:00:00Z")
    func quarantine(_ phase: QuarantinePhase, _ mode: QuarantineMode, _ at: String) throws -> Event {
      try Event(at: Instant(at), source: "cdc", .quarantine(person: person, phase: phase, mode: mode))
    }
    let store = Store()
    let engine = try Engine.create(at: store.path)
    try await engine.append([
      Event(at: .earliest, source: "office", .policy(edition.json)),
      quarantine(.start, .centralized, start.description), quarantine(.start, .home, "2022-10-08T10:00:00Z"),
      quarantine(.end, .centralized, "2022-10-08T11:00:00Z"), quarantine(.end, .home, "2022-10-15T00:00:00Z"),
    ])
    let intervals = try engine.view().timeline(of: person).intervals.dropFirst()
    #expect(intervals.map(\.color) == [.red, .green])
    #expect(try intervals.map(\.from) == [start, Instant("2022-10-15T00:00:00Z")])
  }

  @Test(
    .enabled(if: ConformanceFile.isPresent, "the published policies lie beside the project, and are not there"), arguments: Policy.editions)
  func equalsThePublishedDocument(_ edition: Policy) throws {
    let file = ConformanceFile.shared.appending(path: "policies/\(edition.id).json")
    #expect(try Policy(json: JSONValue(parsing: String(contentsOf: file, encoding: .utf8))) == edition)
  }
}
