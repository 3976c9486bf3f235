import PolicyEditions
import PolicyReview
import RiskModel
import RiskPolicy
import Testing

/// Each question of a check, asked of a policy that is wrong on purpose and of one beside it that is not.
@Suite struct PolicyCheckTests {
  /// What is found, without the messages: `rule kind`, and the made-up histories in the words of their events' types and instants.
  private func findings(_ rules: String...) throws -> [(name: String, history: [String])] {
    let check = PolicyCheck(document: try Document.json(rules))
    #expect(check.faults.isEmpty, "\(check.faults)")
    return check.findings.map { finding in
      ("\(finding.rule) \(finding.kind.rawValue)", finding.history.map { "\($0.at) \($0.fact.kind.text)" })
    }
  }

  private static let contact = "\"color\":\"yellow\",\"when\":{\"contact\":{\"degree\":[\"close\"]}}"
  private static let negative = "{\"test\":{\"result\":[\"negative\"]}}"

  @Test func aSoundRuleGivesNoFinding() throws {
    #expect(try findings(Self.contact + ",\"until\":{\"elapsed\":\"7d\"}").isEmpty)
  }

  @Test func everyFaultWithItsPath() throws {
    let check = PolicyCheck(
      document: try Document.json([
        "\"color\":\"blue\",\"when\":{\"contact\":{}}", Self.contact,
        "\"color\":\"red\",\"when\":{\"contact\":{}},\"until\":{\"elapsed\":\"7\"}",
      ]))
    #expect(check.faults.map(\.path) == ["rules[0].color", "rules[2].until.elapsed"])
    #expect(check.findings.isEmpty && !check.isOK)
  }

  @Test func aFaultOutsideOfRules() throws {
    let check = PolicyCheck(document: try Document.parsed("{\"id\":\"p\",\"rules\":[{\"id\":\"r\",\(Self.contact)}]}"))
    #expect(check.faults.map(\.path) == ["title"])
  }

  @Test func aHoldWithoutUntilNeverEnds() throws {
    let found = try findings(Self.contact)
    #expect(found.map(\.name) == ["r0 endless-hold"])
    #expect(found.map(\.history) == [["2022-01-01T00:00:00Z contact"]])
  }

  @Test func aHoldThatStatesNoEndNeverEnds() throws {
    let found = try findings("\"color\":\"yellow\",\"when\":{\"determination\":{\"finding\":[\"at-risk\"]}},\"until\":{\"stated\":true}")
    #expect(found.map(\.name) == ["r0 endless-hold"])
    #expect(found.map(\.history) == [["2022-01-01T00:00:00Z determination"]])
  }

  @Test func aPointEventHasNoDesignationToBeLifted() throws {
    #expect(try findings(Self.contact + ",\"until\":{\"all\":[{\"elapsed\":\"1d\"},{\"lifted\":true}]}").map(\.name) == ["r0 endless-hold"])
    #expect(try findings("\"color\":\"yellow\",\"when\":{\"stay\":{}},\"until\":{\"lifted\":true}").isEmpty)
  }

  @Test func aPatternThatNothingMatchesEndsNothing() throws {
    let found = try findings(Self.contact + ",\"until\":{\"event\":{\"entry\":{\"from\":[\"A/B\"],\"except\":[\"A\"]}}}")
    #expect(found.map(\.name) == ["r0 endless-hold"])
  }

  @Test(arguments: [
    "\"given\":{\"all\":[{\"had\":{\"event\":{\"vaccination\":{}}}},{\"not\":{\"had\":{\"event\":{\"vaccination\":{}}}}}]}",
    "\"after\":\"3d\",\"until\":{\"elapsed\":\"1s\"}",
  ])
  func aRuleThatNeverHolds(rest: String) throws {
    let found = try findings("\(Self.contact),\(rest)")
    #expect(found.contains { $0.name == "r0 never-holds" }, "\(found)")
  }

  @Test func aRuleThatNothingTriggersHasNoHistory() throws {
    let found = try findings("\"color\":\"red\",\"when\":{\"entry\":{\"from\":[\"A\"],\"except\":[\"A\"]}},\"until\":{\"elapsed\":\"1d\"}")
    #expect(found.map(\.name) == ["r0 never-holds"])
    #expect(found.map(\.history) == [[]])
  }

