import RiskFold
import RiskModel
import RiskPolicy
import Testing
import TricolorTesting

/// The lines of a case file, and what is reported where a case differs.
@Suite struct CaseFileTests {
  private static let lapse =
    "\"color\":\"yellow\",\"when\":{\"test\":{\"result\":[\"negative\"]}},\"after\":\"72h\",\"until\":{\"event\":{\"test\":{\"result\":[\"negative\"]}}}"
  private static let notice = "\"notice\":\"take a test\",\"when\":{\"entry\":{}},\"until\":{\"elapsed\":\"1d\"}"

  private func run(_ lines: String...) throws -> CaseReport {
    try CaseFile((["case one"] + lines).joined(separator: "\n")).run(under: try Document.policy(Self.lapse, Self.notice))
  }

  @Test func aCaseThatPasses() throws {
    let report = try run(
      "day 1 08:00 test negative  # at the gate", "", "day 4 07:59:59 expect green until day 4 08:00",
      "day 4 08:00 expect yellow by r0 until never",
      "2022-01-05T00:00:00Z entry \"far away\"", "day 5 expect notices \"take a test\"", "day 6 expect no notices")
    #expect(report.passedCount == 1 && report.failedCount == 0, "\(report.outcomes)")
  }

  @Test func whatDiffersWithTheReasons() throws {
    let report = try run("day 1 08:00 test negative", "day 4 08:00 expect green until never", "day 4 08:00 expect no notices")
    #expect(report.failedCount == 1)
    let differences = report.outcomes[0].differences
    #expect(differences.map(\.expectation.line) == [3])
    #expect(differences[0].expectation.answer.words() == "green")
    #expect(differences[0].expectation.answer.words(of: differences[0].status) == "yellow")
    #expect(differences[0].status.grounds.map(\.rule.id) == ["r0"])
    #expect(differences[0].status.grounds.map(\.sequence) == [1])
  }

  @Test func aRuleTooManyIsADifference() throws {
    let report = try run("day 1 08:00 test negative", "day 2 expect green by r0")
    #expect(report.outcomes[0].differences.map { $0.expectation.answer.words(of: $0.status) } == ["by no rule"])
  }

  @Test func daysAreCountedFromTheStart() throws {
    let file = try CaseFile("start 2022-12-01T00:00:00+08:00\ncase one\nday 0 23:00 contact close\nday -1 expect green")
    #expect(file.cases[0].events[0].at == (try Instant("2022-11-30T23:00:00+08:00")))
    #expect(file.words(file.cases[0].events[0].at) == "day 0 23:00")
    #expect(file.words(file.cases[0].expectations[0].at) == "day -1 00:00")
  }

  @Test(arguments: [
    ("test result blue", "day 1 test blue", 2), ("no time", "test negative", 2), ("words left over", "day 1 contact close friend", 2),
    ("no color", "day 1 expect purple", 2), ("an end before the beginning", "day 2 stay A until day 1", 2),
    ("open quote", "day 1 stay \"A", 2),
    ("a time of no day", "day 1 24:00 contact close", 2), ("expects nothing", "day 1 contact close", 1),
    ("another start", "start 2022-01-01T00:00:00Z", 2),
    ("a policy", "day 1 policy p", 2),
  ])
  func faults(what: String, line: String, number: Int) throws {
    let fault = #expect(throws: Fault.self) { try CaseFile("case one\n\(line)") }
    #expect(fault?.path == "line \(number)", "\(what): \(String(describing: fault))")
  }

  @Test(arguments: [("", ""), ("case one\nday 1 expect green\ncase one\nday 1 expect green", "line 3"), ("day 1 contact close", "line 1")])
  func faultsOfFiles(text: String, path: String) throws {
    let fault = #expect(throws: Fault.self) { try CaseFile(text) }
    #expect(fault?.path == path)
  }

  @Test(arguments: ["day 1 expect green by nothing-like-it", "day 1 expect notices none-such"])
  func aNameThatThePolicyDoesNotHave(line: String) throws {
    let file = try CaseFile("case one\n\(line)")
    let fault = #expect(throws: Fault.self) { try file.run(under: try Document.policy(Self.lapse)) }
    #expect(fault?.path == "line 2")
  }
}
