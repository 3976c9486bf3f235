import EventJSON
import Foundation
import PolicyReview
import RiskFold
import RiskModel
import RiskPolicy
import Testing
import TricolorTesting

/// The rulebooks that come with the project: every case of each passes.
@Suite struct RulebookTests {
  static let names = ["arden-border-2021", "hewan-gate-2022", "linjiang-2021", "port-amity-venues-2022", "saltmarsh-pass-2021"]

  private static func policy(_ name: String) throws -> Policy {
    try Policy(json: try JSONValue(parsing: Array(try Data(contentsOf: Document.rulebooks.appending(path: "\(name)/policy.json")))))
  }

  private static func cases(_ name: String) throws -> CaseFile {
    try CaseFile(try String(contentsOf: Document.rulebooks.appending(path: "\(name)/cases.txt"), encoding: .utf8))
  }

  @Test func noneIsLeftOut() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Document.rulebooks.path).filter { !$0.contains(".") }
    #expect(folders.sorted() == Self.names)
  }

  @Test(arguments: names) func everyCasePasses(name: String) throws {
    let report = try Self.cases(name).run(under: try Self.policy(name))
    #expect(report.passedCount >= 8)
    for outcome in report.outcomes {
      for difference in outcome.differences {
        let found = difference.expectation.answer.words(of: difference.status)
        Issue.record(
          "\(outcome.policyCase.name), line \(difference.expectation.line): expected \(difference.expectation.answer.words()), found \(found)"
        )
      }
    }
  }

  /// Each rule of each rulebook stands behind what some case expects.
  @Test(arguments: names) func everyRuleHasACase(name: String) throws {
    let policy = try Self.policy(name)
    var named: Set<String> = []
    for expectation in try Self.cases(name).cases.flatMap(\.expectations) {
      switch expectation.answer {
      case .rules(let rules): named.formUnion(rules.map(\.string))
      case .notices(let notices): named.formUnion(policy.rules.filter { $0.notice.map(notices.contains) ?? false }.map(\.id))
      case .color, .nextChange: break
      }
    }
    #expect(policy.rules.map(\.id).filter { !named.contains($0) } == [])
  }

  /// Nothing in them never holds, never ends, says nothing, or says what another rule says.
  @Test(arguments: names) func aLawyerFindsNoSlip(name: String) throws {
    let slips: [PolicyCheck.Kind] = [.endlessHold, .neverHolds, .elapsedWithinAfter, .wayForNobody, .sameRule]
    let found = PolicyCheck(try Self.policy(name)).findings.filter { slips.contains($0.kind) }
    #expect(found.map { "\($0.rule) \($0.kind.rawValue)" } == [])
  }
}
