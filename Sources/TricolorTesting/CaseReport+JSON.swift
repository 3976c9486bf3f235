import RiskFold
public import RiskModel

extension CaseReport {
  /// The form that `riskctl policy test --json` prints.
  public var json: JSONValue {
    .object([
      "passed": .integer(Int64(passedCount)), "failed": .integer(Int64(failedCount)), "cases": .array(outcomes.map(\.json)),
    ])
  }
}

extension CaseReport.Outcome {
  fileprivate var json: JSONValue {
    .object([
      "name": .text(policyCase.name), "line": .integer(Int64(policyCase.line)), "passed": .bool(isPassed),
      "differences": .array(differences.map(\.json)),
    ])
  }
}

extension CaseReport.Difference {
  fileprivate var json: JSONValue {
    .object([
      "line": .integer(Int64(expectation.line)), "at": .text(expectation.at), "expected": .text(expectation.answer.words()),
      "found": .text(expectation.answer.words(of: status)), "color": .text(status.color), "grounds": .array(status.grounds.map(\.json)),
      "notices": .array(status.notices.map(\.json)),
    ])
  }
}
