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
      // What is changed, and what is not signed.
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
      // Its own checkpoint by a key that is not trusted, of the same tree.
      let other = "\(scratch.path)/other"
      #expect(try Riskctl.run("key", "generate", "example.com/log", other).status == 0)
      let made2 = ["--during", Self.period, "--output", "\(scratch.path)/o", "--key", other]
      #expect(try Riskctl.run(["appeal", "dossier", store, Self.person] + made2).status == 0)
      let foreign = try Riskctl.run("appeal", "check", "\(scratch.path)/o.json", "--key", verifier, "--checkpoint", elsewhere)
      #expect(foreign.status == 1 && foreign.output.contains("FAILS  the dossier's own checkpoint: its signature"))
      #expect(try Riskctl.run("appeal", "check", "\(dossier).html", "--key", verifier).status == 65)
      #expect(try Riskctl.run("appeal", "check", "\(scratch.path)/none", "--key", verifier).status == 74)
    }
  }

  /// Texts of the log that would make a line read otherwise, or make a line of their own.
  @Test func noTextChangesHowALineReads() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let person = Sample.person
      let lines = [
        """
        {"type":"policy","at":"2022-01-01T00:00:00Z","recordedAt":"2022-01-01T00:00:00Z","source":"nhc","policy":{"id":"a\\u2066","title":"t\\u202e",\
        "rules":[{"id":"r\\u0007","color":"red","when":{"contact":{}},"until":{"all":[{"elapsed":"20d"},{"negativeTests":{"count":2}}]}}]}}
        """,
        """
        {"type":"contact","at":"2022-01-03T00:00:00Z","recordedAt":"2022-01-03T00:00:00Z","source":"x\\u202ey","id":"a\\nholds  all",\
        "evidence":"e\\u200f<b>\\u001b[2J","person":"\(person)","degree":"close"}
        """,
        """
        {"type":"stay","at":"2022-01-04T00:00:00Z","recordedAt":"2022-01-04T00:00:00Z","source":"cdc","person":"\(person)","place":"A\\nholds  no events"}
        """,
      ]
      #expect(try Riskctl.run("import", store, "-", input: lines.joined(separator: "\n") + "\n").status == 0)
      let key = "\(scratch.path)/key"
      let verifier = try #require(try Riskctl.run("key", "generate", "example.com/log", key).lines.first)
      let during = ["--during", "2022-01-02T00:00:00Z/2022-01-10T00:00:00Z", "--output", "\(scratch.path)/d"]
      #expect(try Riskctl.run(["appeal", "dossier", store, person, "--key", key] + during).status == 0)
      let page = try String(contentsOfFile: "\(scratch.path)/d.html", encoding: .utf8)
      #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || !($0.properties.isBidiControl || $0.properties.generalCategory == .control) })
      for part in ["<bdi>t\\u{202E}</bdi>", "<bdi>x\\u{202E}y</bdi>", "e\\u{200F}&lt;b&gt;\\u{1B}[2J", "A\\nholds  no events"] {
        #expect(page.contains(part), "\(part)")
      }
      // Instants are kept whole, also in what is waited for, and a moment's heading stays with its table.
      #expect(page.contains(">2022-01-23T00:00:00Z</time></bdi>") && page.contains("break-inside: avoid"))
      let checked = try Riskctl.run("appeal", "check", "\(scratch.path)/d.json", "--key", verifier)
      #expect(
        checked.status == 0 && checked.output.contains("place A\\nholds  no events") && !checked.lines.contains("holds  no events"))
      guard Self.hasCryptography else { return }
      _ = try scratch.file("c", try Riskctl.run("checkpoint", store, "--key", key).output)
      let python = try Self.verify(["\(scratch.path)/d.json", "\(scratch.path)/c", verifier])
      #expect(python.status == 0 && python.output.contains("place A\\u{A}holds  no events"), "\(python.output) \(python.errors)")
    }
  }

  /// Runs the example that checks a dossier.
  private static func verify(_ arguments: [String]) throws -> Riskctl.Outcome {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Examples/verify-dossier.py").path
    return try Riskctl.shell("exec python3 \"$0\" \"$@\"", [script] + arguments)
  }

  /// What the hashes do not cover is refused too, and whatever is in a file is answered in one line.
  @Test(.enabled(if: Self.hasCryptography, "python3 has no package cryptography"))
  func pythonRefusesWhatIsChanged() throws {
    try Scratch.with { scratch in
      let store = try Self.demo(scratch)
      let key = "\(scratch.path)/key"
      let verifier = try #require(try Riskctl.run("key", "generate", "example.com/log", key).lines.first)
      #expect(try Riskctl.run("key", "generate", "example.com/log", "\(scratch.path)/other").status == 0)
      let checkpoint = try scratch.file("c", try Riskctl.run("checkpoint", store, "--key", key).output)
      let dossier = ["appeal", "dossier", store, Self.person, "--during", Self.period, "--output", "\(scratch.path)/d"]
      #expect(try Riskctl.run(dossier + ["--key", "\(scratch.path)/other"]).status == 0)
      let foreign = try Self.verify(["\(scratch.path)/d.json", checkpoint, verifier])
      #expect(foreign.status == 1 && foreign.output.contains("FAILS  the key has not signed"))
      #expect(try Riskctl.run(dossier).status == 0)
      #expect(try Self.verify(["\(scratch.path)/d.json", checkpoint, verifier]).output.contains("nobody signed it"))
      #expect(try Riskctl.run(dossier + ["--key", key]).status == 0)
      let text = try String(contentsOfFile: "\(scratch.path)/d.json", encoding: .utf8)
      let size = "\\n491\\n"
      for (found, changed, status) in [
        ("\"format\":1", "\"format\":2", 1), (size, "\\n490\\n", 1), ("\"count\":11", "\"count\":12", 1),
        ("\"digest\":\"e3b0", "\"digest\":\"e3b1", 1), ("\"type\":\"stay\"", "\"note\":\"forged\",\"type\":\"stay\"", 1),
        ("\"format\":1", "\"format\":1,\"format\":1", 2), ("\"count\":11", "\"count\":0,\"count\":11", 2),
        ("\"sequence\":18", "\"sequence\":-1", 1), ("\"proofs\":[", "\"proofs\":", 2),
        ("\"proofs\":[", "\"proofs\":" + String(repeating: "[", count: 100_000), 2),
      ] as [(String, String, Int32)] {
        #expect(text.contains(found))
        let forged = try scratch.file("forged.json", text.replacing(found, with: changed, maxReplacements: 1))
        let outcome = try Self.verify([forged, checkpoint, verifier])
        #expect(outcome.status == status && !outcome.errors.contains("Traceback"), "\(changed.prefix(40)): \(outcome)")
        #expect(status == 1 ? outcome.lines.last?.hasPrefix("FAILS  ") == true : outcome.errors.split(separator: "\n").count == 1)
      }
      let unreadable = try scratch.file("c", Data([0xFF, 0xFE]))
      let outcome = try Self.verify(["\(scratch.path)/d.json", unreadable, verifier])
      #expect(outcome.status == 2 && outcome.errors.split(separator: "\n").count == 1)
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
      for person in [Self.person, "00000000000000000000000000000001"] {
        try #require(try Riskctl.run(["appeal", "dossier", store, person] + made).status == 0)
        let dossier = "\(scratch.path)/d.json"
        let holds = try Self.verify([dossier, "\(scratch.path)/c", verifier])
        #expect(holds.status == 0 && !holds.output.contains("FAILS"), "\(holds.output) \(holds.errors)")
        let text = try String(contentsOfFile: dossier, encoding: .utf8)
        for (found, changed) in [
          ("\"Linjiang\"", "\"Linjiang\\u0301\""), ("\"source\":\"linjiang-office\"", "\"source\":\"linjiang-offic\""),
        ] {
          let forged = try scratch.file("forged.json", text.replacingOccurrences(of: found, with: changed))
          #expect(try Self.verify([forged, "\(scratch.path)/c", verifier]).status == 1)
        }
      }
    }
  }

  private static let hasCryptography = (try? Riskctl.shell("python3 -c 'import cryptography'", []).status) == 0
}
