import Testing
import Tricolor
import Workload

/// The population is what its description says, and the same however it is made.
struct PopulationTests {
  private func drafts(_ profile: Profile, window: Int = 1_000_000, batch: Int = 1_000) throws -> [Draft] {
    var stream = PopulationStream(try Population(profile, personCount: 3_000, policies: .editions), windowCapacity: window)
    let count = stream.eventCount
    var all: [Draft] = []
    while case let next = try stream.next(batch), !next.isEmpty { all += next }
    #expect(all.count == count)
    return all
  }

  @Test func dependsNeitherOnWindowsNorOnBatches() throws {
    let whole = try drafts(.wave)
    #expect(try drafts(.wave, window: 5_000, batch: 77) == whole)
  }

  @Test func isRecordedInOrderAndAfterItHappens() throws {
    let all = try drafts(.wave)
    for (earlier, later) in zip(all, all.dropFirst()) { #expect(earlier.recordedAt! <= later.recordedAt!) }
    for draft in all where draft.event.fact.person != nil { #expect(draft.event.at <= draft.recordedAt!) }
  }

  @Test func hasNoTwoEventsOfAPersonAtOneInstantButRetractedOnes() throws {
    var seen: Set<String> = []
    for draft in try drafts(.wave) {
      if let person = draft.event.fact.person { #expect(seen.insert("\(person) \(draft.event.at)").inserted) }
    }
  }

  @Test func retractsOneIn500() throws {
    let all = try drafts(.calm)
    var retracted: Set<UInt64> = []
    for (index, draft) in all.enumerated() {
      guard case .retraction(.sequence(let sequence), _) = draft.event.fact else { continue }
      #expect((1...UInt64(index)).contains(sequence), "a retraction names an earlier event")
      #expect(retracted.insert(sequence).inserted)
      #expect(all[Int(sequence) - 1].event.fact.person != nil)
    }
    let share = Double(retracted.count) / Double(all.count)
    #expect((0.0015...0.0025).contains(share))
  }

  @Test(arguments: [(Profile.calm, 0.72, 0.26), (.wave, 0.66, 0.22)])
  func hasTheSharesOfItsProfile(_ profile: Profile, tests: Double, stays: Double) throws {
    let evidence = try drafts(profile).filter { $0.event.fact.person != nil }
    func share(_ kind: EventKind) -> Double { Double(evidence.count { $0.event.fact.kind == kind }) / Double(evidence.count) }
    #expect(abs(share(.test) - tests) < 0.015)
    #expect(abs(share(.stay) - stays) < 0.01)
    #expect((18.0...22).contains(Double(evidence.count) / 3_000))
  }
}
