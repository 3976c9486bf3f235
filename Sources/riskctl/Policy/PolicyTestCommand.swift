import ArgumentParser
import EventJSON
import Tricolor
import TricolorTesting

extension PolicyCommand {
  /// `riskctl policy test`
  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Runs the cases kept beside a policy; status 1 if any fails.",
      discussion: """
        A case file has lines of words:

          case A green lapses after three days
            day 1 08:00  test negative
            day 4 08:00  expect yellow by lapse
            day 4 08:00  expect notices take-a-test

        The words are those of events; Rulebooks.md has them all.
        """)

    @Argument(help: "The policy document.")
    var file: String
    @Argument(help: "The file of cases.")
    var cases: String
    @OptionGroup var output: JSONFlag

    func run() throws {
      let policy = try PolicyFile.read(file)
      let bytes = try InputFile.read(cases, upTo: JSONParser.maximumByteCount)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Failure(.badInput, "\(cases): not UTF-8, expected text")
      }
      let caseFile: CaseFile
      let report: CaseReport
      do {
        caseFile = try CaseFile(text)
        report = try caseFile.run(under: policy)
      } catch {
        throw Failure(.badInput, "\(cases): \(error)")
      }
      if output.json { try printJSON(report.json) } else { try printLines(report, caseFile) }
      try Output.standard.flush()
      guard report.failedCount == 0 else { throw Failure(.answerIsNo) }
    }

    private func printLines(_ report: CaseReport, _ file: CaseFile) throws {
      for outcome in report.outcomes {
        try printLine((outcome.isPassed ? Words.Review.passed : Terminal.bold(Words.Review.failed)) + "  \(outcome.policyCase.name)")
        for difference in outcome.differences {
          let (expectation, status) = (difference.expectation, difference.status)
          try printLine(
            "  "
              + Words.Review.line(
                expectation.line, at: file.words(expectation.at), expected: expectation.answer.words(file.words),
                found: expectation.answer.words(of: status, file.words)))
          for ground in status.grounds + status.notices { try printReason(ground, outcome.policyCase, file) }
          if status.grounds.isEmpty { try printLine("    " + Words.Review.noColor) }
        }
      }
      try printLine(Words.Review.tally(passed: report.passedCount, failed: report.failedCount))
    }

    private func printReason(_ ground: Ground, _ policyCase: PolicyCase, _ file: CaseFile) throws {
      let event = policyCase.events[Int(ground.sequence) - 1]
      let outcome = ground.rule.color.map(Words.color) ?? Words.Review.notice(ground.rule.notice?.string ?? "")
      let rule = ground.rule.id + (ground.rule.article.map { " (\($0))" } ?? "")
      try printLine(
        "    \(outcome) "
          + Words.Review.reason(
            rule, Words.fact(event.fact), at: file.words(event.at), from: file.words(ground.opens),
            until: ground.release.map(file.words) ?? Words.Review.furtherEvidence))
      for text in ground.waitsFor.map({ Words.lines($0) }) ?? [] { try printLine("      " + Words.Review.waits(for: text)) }
    }
  }
}