  @Test(arguments: ["4", "1"]) func aConditionThatTakesSeveralEventsIsFoundToHold(count: String) throws {
    #expect(
      try findings(
        Self.contact
          + ",\"until\":{\"elapsed\":\"1d\"},\"given\":{\"all\":[{\"had\":{\"event\":{\"vaccination\":{\"dose\":[2]}},\"ago\":\"14d\"}},"
          + "{\"had\":{\"event\":\(Self.negative),\"within\":\"2d\",\"count\":\(count)}},{\"not\":{\"had\":{\"event\":{\"attestation\":{}}}}}]}"
      ).map(\.name) == ["r0 worse-by-test"])
  }

  @Test(arguments: [("72h", "3d", true), ("72h", "259201s", false), ("0s", "0s", true)])
  func anElapsedWithinAfter(after: String, elapsed: String, isFound: Bool) throws {
    let found = try findings(Self.contact + ",\"after\":\"\(after)\",\"until\":{\"elapsed\":\"\(elapsed)\"}")
    #expect(found.contains { $0.name == "r0 elapsed-within-after" } == isFound, "\(found)")
  }

  @Test func redByWordAlone() throws {
    let red = "\"color\":\"red\",\"until\":{\"elapsed\":\"1d\"},\"when\":"
    #expect(try findings(red + "{\"determination\":{\"finding\":[\"isolation-required\"]}}").map(\.name) == ["r0 red-by-word"])
    #expect(try findings(red + "{\"test\":{\"result\":[\"positive\"]}}").isEmpty)
    // Red for an exemption that nothing but words stand behind, whatever else can make red by the same rule.
    #expect(
      try findings(red + "{\"any\":[{\"contact\":{}},{\"attestation\":{}}]}").map(\.history) == [["2022-01-01T00:00:00Z attestation"]])
    // A word on top of a contact is not a word alone.
    #expect(
      try findings(red + "{\"determination\":{}},\"given\":{\"had\":{\"event\":{\"contact\":{}}}}").isEmpty)
  }

  @Test func aWayOutForNobody() throws {
    func until(_ text: String) throws -> [String] { try findings(Self.contact + ",\"until\":\(text)").map(\.name) }
    // Time is always earlier than a later time with tests.
    #expect(
      try until("{\"any\":[{\"elapsed\":\"7d\"},{\"all\":[{\"elapsed\":\"10d\"},{\"negativeTests\":{\"count\":2}}]}]}") == [
        "r0 way-for-nobody"
      ])
    #expect(try until("{\"any\":[{\"elapsed\":\"14d\"},{\"all\":[{\"elapsed\":\"10d\"},{\"negativeTests\":{\"count\":2}}]}]}").isEmpty)
    // A contact states no end.
    #expect(try until("{\"any\":[{\"elapsed\":\"7d\"},{\"stated\":true}]}") == ["r0 way-for-nobody"])
    // Two tests with a day between take longer than one day, and less than three.
    #expect(
      try until("{\"any\":[{\"elapsed\":\"1d\"},{\"negativeTests\":{\"count\":2,\"spacing\":\"24h\",\"notBefore\":\"1s\"}}]}") == [
        "r0 way-for-nobody"
      ])
    #expect(try until("{\"any\":[{\"elapsed\":\"3d\"},{\"negativeTests\":{\"count\":2,\"spacing\":\"24h\"}}]}").isEmpty)
  }

  @Test func aTestThatMakesTheColorWorse() throws {
    let lapse = "\"color\":\"yellow\",\"when\":\(Self.negative),\"after\":\"72h\",\"until\":{\"event\":\(Self.negative)}"
    let found = try findings(lapse)
    #expect(found.map(\.name) == ["r0 worse-by-test"])
    #expect(found.map(\.history) == [["2022-01-01T00:00:00Z test"]])
    // The same as a notice costs no color; and a contact is only released by a test.
    #expect(try findings("\"notice\":\"test\",\"when\":\(Self.negative),\"after\":\"72h\",\"until\":{\"event\":\(Self.negative)}").isEmpty)
    #expect(try findings(Self.contact + ",\"until\":{\"negativeTests\":{\"count\":1}}").isEmpty)
    // A positive test is meant to.
    #expect(try findings("\"color\":\"yellow\",\"when\":{\"test\":{\"result\":[\"positive\"]}},\"until\":{\"elapsed\":\"7d\"}").isEmpty)
  }

  @Test func twoRulesThatSayTheSame() throws {
    let day = Self.contact + ",\"until\":{\"elapsed\":\"1d\"}"
    let hours = Self.contact + ",\"until\":{\"any\":[{\"elapsed\":\"24h\"}]}"
    #expect(try findings(day, hours).map(\.name) == ["r1 same-rule"])
    #expect(try findings(day, Self.contact + ",\"until\":{\"elapsed\":\"86401s\"}").isEmpty)
    // The same rule for a notice says something else; and two contacts are two.
    #expect(try findings(day, "\"notice\":\"n\",\"when\":{\"contact\":{\"degree\":[\"close\"]}},\"until\":{\"elapsed\":\"1d\"}").isEmpty)
    #expect(try findings(day, "\"color\":\"yellow\",\"when\":{\"contact\":{}},\"until\":{\"elapsed\":\"1d\"}").isEmpty)
  }

  @Test func rulesThatDifferByASecondOfALookback() throws {
    func stay(_ lookback: String) -> String {
      "\"color\":\"yellow\",\"when\":{\"stay\":{\"level\":[\"high\"],\"lookback\":\"\(lookback)\"}},\"until\":{\"elapsed\":\"30d\"}"
    }
    #expect(try findings(stay("14d"), stay("336h")).map(\.name) == ["r1 same-rule"])
    #expect(try findings(stay("14d"), stay("1209601s")).isEmpty)
  }

  @Test func theSameAnswerTwice() throws {
    for policy in Policy.editions { #expect(PolicyCheck(policy) == PolicyCheck(policy)) }
  }
}
