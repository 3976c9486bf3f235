import Foundation
import Testing
import Tricolor
import Workload

/// A country's places are what their description says.
struct CountryTests {
  @Test func hasBurstsPlacesAndRetractionsAsDescribed() throws {
    let country = try Country(designations: 26_000, evidence: 2_000)
    let drafts = try country.drafts(0..<country.eventCount)
    for (earlier, later) in zip(drafts, drafts.dropFirst()) { #expect(earlier.recordedAt! <= later.recordedAt!) }
    let designations = drafts.filter { $0.event.fact.kind == .placeRisk }
    let retractions = drafts.filter { $0.event.fact.kind == .retraction }
    #expect((26_000...29_000).contains(designations.count))
    #expect((0.07...0.1).contains(Double(retractions.count) / Double(designations.count)))
    #expect(Set(designations.compactMap(\.event.fact.place)).count == 10_000)
    for retraction in retractions {
      guard case .retraction(.sequence(let sequence), _) = retraction.event.fact else { throw Fault(path: "of", problem: "no sequence") }
      let named = drafts[Int(sequence) - 1]
      #expect(named.event.fact.kind == .placeRisk)
      #expect(named.recordedAt == retraction.recordedAt, "withdrawn within its burst")
    }
    let people = Dictionary(grouping: drafts.compactMap { draft in draft.event.fact.person.map { ($0, draft.event.at) } }) { $0.0 }
    #expect(people.values.allSatisfy { Set($0.map(\.1)).count == $0.count })
  }

  @Test(arguments: Extreme.allCases) func anExtremeCanBeRecorded(_ extreme: Extreme) async throws {
    let drafts = try (0..<extreme.eventCount(10)).map { try extreme.draft($0, of: 10) }
    for (earlier, later) in zip(drafts, drafts.dropFirst()) { #expect(earlier.recordedAt! <= later.recordedAt!) }
    let store = "/tmp/\(extreme)-\(UInt64.random(in: 0...UInt64.max))"
    defer { try? FileManager.default.removeItem(atPath: store) }
    let engine = try Engine.create(at: store)
    #expect(try await engine.append(drafts).sequences.count == drafts.count)
    try await engine.close()
  }
}
