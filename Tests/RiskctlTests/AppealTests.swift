import EventJSON
import Foundation
import RiskModel
import Testing

/// Investigations, appeals and dossiers, as an investigator asks for them.
@Suite struct AppealTests {
  private static let person = "d01a2b590bccca9da953f3d006ecf907"
  private static let period = "2022-10-15T00:00:00Z/2022-10-28T00:00:00Z"

  private static func json(_ outcome: Riskctl.Outcome) throws -> JSONValue { try JSONValue(parsing: Array(outcome.output.utf8)) }

  private static func demo(_ scratch: Scratch) throws -> String {
    let store = "\(scratch.path)/demo"
    try #require(try Riskctl.run("demo", "--keep", store).status == 0)
    return store
  }

  @Test func investigateSaysWhyTheyDiffer() throws {
    try Scratch.with { scratch in
      let store = try Self.demo(scratch)
      let outcome = try Riskctl.run("investigate", store, Self.person, "--during", Self.period, "--json")
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      let found = try Self.json(outcome)
      let text = found.description
      #expect(text.contains("\"direction\":\"worse\"") && text.contains("\"kind\":\"retraction\"") && text.contains("第十六条"))
      let people = try Riskctl.run("investigate", store, Self.person, "--during", Self.period)
      #expect(people.output.contains("shown red, rightful yellow: shown worse for 3 d 7 h") && people.output.contains("withdrew #251"))
      let explained = try Riskctl.run("explain", store, Self.person, "--at", "2022-10-21T04:00:00Z", "--known-at", "269", "--json")
      #expect(explained.output.contains("\"evidenceSets\":[[251]]") && explained.output.contains("\"sets\":[[1],[251]]"))
    }
  }

  @Test(arguments: [
    ["investigate", "s", person], ["investigate", "s", person, "--during", "2022-10-15T00:00:00Z"],
    ["investigate", "s", person, "--during", "2022-10-15T00:00:00Z/2022-10-15T00:00:00Z"],
    ["appeal", "decide", "s", "c", "perhaps", "--source", "x"],
    ["appeal", "decide", "s", "c", "rejected", "--source", "x", "--retract", "1"],
    ["appeal", "decide", "s", "c", "upheld", "--source", "x", "--retract", "1"], ["appeal", "lodge", "s", person, "c"],
    ["appeal", "dossier", "s", person, "--during", period, "--output", "d", "--key", "k", "--checkpoint", "c"],
    ["appeal", "list", "s", "--district-depth", "9"],
  ])
  func usageErrors(arguments: [String]) throws {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test func aCaseFromLodgingToDecision() throws {
    try Scratch.with { scratch in
      let store = try Self.demo(scratch)
      let lodge = ["appeal", "lodge", store, Self.person, "b", "--source", "office", "--at", "2022-12-01T00:00:00Z"]
      #expect(try Riskctl.run(lodge).output == "lodged as #491\n")
      let again = try Riskctl.run(lodge)
      #expect(again.status == 65 && again.errors.contains("has a case b already"))
      let open = try Riskctl.run("appeal", "list", store, "--open", "--at", "2022-12-02T00:00:00Z", "--json")
      #expect(open.output.contains("\"case\":\"b\"") && open.output.contains("\"ageSeconds\":86400") && !open.output.contains("2022-0117"))
      let decide = ["appeal", "decide", store, "b", "upheld", "--source", "office", "--at", "2022-12-02T00:00:00Z"]
      let decided = try Riskctl.run(decide + ["--retract", "66", "--reason", "another person's stay", "--json"])
      #expect(
        decided.status == 0 && decided.output.contains("\"sequences\":[492,493]") && decided.output.contains("\"changedNothing\":false"))
      // A day before the decision it was open, and before it was lodged there was none.
      let before = try Riskctl.run("appeal", "list", store, "--at", "2022-12-01T12:00:00Z", "--json").output
      #expect(before.contains("\"ageSeconds\":43200") && !before.contains("\"decidedAt\":\"2022-12-02"))
      #expect(!(try Riskctl.run("appeal", "list", store, "--at", "2022-11-30T00:00:00Z").output.contains("b  ")))
      let twice = try Riskctl.run(decide)
      #expect(twice.status == 65 && twice.errors.contains("case b of \(Self.person) is upheld, expected an open one"))
      #expect(try Riskctl.run("appeal", "cascade", store, Self.person).status == 0)
    }
  }

  @Test func aDecisionThatCannotBeIsRefused() throws {
    try Scratch.with { scratch in
      let store = try Self.demo(scratch)
      let lodge = [
        "appeal", "lodge", store, Self.person, "b", "--source", "office", "--channel", "hotline", "--at", "2022-12-03T00:00:00Z",
      ]
      #expect(try Riskctl.run(lodge).status == 0)
      let decide = ["appeal", "decide", store, "b", "upheld", "--source", "office", "--at"]
      let early = try Riskctl.run(decide + ["2022-12-02T00:00:00Z"])
      #expect(early.status == 65 && early.errors.contains("was lodged at 2022-12-03T00:00:00Z, expected a decision then or later"))
      let missing = try Riskctl.run(decide + ["2022-12-04T00:00:00Z", "--retract", "66,999999", "--reason", "none"])
      #expect(missing.status == 65 && missing.errors.contains("event #999999 cannot be withdrawn: ") && !missing.errors.contains("batch"))
      #expect(try Riskctl.run("export", store, "--from", "491").lines.count == 1)
      // The person is told as they asked.
      #expect(try Riskctl.run(decide + ["2022-12-04T00:00:00Z"]).status == 0)
      #expect(try Riskctl.run("export", store, "--from", "492").output.contains("\"channel\":\"hotline\""))
    }
  }

