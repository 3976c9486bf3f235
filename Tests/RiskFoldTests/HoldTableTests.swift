@testable import RiskFold
import RiskModel
import RiskPolicy
import Testing

/// How much a table has room for; what is beyond it is for the fold.
@Suite struct HoldTableTests {
  private static let noon = Instant(uncheckedSeconds: 1_650_000_000)

  private static func screen(_ rules: [Rule]) throws -> ColorScreen {
    let policy = CompiledPolicy(try Policy(id: "p", title: "p", rules: rules)) { _ in nil }
    let circumstances = Circumstances(
      places: PlaceTable().tree, designations: Designations(), policies: PolicyTimeline([(.earliest, nil, policy)]),
      identities: Identities(), knowledge: Knowledge(through: 100))
    return ColorScreen(circumstances, at: noon)
  }

  @Test(arguments: 1...10) func countsUpToEightKindsOfTests(kindCount: Int) throws {
    let rules = try (1...kindCount).map { number in
      // Two requirements of each kind: they share it.
      let tests = try [2, 3].map { Release.negativeTests(try NegativeTests(count: $0, spacing: try Period("\(number)h"))) }
      return Rule(id: "r\(number)", color: .red, when: .contact(degree: nil), until: .all(tests))
    }
    let table = try Self.screen(rules).table
    #expect(table.kindsOfTests.count == min(kindCount, SpacedTests.kindRoom) && SpacedTests.kindRoom == 8)
    #expect(table.decided == 1 << UInt64(min(kindCount, 8)) - 1)
    #expect(table.requirements.map(\.count) == Array(repeating: [2, 3], count: min(kindCount, 8)).flatMap(\.self))
  }

  /// Releases by so many sets of classes of events.
  private static func endings(_ count: Int) -> [Release] {
    (1...count).map { number -> Release in
      let (statuses, degree) = (number % 31 + 1, ContactDegree.allCases[number / 31])
      let chosen = DiagnosisStatus.allCases.filter { statuses >> Int($0.rawValue) & 1 != 0 }
      return Release.event(Pattern.any([.diagnosis(status: chosen), .contact(degree: [degree])]))
    }
  }

  @Test(arguments: [63, 64, 65]) func endsRulesBySixtyFourSetsOfClasses(setCount: Int) throws {
    // A rule that has room comes first: one that has none takes none of it.
    let small = Rule(id: "s", color: .yellow, when: .symptom(signs: nil, epidemiologicalHistory: nil), until: Self.endings(1)[0])
    let rules = [small, Rule(id: "r", color: .red, when: .contact(degree: nil), until: .any(Self.endings(setCount)))]
    let table = try Self.screen(rules).table
    #expect(table.endings.count == (setCount <= 64 ? setCount : 1))
    #expect(table.decided == (setCount <= 64 ? 3 : 1))
  }
}
