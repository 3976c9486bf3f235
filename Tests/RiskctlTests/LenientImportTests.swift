import Foundation
import Testing

/// Imports past lines at fault, on trial, and with corrections.
@Suite struct LenientImportTests {
  private func test(_ day: Int, _ result: String = "negative", id: String? = nil) -> String {
    let id = id.map { "\"id\":\"\($0)\"," } ?? ""
    return "{\"type\":\"test\",\"at\":\"2022-01-0\(day)T00:00:00Z\",\"source\":\"lab\",\(id)\"person\":\"\(Sample.person)\","
      + "\"method\":\"nucleic-acid\",\"result\":\"\(result)\"}\n"
  }

  private func tally(appended: Int, corrected: Int = 0, duplicates: Int = 0, last: Int, rejected: Int = 0) -> String {
    "{\"appended\":\(appended),\"corrected\":\(corrected),\"duplicates\":\(duplicates),\"lastSequence\":\(last),\"rejected\":\(rejected)}\n"
  }

  /// Lines of which the second and the fourth are at fault.
  private var mixed: String { test(1, id: "a") + "garbage\n" + test(2, id: "b") + test(3, "wrong") + test(4) }

  @Test func refusedLinesGoToAFileAndTheRestIsStored() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let (input, rejects) = (try scratch.file("in.jsonl", mixed), "\(scratch.path)/rejects.jsonl")
      let outcome = try Riskctl.run("import", store, input, "--rejects", rejects, "--batch-size", "2", "--json")
      #expect(outcome.status == 0 && outcome.output == tally(appended: 3, last: 3, rejected: 2), "\(outcome)")
      let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(lines.count == 2)
      #expect(lines[0].contains("\"line\":2") && lines[0].hasSuffix("\"text\":\"garbage\"}"), "\(lines)")
      #expect(lines[1].contains("\"field\":\"result\"") && lines[1].contains("\"line\":4"), "\(lines)")
      // What the log refuses goes there too: a conflict, and a retraction of nothing.
      let retraction =
        "{\"type\":\"retraction\",\"at\":\"2022-01-09T00:00:00Z\",\"source\":\"lab\",\"of\":{\"sequence\":99},\"reason\":\"none\"}\n"
      let refused = try Riskctl.run(
        "import", store, "-", "--rejects", rejects, "--json", input: test(1, "positive", id: "a") + retraction + test(5))
      #expect(refused.output == tally(appended: 1, last: 4, rejected: 2), "\(refused)")
      let second = try String(contentsOfFile: rejects, encoding: .utf8)
      #expect(second.contains("\"field\":\"id\"") && second.contains("\"field\":\"of.sequence\""), "\(second)")
      // Again, nothing is new.
      #expect(try Riskctl.run("import", store, input, "--rejects", rejects, "--json").output == tally(appended: 0, duplicates: 5, last: 4))
    }
  }

  @Test func aDryRunFindsEveryFaultAndStoresNothing() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      try #require(try Riskctl.run("import", store, "-", input: test(1, id: "a")).status == 0)
      // The last line names what only this input says: a trial knows it.
      let later =
        "{\"type\":\"retraction\",\"at\":\"2022-01-09T00:00:00Z\",\"source\":\"lab\",\"of\":{\"source\":\"lab\",\"id\":\"b\"},\"reason\":\"wrong\"}\n"
      let input = try scratch.file("in.jsonl", mixed + test(1, "positive", id: "a") + later)
      let outcome = try Riskctl.run("import", store, input, "--dry-run", "--batch-size", "2")
      #expect(outcome.status == 65, "\(outcome)")
      #expect(outcome.lines.dropLast().map { $0.dropFirst(input.utf8.count).prefix(3) } == [":2:", ":4:", ":6:"], "\(outcome)")
      #expect(outcome.lines.last == "nothing was stored: 3 events would be appended, 1 is there already, 3 lines at fault")
      #expect(try Riskctl.run("export", store).lines.count == 1)
      let clean = try Riskctl.run("import", store, "-", "--dry-run", "--json", input: test(7))
      #expect(clean.status == 0 && clean.output.hasPrefix("{\"faults\":[],\"wouldBe\":{\"appended\":1,"), "\(clean)")
    }
  }

  @Test func conflictsStopAreSkippedOrCorrected() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      try #require(try Riskctl.run("import", store, "-", input: test(1, id: "a") + test(2)).status == 0)
      let input = try scratch.file("in.jsonl", test(1, "positive", id: "a") + test(3))
      #expect(try Riskctl.run("import", store, input).status == 65)
      #expect(try Riskctl.run("import", store, input, "--on-conflict", "stop").status == 65)
      #expect(try Riskctl.run("import", store, input, "--on-conflict", "skip", "--json").output == tally(appended: 1, last: 3, rejected: 1))
      // What was skipped is looked at again; what has no identifier is not appended again.
      let corrected = try Riskctl.run("import", store, input, "--on-conflict", "correct", "--json")
      #expect(corrected.output == tally(appended: 1, corrected: 1, duplicates: 1, last: 5), "\(corrected)")
      let export = try Riskctl.run("export", store).lines
      #expect(export[3].contains("\"type\":\"retraction\"") && export[3].contains("\"of\":{\"sequence\":1}"), "\(export)")
      #expect(export[4].contains("\"id\":\"a~2\"") && export[4].contains("\"result\":\"positive\""), "\(export)")
      // Neither form is new when it is sent again; a third one is.
      for again in [test(1, "positive", id: "a"), test(1, id: "a")] {
        let outcome = try Riskctl.run("import", store, "-", "--on-conflict", "correct", "--json", input: again)
        #expect(outcome.output == tally(appended: 0, duplicates: 1, last: 5), "\(outcome)")
      }
      let third = try Riskctl.run("import", store, "-", "--on-conflict", "correct", "--json", input: test(1, "inconclusive", id: "a"))
      #expect(third.output == tally(appended: 1, corrected: 1, last: 7), "\(third)")
      #expect(try Riskctl.run("export", store).lines[6].contains("\"id\":\"a~3\""))
      // Nor does a correction bring back what was withdrawn otherwise.
      let withdrawal =
        "{\"type\":\"retraction\",\"at\":\"2022-01-09T00:00:00Z\",\"source\":\"lab\",\"of\":{\"sequence\":7},\"reason\":\"wrong\"}\n"
      try #require(try Riskctl.run("import", store, "-", input: withdrawal).status == 0)
      let refused = try Riskctl.run("import", store, "-", "--on-conflict", "correct", input: test(1, "inconclusive", id: "a"))
      #expect(refused.status == 65 && refused.errors.contains("names event 7, which is retracted"), "\(refused)")
      #expect(try Riskctl.run("verify", store).status == 0)
    }
  }

  @Test func anEventIsCorrectedInOneCommit() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      try #require(try Riskctl.run("import", store, "-", input: test(1, "positive", id: "a")).status == 0)
      let outcome = try Riskctl.run("correct", store, "1", "--reason", "specimens exchanged", "--json", input: test(1, id: "b"))
      #expect(outcome.status == 0 && outcome.output == "{\"retraction\":2,\"sequence\":3}\n", "\(outcome)")
      let export = try Riskctl.run("export", store).lines
      #expect(export[1].contains("\"of\":{\"sequence\":1},\"reason\":\"specimens exchanged\""), "\(export)")
      #expect(export[1].split(separator: ",")[1] == export[2].split(separator: ",")[1], "recorded together")
      for (sequence, input, says) in [
        ("1", test(2), "event 1: of: event 1 is retracted already"), ("9", test(2), "event 9: of.sequence: 9 is not recorded yet"),
        ("3", test(2, "wrong"), "standard input:1: result:"), ("3", test(2) + test(3), "standard input: 2 events, expected one"),
        ("2", test(2), "event 2: of: event 2 is a retraction"), ("3", test(2, id: "a"), "standard input:1: id: (lab, a) names event 1"),
      ] {
        let refused = try Riskctl.run("correct", store, sequence, input: input)
        #expect(refused.status == 65 && refused.errors.hasPrefix("riskctl: " + says), "\(refused)")
      }
      #expect(try Riskctl.run("export", store).lines.count == 3)
    }
  }

  @Test func whatCanHardlyBeMeantIsTold() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let future = (0..<12).map { _ in test(1).replacing("2022-", with: "2098-") }.joined()
      let outcome = try Riskctl.run("import", store, "-", input: future + test(1).replacing("2022-", with: "1971-"))
      #expect(outcome.status == 0)
      let warnings = outcome.errors.split(separator: "\n")
      #expect(
        warnings.count == 12 && warnings[0] == "riskctl: warning: standard input:1: at: 2098-01-01T00:00:00Z is in the future", "\(outcome)"
      )
      #expect(warnings[10] == "riskctl: warning: standard input:13: at: 1971-01-01T00:00:00Z is decades ago")
      #expect(warnings[11] == "riskctl: warning: 2 more events in the future")
      let many = try Riskctl.run("import", store, "-", "--batch-size", "500", input: Sample.tests(2_500))
      #expect(many.errors.hasSuffix("person: \(Sample.person) has 2,013 events: does it stand for many persons?\n"), "\(many.errors)")
    }
  }

  @Test func aQuestionIsAnsweredBeforeTheNextOneIsAsked() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let question = "{\"person\":\"\(Sample.person)\",\"at\":\"2022-01-01T00:00:00Z\"}"
      let script = """
        coproc asked { "$0" status "$1" --batch -; }
        for round in 1 2 3; do
          echo "$2" >&"${asked[1]}"
          read -r -t 30 -u "${asked[0]}" answer || exit 9
          echo "$answer"
        done
        """
      let outcome = try Riskctl.shell(script, [Riskctl.path, store, question])
      #expect(outcome.status == 0 && outcome.lines.count == 3 && outcome.lines[2].contains("\"color\":\"green\""), "\(outcome)")
    }
  }
}