  @Test func aDossierIsMadeReadAndChecked() throws {
    try Scratch.with { scratch in
      let store = try Self.demo(scratch)
      let key = "\(scratch.path)/key"
      let verifier = try #require(try Riskctl.run("key", "generate", "example.com/log", key).lines.first)
      let dossier = "\(scratch.path)/d"
      let made = try Riskctl.run("appeal", "dossier", store, Self.person, "--during", Self.period, "--output", dossier, "--key", key)
      #expect(made.status == 0 && made.output.isEmpty)
      let page = try String(contentsOfFile: "\(dossier).html", encoding: .utf8)
      for part in ["<svg", "@page", "第十一条(一)", "第十六条", "withdrawn by", "3 d 7 h"] { #expect(page.contains(part)) }
      for part in ["<script", "http-equiv", "<link", "@import", "src="] { #expect(!page.contains(part)) }
      let check = ["appeal", "check", "\(dossier).json", "--key", verifier]
      let checked = try Riskctl.run(check)
      #expect(checked.status == 0 && checked.lines.allSatisfy { $0.hasPrefix("holds") })
      // A checkpoint kept elsewhere.
      let text = try String(contentsOfFile: "\(dossier).json", encoding: .utf8)
      let elsewhere = try scratch.file("checkpoint", try Riskctl.run("checkpoint", store, "--key", key).output)
      #expect(try Riskctl.run(check + ["--checkpoint", elsewhere]).status == 0)
      // What is changed, and what nobody signed.
      let forged = try scratch.file(
        "forged.json", text.replacingOccurrences(of: "\"result\":\"positive\"", with: "\"result\":\"negative\""))
      let refused = try Riskctl.run("appeal", "check", forged, "--key", verifier)
      #expect(refused.status == 1 && refused.output.contains("FAILS  completeness of person"))
      let softened = try scratch.file(
        "softened.json", text.replacingOccurrences(of: "\"direction\":\"worse\"", with: "\"direction\":\"better\""))
      #expect(try Riskctl.run("appeal", "check", softened, "--key", verifier).status == 1)
      let unsigned = try Riskctl.run("appeal", "dossier", store, Self.person, "--during", Self.period, "--output", "\(scratch.path)/u.html")
      #expect(unsigned.status == 0)
      #expect(try Riskctl.run("appeal", "check", "\(scratch.path)/u.json", "--key", verifier).status == 65)
      #expect(try Riskctl.run("appeal", "check", "\(scratch.path)/u.json", "--key", verifier, "--checkpoint", elsewhere).status == 0)
      #expect(try Riskctl.run("appeal", "check", "\(dossier).html", "--key", verifier).status == 65)
      #expect(try Riskctl.run("appeal", "check", "\(scratch.path)/none", "--key", verifier).status == 74)
    }
  }

  /// The same files, by a program that shares no code with this one.
  @Test(.enabled(if: Self.hasCryptography, "python3 has no package cryptography"))
  func pythonAgrees() throws {
    try Scratch.with { scratch in
      let store = try Self.demo(scratch)
      let verifier = try #require(try Riskctl.run("key", "generate", "example.com/log", "\(scratch.path)/key").lines.first)
      let made = ["--during", Self.period, "--output", "\(scratch.path)/d", "--checkpoint", "\(scratch.path)/c"]
      _ = try scratch.file("c", try Riskctl.run("checkpoint", store, "--key", "\(scratch.path)/key").output)
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Examples/verify-dossier.py").path
      for person in [Self.person, "00000000000000000000000000000001"] {
        try #require(try Riskctl.run(["appeal", "dossier", store, person] + made).status == 0)
        let dossier = "\(scratch.path)/d.json"
        let holds = try Riskctl.shell("python3 \"$0\" \"$@\"", [script, dossier, "\(scratch.path)/c", verifier])
        #expect(holds.status == 0 && !holds.output.contains("FAILS"), "\(holds.output) \(holds.errors)")
        let text = try String(contentsOfFile: dossier, encoding: .utf8)
        for (found, changed) in [
          ("\"Linjiang\"", "\"Linjiang\\u0301\""), ("\"source\":\"linjiang-office\"", "\"source\":\"linjiang-offic\""),
        ] {
          let forged = try scratch.file("forged.json", text.replacingOccurrences(of: found, with: changed))
          #expect(try Riskctl.shell("python3 \"$0\" \"$@\"", [script, forged, "\(scratch.path)/c", verifier]).status == 1)
        }
      }
    }
  }

  private static let hasCryptography = (try? Riskctl.shell("python3 -c 'import cryptography'", []).status) == 0
}
