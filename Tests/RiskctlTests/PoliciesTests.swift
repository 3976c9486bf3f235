import Foundation
import Testing

/// Which editions are in force, and what each changed.
@Suite struct PoliciesTests {
  private func policy(_ at: String, _ rules: [String]) -> String {
    let list = rules.map {
      "{\"id\":\"\($0.prefix(1))\",\"color\":\"red\",\"when\":{\"test\":{}},\"until\":{\"elapsed\":\"\($0.dropFirst())d\"}}"
    }
    return "{\"type\":\"policy\",\"at\":\"\(at)\",\"source\":\"office\",\"policy\":{\"id\":\"p\",\"title\":\"One title\",\"rules\":["
      + list.joined(separator: ",") + "]}}\n"
  }

  @Test func editionsOfOneIDAreToldApart() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      #expect(try Riskctl.run("policies", store).output == "no policy is published\n")
      let test = Sample.test().replacing("negative", with: "positive") + "\n"
      let events =
        policy("2021-01-01T00:00:00Z", ["a3", "b3"]) + policy("2022-01-01T00:00:00Z", ["a9", "c3"])
        + policy("2021-06-01T00:00:00Z", ["a3", "b3", "c3"]) + policy("2022-01-01T00:00:00Z", ["a5"]) + test
      try #require(try Riskctl.run("import", store, "-", input: events).status == 0)
      let lines = try Riskctl.run("policies", store).lines
      let expected = [
        "#1  p  2021-01-01T00:00:00Z to 2021-06-01T00:00:00Z", "  adds a, b", "#3  p  2021-06-01T00:00:00Z to 2022-01-01T00:00:00Z",
        "  adds c",
        // Another one of the same instant came after it: it was in force at none.
        "#2  p  2022-01-01T00:00:00Z to 2022-01-01T00:00:00Z", "  drops b", "  changes a", "#4  p  from 2022-01-01T00:00:00Z on",
        "  drops b, c", "  changes a",
      ]
      #expect(lines.filter { !$0.contains("One title") && !$0.contains("recorded") } == expected, "\(lines)")
      // Known earlier, there were fewer.
      let json = try Riskctl.run("policies", store, "--known-at", "2", "--json").output
      #expect(json.contains("\"sequence\":1") && json.contains("\"sequence\":2") && !json.contains("\"sequence\":3"))
      // A ground names the event that published its policy.
      let status = try Riskctl.run("status", store, Sample.person, "--at", "2022-01-02T00:00:00Z", "--json").output
      #expect(status.contains("\"policy\":\"p\",\"policySequence\":4,"), "\(status)")
    }
  }
}
