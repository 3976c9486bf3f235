import EventJSON
import Foundation
import Testing

/// Batches, going on after a stop, and what export gives back.
@Suite struct ImportTests {
  private func tally(_ outcome: Riskctl.Outcome) throws -> String {
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  private func tally(_ appended: Int, _ duplicates: Int, _ last: Int) -> String {
    "{\"appended\":\(appended),\"duplicates\":\(duplicates),\"lastSequence\":\(last)}\n"
  }

  @Test func aSecondRunAppendsNothing() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let file = try scratch.file("a.jsonl", Sample.tests(250))
      #expect(try tally(Riskctl.run("import", store, file, "--json", "--batch-size", "100")) == tally(250, 0, 250))
      #expect(try tally(Riskctl.run("import", store, file, "--json", "--batch-size", "7")) == tally(0, 250, 250))
      #expect(try tally(Riskctl.run("import", store, "-", "--json", input: Sample.tests(250))) == tally(0, 250, 250))
    }
  }

  @Test func aFileThatGrewIsReadOn() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      // Without the last line feed, which comes with the next lines.
      #expect(
        try tally(Riskctl.run("import", store, scratch.file("a.jsonl", String(Sample.tests(50).dropLast())), "--json")) == tally(50, 0, 50))
      #expect(try tally(Riskctl.run("import", store, scratch.file("a.jsonl", Sample.tests(80)), "--json")) == tally(30, 50, 80))
    }
  }

  @Test func aFileThatBeginsTheSameAndDiffersIsReadAnew() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      #expect(try tally(Riskctl.run("import", store, scratch.file("a.jsonl", Sample.tests(10)), "--json")) == tally(10, 0, 10))
      let other = Sample.tests(1) + Sample.tests(5, from: 100)
      #expect(try tally(Riskctl.run("import", store, scratch.file("b.jsonl", other), "--json")) == tally(6, 0, 16))
      // A pipe, too, in which one cannot go back.
      let piped = try scratch.file("c.jsonl", Sample.tests(1) + Sample.tests(20, from: 200))
      let third = try Riskctl.shell("cat \"$2\" | \"$0\" import \"$1\" - --json", [Riskctl.path, store, piped])
      #expect(try tally(third) == tally(21, 0, 37))
      let again = try Riskctl.shell("cat \"$2\" | \"$0\" import \"$1\" - --json", [Riskctl.path, store, piped])
      #expect(try tally(again) == tally(0, 21, 37))
      let prefix = try Riskctl.shell("\"$0\" export \"$1\" | head -n 3 | \"$0\" import \"$1\" - --json", [Riskctl.path, store])
      #expect(try tally(prefix) == tally(0, 3, 37))
    }
  }

  @Test func inputsThatBeginAlikeHaveEachTheirOwnBookmark() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let a = try scratch.file("a.jsonl", Sample.tests(1) + Sample.tests(1, from: 100))
      let b = try scratch.file("b.jsonl", Sample.tests(1) + Sample.tests(1, from: 200))
      #expect(try tally(Riskctl.run("import", store, a, b, "--json")) == tally(4, 0, 4))
      for round in 0..<2 {
        #expect(try tally(Riskctl.run("import", store, a, b, "--json")) == tally(0, 4, 4), "\(round)")
        #expect(try tally(Riskctl.run("import", store, b, a, "--json")) == tally(0, 4, 4), "\(round)")
      }
      // A longer form of one of them, in several batches, and the shorter one again.
      let longer = try scratch.file("c.jsonl", Sample.tests(1) + Sample.tests(1, from: 100) + Sample.tests(30, from: 300))
      #expect(try tally(Riskctl.run("import", store, longer, "--json", "--batch-size", "7")) == tally(30, 2, 34))
      #expect(try tally(Riskctl.run("import", store, a, b, longer, "--json")) == tally(0, 36, 34))
      // After a retraction of a wrong event, none of the inputs brings it back.
      let retraction =
        "{\"type\":\"retraction\",\"at\":\"2022-02-01T00:00:00Z\",\"source\":\"lab\",\"of\":{\"sequence\":2},\"reason\":\"wrong\"}\n"
      #expect(try tally(Riskctl.run("import", store, "-", "--json", input: retraction)) == tally(1, 0, 35))
      #expect(try tally(Riskctl.run("import", store, a, b, longer, "--json")) == tally(0, 36, 35))
    }
  }

  @Test func whatIsRecordedInTheFutureIsRefused() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let line = Sample.test().replacing("\"source\"", with: "\"recordedAt\":\"2099-01-01T00:00:00Z\",\"source\"")
      let refused = try Riskctl.run("import", store, "-", input: line)
      #expect(refused.status == 65)
      #expect(refused.errors.hasPrefix("riskctl: standard input:1: recordedAt: 2099-01-01T00:00:00Z is later than the log's clock"))
      #expect(try tally(Riskctl.run("import", store, "-", "--json", input: Sample.test())) == tally(1, 0, 1))
    }
  }

  @Test func secondsMayBeWrittenWithAFractionOfZeros() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let line = Sample.test().replacing("00Z", with: "00.000Z")
      #expect(try tally(Riskctl.run("import", store, "-", "--json", input: line)) == tally(1, 0, 1))
      #expect(try Riskctl.run("export", store).output.contains("\"at\":\"2022-01-01T00:00:00Z\""))
      #expect(try Riskctl.run("import", store, "-", input: Sample.test().replacing("00Z", with: "00.001Z")).status == 65)
    }
  }

  @Test func aBadLineKeepsTheBatchesBeforeItsOwn() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let lines = Sample.tests(25) + "{\"type\":\"test\"}\n" + Sample.tests(24, from: 25)
      let refused = try Riskctl.run("import", store, scratch.file("a.jsonl", lines), "--batch-size", "10")
      let problem = "riskctl: \(scratch.path)/a.jsonl:26: at: missing, expected an RFC 3339 instant with whole seconds"
      #expect(refused.status == 65 && refused.errors.hasPrefix(problem), "\(refused.errors)")
      #expect(try Riskctl.run("export", store).lines.count == 20)
      // Mended, it goes on.
      let mended = Sample.tests(49)
      #expect(try tally(Riskctl.run("import", store, scratch.file("a.jsonl", mended), "--json", "--batch-size", "10")) == tally(29, 20, 49))
    }
  }

  @Test func identifiersAreDuplicatesInAnyInput() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let lines = (0..<20).map { Sample.test($0, id: "x\($0)") + "\n" }
      #expect(try tally(Riskctl.run("import", store, "-", "--json", input: lines.joined())) == tally(20, 0, 20))
      #expect(try tally(Riskctl.run("import", store, "-", "--json", input: lines.reversed().joined())) == tally(0, 20, 20))
    }
  }

  @Test func anExportMakesAnEqualStore() throws {
    try Scratch.with { scratch in
      let store = "\(scratch.path)/demo"
      try #require(try Riskctl.run("demo", "--keep", store).status == 0)
      let export = try Riskctl.run("export", store)
      let other = try scratch.store("other")
      #expect(try Riskctl.run("import", other, "-", input: export.output.replacing("\n", with: "\r\n")).status == 0)
      #expect(try Riskctl.run("export", other).output == export.output)
      let at = ["--at", "2022-10-21T04:00:00Z", "--json"]
      #expect(try Riskctl.run(["recolor", store] + at).output == Riskctl.run(["recolor", other] + at).output)
      #expect(try Riskctl.run("verify", other, "--json").output == "{\"faults\":[],\"ok\":true}\n")
      let person = "d01a2b590bccca9da953f3d006ecf907"
      let part = try Riskctl.run("export", store, "--from", "100", "--to", "300", "--person", person)
      #expect(part.lines == export.lines[99..<300].filter { $0.contains("\"person\":\"\(person)\"") })
    }
  }

  @Test func ctrlCEndsWithWholeBatches() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let file = try scratch.file("a.jsonl", Sample.tests(40_000))
      // The second half of the input comes only after the signal, so the import cannot be done before it.
      let script = """
        mkfifo "$2.fifo"
        "$0" import "$1" "$2.fifo" --batch-size 100 & pid=$!
        { head -n 20000 "$2"; sleep 1; kill -INT $pid; tail -n +20001 "$2"; } > "$2.fifo" 2> "$2.log"
        wait $pid
        """
      let stopped = try Riskctl.shell("set -m\n" + script, [Riskctl.path, store, file])
      #expect(stopped.status == 130)
      #expect(stopped.errors.contains("riskctl: interrupted: "), "\(stopped.errors)")
      let count = try Riskctl.run("export", store).lines.count
      #expect(count > 0 && count < 40_000 && count % 100 == 0)
      let rest = try Riskctl.run("import", store, file, "--json")
      #expect(try tally(rest) == tally(40_000 - count, count, 40_000))
    }
  }
}
