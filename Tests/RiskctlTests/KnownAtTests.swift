import Foundation
import RiskModel
import Testing

/// What may still grow is not asked for by the instant.
@Suite struct KnownAtTests {
  /// The present second, as the program's clock has it, or one close by.
  private func now(_ offset: Int) throws -> String {
    try #require(Instant(secondsSinceEpoch: Int(Date().timeIntervalSince1970) + offset)).description
  }

  @Test func anInstantWhoseSecondIsNotOverIsRefused() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      try #require(try Riskctl.run("import", store, "-", input: Sample.tests(3)).status == 0)
      for offset in [5, 3_600] {
        let asked = try now(offset)
        let refused = try Riskctl.run("status", store, Sample.person, "--known-at", asked)
        #expect(refused.status == 65 && refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("riskctl: what is known at \(asked) may still grow, expected an instant whose second is over"))
        let line = "{\"person\":\"\(Sample.person)\",\"at\":\"2022-01-01T00:00:00Z\",\"knownAt\":\"\(asked)\"}"
        let batch = try Riskctl.run("status", store, "--batch", "-", input: line)
        #expect(batch.status == 65 && batch.errors.hasPrefix("riskctl: standard input:1: knownAt: what is known at"), "\(batch.errors)")
      }
      #expect(try Riskctl.run("status", store, Sample.person, "--known-at", now(-2)).status == 0)
      #expect(try Riskctl.run("status", store, Sample.person, "--known-at", "3").status == 0)
    }
  }
}
