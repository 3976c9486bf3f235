import Foundation
import Testing

/// How commands end, and what they print.
@Suite struct ExitStatusTests {
  private static let person = "d01a2b590bccca9da953f3d006ecf907"
  private static let moment = "2022-10-21T04:00:00Z"

  @Test(arguments: [["--version"], ["--help"], ["help", "status"]])
  func questionsAboutItselfAreDone(arguments: [String]) throws {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == 0 && !outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  /// A question in its plain form, which is read without the parser of arguments, has the outcome of the same question with an option that changes nothing.
  @Test func plainQuestionsAreAnsweredAsAllOthers() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let erased = "\(Sample.person.dropLast())0"
      let log = Sample.tests(20) + Sample.tests(20).replacingOccurrences(of: Sample.person, with: erased)
      #expect(try Riskctl.run("import", store, scratch.file("log", log)).status == 0)
      #expect(try Riskctl.run("erase", store, erased, "--source", "registry", "--ground", "request").status == 0)
      let accountable = "\(scratch.path)/accountable"
      try #require(try Riskctl.run("create", accountable, "--accountable").status == 0)
      let noon = "2022-01-01T12:00:00Z"
      for (arguments, status) in [
        ([store, Sample.person, "--at", noon], 0), ([store, "--at", noon, "--json", Sample.person], 0),
        (["--known-at", "3", store, Sample.person, "--at", noon, "--json"], 0),
        ([store, Sample.person, "--at", noon, "--known-at", "2022-01-01T00:00:05Z"], 0), ([store, Self.person, "--at", noon], 0),
        ([store, erased, "--at", noon], 1), ([store, erased, "--at", noon, "--json"], 1), ([store, Sample.person, "--known-at", "99"], 65),
        (["\(store)/none", Sample.person], 66), ([accountable, Sample.person], 64), ([store, Sample.person, "--at", "noon"], 64),
        ([store, Sample.person, "--at"], 64), ([store, Sample.person, "--at", noon, "--at", "noon"], 64), ([store, ""], 64),
        ([store, Sample.person, Sample.person], 64), ([store, "--known-at", "-1", Sample.person], 64),
        ([store, "--jsn", Sample.person], 64),
      ] {
        let plain = try Riskctl.run(["status"] + arguments)
        let other = try Riskctl.run(["status", "--language", "en"] + arguments)
        #expect(plain.status == status, "\(arguments): \(plain)")
        #expect((plain.status, plain.output, plain.errors) == (other.status, other.output, other.errors), "\(arguments)")
      }
    }
  }

  @Test func commandsSayHowTheyAreUsed() throws {
    let help = try Riskctl.run("help", "status")
    #expect(help.output.contains("USAGE: riskctl status [<options>] <store> [<person>]"), "\(help.output)")
    #expect(try Riskctl.run("status", "--help").output == help.output)
    #expect(try Riskctl.run("status", "s", Self.person, "-h").output == help.output)
    let wrong = try Riskctl.run("status", "s", Self.person, "--wrong")
    #expect(wrong.errors == "riskctl: Unknown option '--wrong'. Did you mean '--json'?; see riskctl help status\n", "\(wrong.errors)")
    #expect(try Riskctl.run("--version").output == Riskctl.run("status", "--version").output)
    #expect(try Riskctl.run("status", "--generate-completion-script", "bash").output.hasPrefix("#!/bin/bash"))
  }

  @Test(arguments: [
    ["unknown"], ["create"], ["create", "s", "--mode", "440"], ["create", "s", "--mode", "0777"], ["status", "s"], ["status", "s", "xyz"],
    ["status", "s", person, "--at", "yesterday"],
    ["places", "s", "--under", "a//b"],
    ["import", "s"], ["import", "s", "f", "--batch-size", "0"], ["status", "s", person, "--batch", "-"],
    ["status", "s", person, "--known-at", "x"],
    ["status", "s", person, "--without", "1,,2"], ["import", "s", "-", "-"], ["audit", "s", "--burst", "0"],
    ["audit", "s", "--within", "-1"],
    ["districts", "s", "--from", moment],
    ["districts", "s", "--from", "2022-10-22T00:00:00Z", "--to", "2022-10-21T23:59:59Z"],
    ["districts", "s", "--from", moment, "--to", moment, "--every", "0"],
    ["districts", "s", "--from", moment, "--to", moment, "--depth", "9"],
    ["districts", "s", "--from", "1970-01-01T00:00:00Z", "--to", "2099-01-01T00:00:00Z"],
    ["districts", "s", "--from", moment, "--to", moment, "--csv", "-", "--svg", "-"],
  ])
  func usageErrors(arguments: [String]) throws {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ["import", "-"], ["export"], ["status", person], ["timeline", person], ["places"], ["recolor"], ["stats"], ["verify"],
    ["audit"], ["districts", "--from", moment, "--to", moment],
  ])
  func noStore(arguments: [String]) throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.run([arguments[0], "\(scratch.path)/none"] + arguments.dropFirst())
      #expect(outcome.status == 66 && outcome.errors == "riskctl: \(scratch.path)/none: no such store\n", "\(outcome.errors)")
    }
  }

  @Test func aFileIsNoStore() throws {
    try Scratch.with { scratch in
      let file = try scratch.file("file", "text")
      let outcome = try Riskctl.run("status", file, Self.person)
      #expect(outcome.status == 66 && outcome.errors == "riskctl: \(file): no store: a file, expected the directory of a store\n")
    }
  }

  @Test func aBackupIsNotMixedWithAStore() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      #expect(try Riskctl.run("import", store, scratch.file("log", Sample.test())).status == 0)
      let outcome = try Riskctl.run("backup", store, store + "/")
      #expect(outcome.status == 65 && outcome.errors == "riskctl: \(store): a store, expected a directory for the backup alone\n")
      let before = try Riskctl.run("prove", "inclusion", store, "0")
      #expect(before.status == 65 && before.errors.contains("sequence 0 is before the first event, which is 1"))
    }
  }

  @Test func createRefusesWhatExists() throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.run("create", scratch.store())
      #expect(outcome.status == 65 && outcome.errors.contains("exists already"))
    }
  }

  @Test(arguments: [(options: [], data: 0o600, lock: 0o600), (options: ["--mode", "640"], data: 0o640, lock: 0o660)])
  func createGivesTheRightsThatAreAskedFor(options: [String], data: Int, lock: Int) throws {
    try Scratch.with { scratch in
      let store = "\(scratch.path)/store"
      let outcome = try Riskctl.run(["create", store] + options)
      #expect(outcome.status == 0)
      let found = try ["data.mdb", "lock.mdb"].map { file in
        try FileManager.default.attributesOfItem(atPath: "\(store)/\(file)")[.posixPermissions] as? Int
      }
      #expect(found == [data, lock])
    }
  }

  @Test func inputAndOutputThatFail() throws {
    try Scratch.with { scratch in
      let store = "\(scratch.path)/demo"
      try #require(try Riskctl.run("demo", "--keep", store).status == 0)
      #expect(try Riskctl.run("import", store, "\(scratch.path)/none").status == 74)
      #expect(try Riskctl.run("import", store, scratch.path).status == 74)
      #expect(try Riskctl.run("recolor", store, "--policy", "\(scratch.path)/none").status == 74)
      #expect(try Riskctl.run("recolor", store, "--output", "\(scratch.path)/no/such").status == 74)
      let full = try Riskctl.shell("\"$0\" export \"$1\" > /dev/full", [Riskctl.path, store])
      #expect(full.status == 74 && full.errors == "riskctl: standard output: No space left on device\n")
      // A reader that goes away ends it quietly.
      let broken = try Riskctl.shell("\"$0\" export \"$1\" | head -n 1; exit ${PIPESTATUS[0]}", [Riskctl.path, store])
      #expect(broken.status == 0 && broken.errors.isEmpty && broken.lines.count == 1)
    }
  }

  @Test func aFullDiskStoresNothingOfABatch() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let file = try scratch.file("a.jsonl", Sample.tests(20_000))
      // No file may grow past 256 KiB: what the system answers then is the file's fault as much as a full disk's.
      let script = "trap '' XFSZ; ulimit -f 256; exec \"$0\" import \"$1\" \"$2\" --batch-size 20000"
      let outcome = try Riskctl.shell(script, [Riskctl.path, store, file])
      #expect(outcome.status == 74, "\(outcome.errors)")
      #expect(try Riskctl.run("export", store).output.isEmpty)
      #expect(try Riskctl.run("import", store, file).status == 0)
    }
  }

  @Test func theDemoExplains() throws {
    let outcome = try Riskctl.run("demo")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("positive-test · 第十一条(一)"))
    #expect(outcome.output.contains("2022-10-19T19:17:00Z  red      yellow  ≠"))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test func pictures() throws {
    try Scratch.with { scratch in
      let store = "\(scratch.path)/demo"
      try #require(try Riskctl.run("demo", "--keep", store).status == 0)
      let picture = try Riskctl.run("timeline", store, Self.person, "--displayed", "--svg", "-")
      #expect(picture.output == (try Riskctl.run("timeline", store, Self.person, "--displayed", "--svg", "-")).output)
      let parser = XMLText(picture.output)
      #expect(parser.isWellFormed)
      for word in ["shown", "rightful", "differ", "green", "yellow", "red", "2022-10-21"] { #expect(parser.text.contains(word)) }
      #expect(!picture.output.contains("href") && !picture.output.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
    }
  }

  @Test func recoloring() throws {
    try Scratch.with { scratch in
      let store = "\(scratch.path)/demo"
      try #require(try Riskctl.run("demo", "--keep", store).status == 0)
      let rule = "{\"id\":\"r\",\"color\":\"red\",\"when\":{\"test\":{\"result\":[\"negative\"]}}}"
      let policy = try scratch.file("policy.json", "{\"id\":\"p\",\"title\":\"t\",\"rules\":[\(rule)]}")
      let csv = "\(scratch.path)/colors.csv"
      let outcome = try Riskctl.run("recolor", store, "--at", Self.moment, "--policy", policy, "--output", csv, "--json")
      let answer = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      #expect(rows[0] == ["person", "color", "was"])
      #expect(answer["persons"] as? Int == rows.count - 1)
      #expect(rows.dropFirst().map { $0[0] } == rows.dropFirst().map { $0[0] }.sorted())
      let moves = Dictionary(grouping: rows.dropFirst().filter { $0[1] != $0[2] }) { "\($0[2])→\($0[1])" }.mapValues(\.count)
      let told = (answer["transitions"] as? [[String: Any]] ?? []).map {
        ("\($0["from"] ?? "")→\($0["to"] ?? "")", $0["count"] as? Int ?? 0)
      }
      #expect(Dictionary(uniqueKeysWithValues: told) == moves)
      for row in rows.dropFirst().prefix(5) {
        let status = try Riskctl.run("status", store, row[0], "--at", Self.moment, "--policy", policy, "--json")
        #expect(status.output.contains("\"at\":\"\(Self.moment)\",\"color\":\"\(row[1])\""))
      }
    }
  }

  @Test func withoutTheWrongTest() throws {
    try Scratch.with { scratch in
      let store = "\(scratch.path)/demo"
      try #require(try Riskctl.run("demo", "--keep", store).status == 0)
      let question = ["status", store, Self.person, "--at", Self.moment, "--known-at", Self.moment, "--json"]
      #expect(try Riskctl.run(question).output.contains("\"color\":\"red\",\"grounds\""))
      #expect(try Riskctl.run(question + ["--without", "251"]).output.contains("\"color\":\"yellow\",\"grounds\""))
      #expect(try Riskctl.run(question + ["--without", "9999"]).status == 65)
    }
  }
}
