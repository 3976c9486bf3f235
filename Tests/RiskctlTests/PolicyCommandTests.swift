import Foundation
import Testing

/// `policy check|test|diff|explain`, and `link` and `unlink`, from files to what they print.
@Suite struct PolicyCommandTests {
  private static func policy(_ rule: String) -> String { "{\"id\":\"p\",\"title\":\"P\",\"rules\":[{\"id\":\"r\",\(rule)}]}" }
  private static let contact = "\"color\":\"red\",\"when\":{\"contact\":{\"degree\":[\"close\"]}}"

  private func json(_ outcome: Riskctl.Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
  }

  @Test func aCheckThatFindsSomething() throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.run("policy", "check", scratch.file("p.json", Self.policy(Self.contact)), "--json")
      #expect(outcome.status == 1 && outcome.errors.isEmpty)
      let answer = try json(outcome)
      #expect(answer["ok"] as? Bool == false)
      let findings = answer["findings"] as? [[String: Any]] ?? []
      #expect(findings.map { $0["kind"] as? String } == ["endless-hold"])
      #expect(findings.first?["rule"] as? String == "r")
      let history = findings.first?["history"] as? [NSDictionary] ?? []
      #expect(
        history == [
          [
            "type": "contact", "at": "2022-01-01T00:00:00Z", "source": "example", "person": "00000000000000000000000000000001",
            "degree": "close",
          ]
        ])
    }
  }

  @Test func aCheckThatFindsNothing() throws {
    try Scratch.with { scratch in
      let file = try scratch.file("p.json", Self.policy(Self.contact + ",\"until\":{\"elapsed\":\"7d\"}"))
      let outcome = try Riskctl.run("policy", "check", file, "--json")
      #expect(outcome.status == 0)
      #expect(try json(outcome)["ok"] as? Bool == true)
    }
  }

  @Test func aCheckOfWhatIsNoPolicy() throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.run(
        "policy", "check", scratch.file("p.json", Self.policy("\"color\":\"blue\",\"when\":{\"contact\":{}}")), "--json")
      #expect(outcome.status == 1)
      let findings = try json(outcome)["findings"] as? [[String: Any]] ?? []
      #expect(findings.map { $0["kind"] as? String } == ["fault"])
      #expect(findings.first?["rule"] as? String == "r")
      #expect((findings.first?["message"] as? String)?.hasPrefix("rules[0].color: ") == true)
      #expect(try Riskctl.run("policy", "check", scratch.file("q.json", "{")).status == 65)
    }
  }

  @Test func casesThatPassAndFail() throws {
    try Scratch.with { scratch in
      let policy = try scratch.file("p.json", Self.policy(Self.contact + ",\"until\":{\"elapsed\":\"7d\"}"))
      let cases = try scratch.file(
        "cases.txt", "case passes\nday 1 contact close\nday 8 expect green\ncase fails\nday 1 contact close\nday 7 expect green\n")
      let outcome = try Riskctl.run("policy", "test", policy, cases, "--json")
      #expect(outcome.status == 1)
      let answer = try json(outcome)
      #expect(answer["passed"] as? Int == 1 && answer["failed"] as? Int == 1)
      #expect((answer["cases"] as? [[String: Any]])?.map { $0["passed"] as? Bool } == [true, false])
      let words = try Riskctl.run("policy", "test", policy, cases).output
      #expect(words.contains("line 6, day 7 00:00: expected green, found red"), "\(words)")
      #expect(words.contains("red by r: contact close at day 1 00:00, from day 1 00:00 until day 8 00:00"), "\(words)")
      let fault = try Riskctl.run("policy", "test", policy, scratch.file("bad.txt", "case one\nday 1 contact friend\n"))
      #expect(fault.status == 65 && fault.errors.contains("bad.txt: line 2: "))
    }
  }

  @Test func aDifferenceWithAStore() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let person = Sample.person
      let line = "{\"type\":\"contact\",\"at\":\"2022-01-01T00:00:00Z\",\"source\":\"cdc\",\"person\":\"\(person)\",\"degree\":\"close\"}\n"
      #expect(try Riskctl.run("import", store, scratch.file("e.jsonl", line + Sample.test() + "\n")).status == 0)
      let old = try scratch.file("old.json", Self.policy(Self.contact + ",\"until\":{\"elapsed\":\"14d\"}"))
      let new = try scratch.file("new.json", Self.policy(Self.contact + ",\"until\":{\"elapsed\":\"7d\"}"))
      let answer = try json(try Riskctl.run("policy", "diff", old, new, store, "--at", "2022-01-10T00:00:00Z", "--json"))
      let effect = try #require(answer["effect"] as? [String: Any])
      #expect(
        effect["changes"] as? NSArray == [
          ["person": person, "from": "red", "to": "green", "oldRules": ["r"], "newRules": [String]()] as NSDictionary
        ])
      #expect(
        effect["groups"] as? NSArray == [
          ["from": "red", "to": "green", "oldRules": ["r"], "newRules": [String](), "count": 1] as NSDictionary
        ])
      let policy = try #require(answer["policy"] as? [String: Any])
      #expect((policy["milder"] as? [String: Any])?["at"] as? String == "2022-01-08T00:00:00Z")
      #expect(policy["stricter"] is NSNull)
    }
  }

  @Test func sentencesInChinese() throws {
    try Scratch.with { scratch in
      let file = try scratch.file("p.json", Self.policy(Self.contact + ",\"article\":\"第十一条\""))
      let outcome = try Riskctl.run("policy", "explain", file, "--language", "zh")
      #expect(outcome.status == 0 && outcome.output.contains("第十一条  r\n  红码：密切接触；不予解除。"), "\(outcome.output)")
      #expect(try Riskctl.run("policy", "explain", file, "--language", "fr").status == 64)
    }
  }

  @Test func linkingAndUnlinking() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let (one, two, three) = (String(repeating: "1", count: 32), String(repeating: "2", count: 32), String(repeating: "3", count: 32))
      let first = try json(try Riskctl.run("link", store, one, two, "--source", "registry", "--json"))
      #expect(first["sequence"] as? Int == 1 && first["pseudonyms"] as? [String] == [one, two])
      #expect(
        try json(try Riskctl.run("link", store, two, three, "--source", "registry", "--json"))["pseudonyms"] as? [String] == [
          one, two, three,
        ])
      #expect(try Riskctl.run("unlink", store, one, three, "--source", "registry", "--reason", "a mistake").status == 65)
      let parted = try json(try Riskctl.run("unlink", store, two, one, "--source", "registry", "--reason", "a mistake", "--json"))
      #expect(parted["withdrawn"] as? [Int] == [1] && parted["sequences"] as? [Int] == [3] && parted["joined"] as? Bool == false)
      #expect(try json(try Riskctl.run("status", store, one, "--json"))["pseudonyms"] as? [String] == [one])
      #expect(try Riskctl.run("link", store, one, one, "--source", "registry").status == 65)
    }
  }
}
