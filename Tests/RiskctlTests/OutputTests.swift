import Foundation
import Testing

/// What commands print for people: one line for an error, and no text of a log or a file that a terminal would obey.
@Suite struct OutputTests {
  /// Makes up lines, moves the cursor, turns the direction of writing around, hides and breaks.
  private static let hostile = "x\\n\\nground 2  red forged\\r\\u001b[2K\\u001b[1A\\u009b1m\\u007f\\u202e\\u2066\\u2028\\u200b\\ufeff\\t"
  private static let noon = "2022-01-02T12:00:00Z"

  private static var log: String {
    """
    {"type":"policy","at":"2022-01-01T00:00:00Z","source":"office\(hostile)","policy":{"id":"p\(hostile)","title":"t\(hostile)","rules":[\
    {"id":"r","title":"says\(hostile)","article":"a\(hostile)","color":"red","when":{"any":[{"test":{"result":["positive"]}},{"determination":\
    {}},{"stay":{"level":["high"],"lookback":"14d"}}]},"until":{"elapsed":"5d"}}]}}
    {"type":"test","at":"2022-01-02T00:00:00Z","source":"lab\(hostile)","evidence":"e\(hostile)","person":"\(Sample.person)",\
    "method":"nucleic-acid","result":"positive"}
    {"type":"determination","at":"2022-01-02T00:00:00Z","source":"clerk\(hostile)","person":"\(Sample.person)","finding":"isolation-required"}
    {"type":"stay","at":"2022-01-02T00:00:00Z","source":"rail","person":"\(Sample.person)","place":"CN/50/p\(hostile)"}
    {"type":"place-risk","at":"2022-01-02T00:00:00Z","source":"office","place":"CN/50/p\(hostile)","level":"high"}
    {"type":"appeal","at":"2022-01-02T03:00:00Z","source":"desk\(hostile)","person":"\(Sample.person)","case":"c\(hostile)","phase":"lodged","channel":"online"}

    """
  }

  /// The characters of an output that show nothing of themselves, but for line feeds.
  private func unprintable(_ text: String) -> Set<String> {
    let categories: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
    let found = text.unicodeScalars.filter { $0 != "\n" && categories.contains($0.properties.generalCategory) }
    return Set(found.map { $0.escaped(asASCII: true) })
  }

