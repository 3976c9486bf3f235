import EventJSON
import Foundation
import RiskModel
import Testing

@testable import riskctl

/// What people read is in their zone and language; what machines read is not.
@Suite struct PeopleTests {
  private static let person = "d01a2b590bccca9da953f3d006ecf907"
  private static let other = "00000000000000000000000000000009"
  private static let period = "2022-10-01T00:00:00Z/2022-11-01T00:00:00Z"
  private static let at = "2022-10-21T04:00:00Z"

  /// Every command that says something to people, over the store of the demo; `$S` is the store, `$D` a scratch directory.
  static let commands = [
    "demo", "status $S \(person) --at \(at)", "status $S \(person) --at \(at) --known-at 269", "timeline $S \(person)",
    "timeline $S \(person) --displayed", "timeline $S \(person) --displayed --svg -", "policies $S", "places $S --at \(at)",
    "recolor $S --at \(at)", "stats $S", "verify $S", "snapshot create $S", "snapshot list $S", "snapshot verify $S", "audit $S",
    "districts $S --from 2022-10-01T00:00:00Z --to 2022-11-01T00:00:00Z",
    "districts $S --from 2022-10-01T00:00:00Z --to 2022-11-01T00:00:00Z --svg -", "investigate $S \(person) --during \(period)",
    "explain $S \(person) --at \(at)", "appeal list $S --at \(at)", "appeal cascade $S \(person)",
    "appeal lodge $S \(person) case-9 --source office --at \(at)", "appeal decide $S case-9 rejected --source office --at \(at)",
    "backup $S $D/backup", "backup --check $D/backup", "restore $D/backup $D/restored", "import $S $D/more.jsonl",
    "import $S $D/more.jsonl --dry-run", "correct $S 66",
    "link $S \(person) \(other) --source registry", "unlink $S \(person) \(other) --source registry --reason error",
    "policy check $D/new.json", "policy test $D/new.json $D/cases.txt", "policy explain $D/new.json",
    "policy diff $D/old.json $D/new.json $S --at \(at)",
  ]
  /// The same, which print JSON too.
  private static let printingJSON = commands.filter { command in
    !["demo", "svg", "districts", "lodge", "decide", "restore", "import", "correct", "backup", "link"].contains { command.contains($0) }
  }

  private func run(_ command: String, _ scratch: Scratch, _ options: String) throws -> Riskctl.Outcome {
    let arguments = command.replacing("$S", with: "\(scratch.path)/demo").replacing("$D", with: scratch.path).split(separator: " ")
    return try Riskctl.run(
      arguments.map(String.init) + options.split(separator: " ").map(String.init),
      input: command.hasPrefix("correct") ? Sample.test() : nil)
  }

  private func withDemo(_ body: (Scratch) throws -> Void) throws {
    try Scratch.with { scratch in
      try #require(try Riskctl.run("demo", "--keep", "\(scratch.path)/demo").status == 0)
      _ = try scratch.file("more.jsonl", Sample.tests(2))
      let rule = "\"id\":\"contact\",\"color\":\"red\",\"when\":{\"contact\":{}}"
      _ = try scratch.file("old.json", "{\"id\":\"old\",\"title\":\"旧\",\"rules\":[{\(rule),\"until\":{\"elapsed\":\"7d\"}}]}")
      _ = try scratch.file("new.json", "{\"id\":\"new\",\"title\":\"新\",\"rules\":[{\(rule)}]}")
      _ = try scratch.file("cases.txt", "case 密接\nday 1 contact close\nday 7 expect green\n")
      try body(scratch)
    }
  }

  /// An instant in UTC that is not part of a machine's text, such as an attribute.
  private func utc(in text: String) -> [Substring] {
    text.matches(of: /[^"]\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/).map(\.output)
  }

  @Test func everyCommandSpeaksChineseInThePersonsZone() throws {
    try withDemo { scratch in
      for command in Self.commands {
        let outcome = try run(command, scratch, "--language zh --zone +08:00")
        #expect([0, 1].contains(outcome.status), "\(command): \(outcome.errors)")
        #expect(utc(in: outcome.output).isEmpty, "\(command): \(utc(in: outcome.output))")
        // Titles, evidence and names are the log's own words: what is left may have no two English words in a row.
        var text = outcome.output
        for own in Self.ownTexts { text = text.replacing(own, with: "") }
        let english = text.replacing(/<[^>]*>|"[^"]*"/, with: "").split(separator: "\n").filter { line in
          !line.hasPrefix("  riskctl ") && !line.contains("swift run ") && line.firstMatch(of: /\b[a-z]{2,} [a-z]{2,}\b/) != nil
        }
        #expect(english.isEmpty, "\(command): \(english.prefix(3))")
        let isTable = command.hasPrefix("recolor")
        #expect(isTable || text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(command)")
      }
    }
  }

  /// The texts of the demo's log and of the projector, which stand in every language as they are.
  private static let ownTexts = [
    "Positive nucleic acid test, until a diagnosis is made", "From a high- or medium-risk area",
    "Health code measures of Linjiang, first edition",
    "Health code measures of Linjiang, second edition: shorter, no secondary contacts", "rack 7 position 4",
    "specimens of rack 7, positions 4 and 5, were exchanged; repeated tests are negative", "Close contact", "Arrived across the border",
  ]

  @Test func aZoneIsAnOffsetOrANameOrTheMachines() throws {
    try withDemo { scratch in
      let store = "\(scratch.path)/demo"
      func timeline(_ prefix: String, _ options: String = "") throws -> String {
        try Riskctl.shell(prefix + " \"$0\" timeline \"$1\" \(Self.person) \(options)", [Riskctl.path, store]).output
      }
      #expect(try timeline("TZ=UTC").contains("2022-10-11T10:00:00Z"))
      #expect(try timeline("TZ=UTC", "--zone +08:00").contains("2022-10-11T18:00:00+08:00"))
      #expect(try timeline("TZ=UTC", "--zone -03:30").contains("2022-10-11T06:30:00-03:30"))
      #expect(try timeline("TZ=XYZ-5:45").contains("2022-10-11T15:45:00+05:45"))
      if FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/America/New_York") {
        let summerAndWinter = try timeline("TZ=UTC", "--zone America/New_York --known-at 490")
        #expect(summerAndWinter.contains("2022-10-11T06:00:00-04:00"), "\(summerAndWinter)")
        #expect(try timeline("TZ=America/New_York") == summerAndWinter)
      }
      for zone in ["+8", "+24:00", "08:00", "Nowhere/City", "../passwd", "", "+08:00 "] {
        let refused = try Riskctl.run("timeline", store, Self.person, "--zone", zone)
        #expect(refused.status == 64 && refused.output.isEmpty, "\(zone): \(refused)")
      }
    }
  }

