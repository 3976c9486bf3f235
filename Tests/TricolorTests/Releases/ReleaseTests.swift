import PolicyReview
import RiskFold
import RiskInquiry
import RiskModel
import RiskPolicy
import Testing

@testable import TricolorOracle

/// Each form of release by every analysis: one that is added is asked for too, by its example in the oracle.
@Suite struct ReleaseTests {
  private static let person = PersonID(high: 1, low: 2)
  private static let start = Instant(uncheckedSeconds: 1_640_995_200)

  @Test(arguments: Release.Form.allCases) func isReadAsItIsWritten(form: Release.Form) throws {
    let release = try Release.example(of: form)
    #expect(release.form == form)
    #expect(try Release(json: release.json, at: "until") == release)
    #expect(!release.leaves.isEmpty)
  }

  @Test(arguments: PolicyExplanation.Language.allCases) func eachHasASentence(language: PolicyExplanation.Language) throws {
    let sentences = try Release.Form.allCases.map { form in
      let rules = [Rule(id: "r", color: .red, when: .contact(degree: nil), until: try Release.example(of: form))]
      return PolicyExplanation(try Policy(id: "p", title: "p", rules: rules), in: language).sentences[0].text
    }
    #expect(Set(sentences).count == Release.Form.allCases.count)
  }

  /// A hold that waits for it is met by what is offered or by time, and the answer says what it waits for.
  @Test(arguments: Release.Form.allCases) func endsAHold(form: Release.Form) throws {
    let release = try Release.example(of: form)
    // A stay in a place at high risk until ten days later, and a determination that ends after five.
    let site = try Place("CN/1")
    let (trigger, when): (Fact, Pattern) =
      form == .lifted
      ? (.stay(person: Self.person, place: site), .stay(level: [.high], lookback: nil, within: nil))
      : (
        .determination(person: Self.person, finding: .atRisk, until: Self.start.advanced(bySeconds: 5 * 86_400)),
        .determination(finding: [.atRisk])
      )
    let facts: [Fact] = [
      .placeRisk(place: site, level: .high, until: Self.start.advanced(bySeconds: 10 * 86_400)), trigger,
    ]
    let entries = facts.enumerated().map { index, fact in
      Excerpt.Entry(
        RecordedEvent(
          sequence: UInt64(index + 1), recordedAt: Self.start,
          event: Event(uncheckedAt: Self.start, source: "s", id: nil, evidence: nil, fact: fact)))
    }
    let policy = try Policy(id: "p", title: "p", rules: [Rule(id: "r", color: .red, when: when, until: release)])
    let excerpt = try Excerpt(of: Self.person, knownAt: 2, entries: entries, under: policy)
    let soon = Self.start.advanced(bySeconds: 86_400)
    let status = excerpt.status(at: soon)
    #expect(status.color == .red)
    let waitsFor = try #require(status.grounds.first?.waitsFor)
    #expect(key(of: waitsFor.json) == form.rawValue && key(of: release.json) == form.rawValue)
    let path = try excerpt.pathToGreen(from: soon)
    #expect(path.paths.contains { $0.green != nil }, "\(path)")
    // Its trigger is what it rests on.
    #expect(excerpt.decisiveEvidence(at: soon).events.contains { $0.sequence == 2 })
  }

  @Test(arguments: Release.Form.allCases) func isChecked(form: Release.Form) throws {
    let when: Pattern = form == .lifted ? .stay(level: [.high], lookback: nil, within: nil) : .determination(finding: [.atRisk])
    let policy = try Policy(id: "p", title: "p", rules: [Rule(id: "r", color: .yellow, when: when, until: try Release.example(of: form))])
    let check = PolicyCheck(policy)
    #expect(check.faults.isEmpty && check.historyCount > 0)
    #expect(!check.findings.contains { $0.kind == .neverHolds })
  }

  private func key(of json: JSONValue) -> String? {
    if case .object(let object) = json { object.members.first?.key.string } else { nil }
  }
}