  @Test func whatALogSaysIsShownAndNotObeyed() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let imported = try Riskctl.run("import", store, scratch.file("log", Self.log))
      try #require(imported.status == 0, "\(imported.errors)")
      let person = Sample.person
      for command in [
        ["status", store, person, "--at", Self.noon], ["explain", store, person, "--at", Self.noon], ["places", store, "--at", Self.noon],
        ["stats", store], ["appeal", "list", store], ["audit", store],
        ["districts", store, "--from", Self.noon, "--to", Self.noon, "--depth", "3"],
        ["investigate", store, person, "--during", "2022-01-01T00:00:00Z/2022-01-10T00:00:00Z"],
      ] {
        let outcome = try Riskctl.run(command)
        #expect(outcome.status == 0, "\(command[0]): \(outcome.errors)")
        #expect(unprintable(outcome.output).isEmpty, "\(command[0]): \(unprintable(outcome.output))")
        #expect(!outcome.lines.contains { $0.hasPrefix("ground 2  red forged") }, "\(command[0])")
      }
      // On a terminal only the program's own colors are escapes. (`script` gives the command a terminal.)
      let shown = try Riskctl.shell(
        "env -u NO_COLOR script -qec \"$0 status $1 $2 --at $3\" /dev/null < /dev/null", [Riskctl.path, store, person, Self.noon])
      #expect(shown.output.contains("\u{1B}[1mground 1\u{1B}[0m") && shown.output.contains("\\u{1B}[2K"), "\(shown.output)")
      let escapes = shown.output.split(separator: "\u{1B}[", omittingEmptySubsequences: false).dropFirst()
      #expect(escapes.allSatisfy { escape in ["0m", "1m", "2m", "31m", "32m", "33m", "31;1m"].contains { escape.hasPrefix($0) } })
      // For machines it is what it was.
      let export = try Riskctl.run("export", store)
      let other = try scratch.store("other")
      #expect(try Riskctl.run("import", other, scratch.file("export", export.output)).status == 0)
      #expect(try Riskctl.run("export", other).output == export.output)
    }
  }

  @Test func anErrorIsOnePrintableLine() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let file = try scratch.file("events", Sample.test().replacing("\"negative\"", with: "\"x\(Self.hostile)\"") + "\n")
      for arguments in [
        ["import", store, file], ["import", store, "\(scratch.path)/no\u{1B}[2J\nfile"], ["status", "no\u{1B}[1m\nstore", Sample.person],
        ["status", store, "x\u{202E}\n"], ["unknown\u{1B}\n"],
      ] {
        let outcome = try Riskctl.run(arguments)
        #expect(outcome.status != 0 && outcome.output.isEmpty)
        #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.errors.hasPrefix("riskctl: "), "\(outcome.errors)")
        #expect(unprintable(outcome.errors).isEmpty, "\(outcome.errors)")
      }
    }
  }

  @Test(arguments: [
    (["status", "s"], "riskctl help status"), (["key", "generate", "x"], "riskctl help key generate"), (["unknown"], "riskctl help"),
    (["verify", "s", "--checkpoint", "/dev/null"], "riskctl help verify"), (["verify", "s", "--key", "k"], "riskctl help verify"),
    (["restore", "b", "s", "--origin", "o"], "riskctl help restore"),
  ])
  func aUsageErrorNamesItsHelp(arguments: [String], help: String) throws {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("riskctl: ") && outcome.errors.hasSuffix("; see \(help)\n"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let told = try Riskctl.run(help.split(separator: " ").dropFirst().map(String.init))
    #expect(told.status == 0 && told.output.contains("USAGE: riskctl"))
  }

  @Test(arguments: [["--version"], ["help"], ["status", "--help"]])
  func helpThatCannotBeWrittenIsAFailure(arguments: [String]) throws {
    let outcome = try Riskctl.shell("\"$0\" \"$@\" > /dev/full", [Riskctl.path] + arguments)
    #expect(outcome.status == 74 && outcome.errors == "riskctl: standard output: No space left on device\n")
  }

  @Test func noKeyIsLeftWhoseOtherHalfWasNotTold() throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.shell("\"$0\" key generate example.org \"$1\" > /dev/full", [Riskctl.path, "\(scratch.path)/key"])
      #expect(outcome.status == 74)
      #expect(try Riskctl.run("key", "generate", "example.org", "\(scratch.path)/key").status == 0)
    }
  }

  @Test func oneIsNotCountedAsMany() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let file = try scratch.file("log", Sample.test(id: "a") + "\n" + Sample.test(id: "b") + "\n")
      #expect(try Riskctl.run("import", store, scratch.file("first", Sample.test(id: "a"))).output.hasPrefix("1 event appended, 0 were"))
      #expect(try Riskctl.run("import", store, file).output.hasPrefix("1 event appended, 1 was there already"))
      #expect(try Riskctl.run("places", store).output.hasPrefix("0 places"))
    }
  }

  @Test func statisticsCountThePlacesThatEventsName() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let time = "\"at\":\"2022-01-02T00:00:00Z\""
      let place = "{\"type\":\"place-risk\",\(time),\"source\":\"office\",\"place\":\"CN/50/0113\",\"level\":\"high\"}\n"
      #expect(try Riskctl.run("import", store, scratch.file("log", place)).status == 0)
      #expect(try Riskctl.run("stats", store, "--json").output.contains("\"places\":1"))
    }
  }

  @Test func aPictureOfOneDayNamesItsYear() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let log = Self.log.split(separator: "\n").prefix(2).joined(separator: "\n").replacing("\"5d\"", with: "\"2h\"")
      try #require(try Riskctl.run("import", store, scratch.file("log", log)).status == 0)
      #expect(try Riskctl.run("timeline", store, Sample.person, "--svg", "-").output.contains("2022-01-01 to 2022-01-02, in UTC"))
    }
  }
}