  @Test func theLanguageIsThatOfTheOptionOrOfTheEnvironment() throws {
    try withDemo { scratch in
      let store = "\(scratch.path)/demo"
      func recolor(_ prefix: String, _ options: String = "") throws -> String {
        let script = "env -u LC_ALL -u LC_MESSAGES -u LANG \(prefix) \"$0\" timeline \"$1\" \(Self.person) \(options)"
        return try Riskctl.shell(script, [Riskctl.path, store]).output
      }
      let (english, chinese) = (try recolor(""), try recolor("", "--language zh"))
      #expect(english.contains("yellow") && chinese.contains("黄码"))
      #expect(try recolor("LANG=zh_CN.UTF-8") == chinese && recolor("LANG=zh_CN.UTF-8", "--language en") == english)
      #expect(try recolor("LANG=zh_CN.UTF-8 LC_ALL=C") == english && recolor("LANG=de_DE.UTF-8 LC_MESSAGES=zh_TW") == chinese)
    }
  }

  @Test func machinesReadTheSameInEveryZoneAndLanguage() throws {
    try withDemo { scratch in
      for command in Self.printingJSON {
        let plain = try run(command, scratch, "--json")
        let local = try run(command, scratch, "--json --language zh --zone +08:00")
        #expect(plain.output == local.output && plain.status == local.status, "\(command)")
      }
    }
  }

  @Test(arguments: ["en", "zh"]) func aDossierSaysItsZone(language: String) throws {
    try withDemo { scratch in
      let made = try Riskctl.run(
        "appeal", "dossier", "\(scratch.path)/demo", Self.person, "--during", Self.period, "--output", "\(scratch.path)/d", "--zone",
        "+08:00",
        "--language", language)
      #expect(made.status == 0, "\(made.errors)")
      // The checkpoint stands in it letter by letter, as it is signed.
      let page = try String(contentsOfFile: "\(scratch.path)/d.html", encoding: .utf8).replacing(
        /<pre>.*?<\/pre>/.dotMatchesNewlines(), with: "")
      #expect(page.contains(language == "en" ? "in +08:00" : "时区 +08:00"))
      #expect(page.contains(">2022-10-20T03:17:00+08:00</time>") && utc(in: page).isEmpty, "\(utc(in: page))")
      #expect(page.contains(language == "en" ? "<html lang=\"en\">" : "<html lang=\"zh-Hans\">"))
      #expect(!page.contains("{\"") && page.contains(language == "en" ? "a diagnosis" : "诊断"))
      // The file to check is the same for everyone.
      let text = try String(contentsOfFile: "\(scratch.path)/d.json", encoding: .utf8)
      #expect(text.contains("2022-10-19T19:17:00Z") && !text.contains("+08:00"))
    }
  }

  /// Each word of the vocabulary has one in Chinese: a word that is added is missing here.
  @Test func everyWordHasAChineseOne() {
    let terms = EventKind.allCases.flatMap { kind in
      kind.type.fields.flatMap { field in EventClass.all(of: kind).flatMap { field.words(field.code(in: $0.detail)) } }
    }
    let words = terms + EventKind.allCases.map(\.text) + Color.allCases.map(\.text)
    #expect(words.filter { Words.chinese[$0] == nil } == [])
  }

  @Test func patternsAreWordsNotJSON() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let until =
        "{\"any\":[{\"event\":{\"quarantine\":{\"phase\":[\"end\"],\"mode\":[\"home\",\"hospital\"]}}},{\"event\":{\"entry\":{\"from\":[\"CN\"],\"except\":[\"CN/50\"]}}}]}"
      let policy =
        "{\"type\":\"policy\",\"at\":\"2021-01-01T00:00:00Z\",\"source\":\"office\",\"policy\":{\"id\":\"p\",\"title\":\"t\",\"rules\":["
        + "{\"id\":\"r\",\"color\":\"red\",\"when\":{\"test\":{}},\"until\":\(until)}]}}\n"
      try #require(try Riskctl.run("import", store, "-", input: policy + Sample.test()).status == 0)
      let english = try Riskctl.run("status", store, Sample.person, "--at", "2022-02-01T00:00:00Z").output
      #expect(
        english.contains("a quarantine (home or hospital; end)") && english.contains("an entry (from CN; not from CN/50)"), "\(english)")
      let chinese = try Riskctl.run("status", store, Sample.person, "--at", "2022-02-01T00:00:00Z", "--language", "zh").output
      #expect(chinese.contains("隔离（居家隔离或住院隔离；解除）") && chinese.contains("入境（自 CN；除 CN/50）"), "\(chinese)")
    }
  }
}
