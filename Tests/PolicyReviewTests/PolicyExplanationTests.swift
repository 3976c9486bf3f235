import PolicyEditions
import PolicyReview
import RiskPolicy
import Testing

/// The sentences, word for word.
@Suite struct PolicyExplanationTests {
  private func sentences(_ rule: String) throws -> [String] {
    try PolicyExplanation.Language.allCases.map { PolicyExplanation(try Document.policy(rule), in: $0).sentences[0].text }
  }

  @Test func aContact() throws {
    #expect(
      try sentences(
        "\"color\":\"red\",\"when\":{\"contact\":{\"degree\":[\"close\"]}},\"until\":{\"any\":[{\"event\":{\"quarantine\":{\"phase\":[\"end\"],"
          + "\"mode\":[\"centralized\"]}}},{\"all\":[{\"elapsed\":\"14d\"},{\"negativeTests\":{\"count\":2,\"spacing\":\"24h\"}}]}]}")
        == [
          "Red: close contact; until there is the end of a centralized quarantine; or until (14 days have passed, and 2 negative nucleic acid tests "
            + "with no positive one between, at least 24 hours apart).",
          "红码：密切接触；直至出现集中隔离结束；或（满14天，且连续2次核酸检测阴性（每次间隔至少24小时））。",
        ])
  }

  @Test func aLapseWithAConditionAndADelay() throws {
    #expect(
      try sentences(
        "\"notice\":\"test\",\"when\":{\"test\":{\"result\":[\"negative\"]}},\"after\":\"72h\","
          + "\"given\":{\"not\":{\"had\":{\"event\":{\"attestation\":{\"kind\":[\"exempt\"]}},\"within\":\"1d\"}}}")
        == [
          "Notice “test”: a negative test; from 72 hours after it on; if not: there was earlier an attestation of “exempt” less than 1 day before; "
            + "without end.",
          "提示“test”：检测为阴性，自其后72小时起；条件是：并非此前有证明“exempt”（1天内）；不予解除。",
        ])
  }

  @Test func everyRuleOfTheEditionsHasASentenceOfItsOwn() {
    for policy in Policy.editions {
      for language in PolicyExplanation.Language.allCases {
        let texts = PolicyExplanation(policy, in: language).sentences.map(\.text)
        #expect(Set(texts).count == policy.rules.count)
      }
    }
  }
}
