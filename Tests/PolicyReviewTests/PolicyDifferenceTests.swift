import PolicyReview
import RiskModel
import RiskPolicy
import Testing

/// What is said of two policies, and the smallest histories that tell them apart.
@Suite struct PolicyDifferenceTests {
  private static let contact = "\"color\":\"red\",\"when\":{\"contact\":{\"degree\":[\"close\"]}},\"until\":"

  private func words(_ example: PolicyDifference.Example?) -> String? {
    example.map { "\($0.history.count) events, \($0.at) \($0.old) → \($0.new)" }
  }

  @Test func aShorterTimeIsMilderAndNeverStricter() throws {
    let difference = PolicyDifference(
      from: try Document.policy(Self.contact + "{\"elapsed\":\"14d\"}"), to: try Document.policy(Self.contact + "{\"elapsed\":\"7d\"}"))
    #expect(words(difference.milder) == "1 events, 2022-01-08T00:00:00Z red → green")
    #expect(difference.stricter == nil && difference.noticeGained == nil && difference.noticeLost == nil)
    #expect(difference.changed.map(\.rule) == ["r0"])
    #expect(difference.changed[0].parts.map(\.name) == ["until"])
    #expect(difference.changed[0].parts[0].old == "14 days have passed")
  }

  @Test func testsInPlaceOfTimeAreBoth() throws {
    let difference = PolicyDifference(
      from: try Document.policy(Self.contact + "{\"elapsed\":\"3d\"}"),
      to: try Document.policy(Self.contact + "{\"negativeTests\":{\"count\":2,\"spacing\":\"24h\"}}"))
    #expect(words(difference.stricter) == "1 events, 2022-01-04T00:00:00Z green → red")
    #expect(words(difference.milder) == "3 events, 2022-01-02T00:00:01Z red → green")
  }

  @Test func rulesAddedAndDropped() throws {
    let old = try Document.policy(Self.contact + "{\"elapsed\":\"3d\"}")
    let new = try Document.policy(
      Self.contact + "{\"elapsed\":\"3d\"}", "\"notice\":\"ask\",\"when\":{\"entry\":{}},\"until\":{\"elapsed\":\"1d\"}")
    let forth = PolicyDifference(from: old, to: new)
    #expect(forth.added.map(\.rule) == ["r1"])
    #expect(words(forth.noticeGained) == "1 events, 2022-01-01T00:00:00Z none → ask")
    #expect(forth.noticeLost == nil && forth.stricter == nil)
    let back = PolicyDifference(from: new, to: old)
    #expect(back.dropped.map(\.rule) == ["r1"])
    #expect(words(back.noticeLost) == "1 events, 2022-01-01T00:00:00Z ask → none")
  }

  @Test func aRuleThatAnotherCoversChangesNoColor() throws {
    let covering = "\"color\":\"red\",\"when\":{\"contact\":{}},\"until\":{\"elapsed\":\"30d\"}"
    let difference = PolicyDifference(
      from: try Document.policy(Self.contact + "{\"elapsed\":\"3d\"}", covering),
      to: try Document.policy(Self.contact + "{\"elapsed\":\"5d\"}", covering))
    #expect(difference.stricter == nil && difference.milder == nil && !difference.isEmpty)
    #expect(difference.historyCount > 0)
  }

  @Test func aTitleIsNoDifferenceInWhatIsSaid() throws {
    let until = "{\"elapsed\":\"3d\"}"
    let difference = PolicyDifference(
      from: try Document.policy(Self.contact + until), to: try Document.policy(Self.contact + until + ",\"title\":\"Contacts\""))
    #expect(difference.isEmpty && difference.changed.map(\.rule) == ["r0"])
  }
}
