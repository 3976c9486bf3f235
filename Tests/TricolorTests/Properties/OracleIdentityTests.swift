import Testing

@testable import TricolorOracle

/// An oracle that breaks an identity would be no oracle.
@Suite("The oracle and the identities", .tags(.property))
struct OracleIdentityTests {
  private let identities = Identities { try OracleAnswers($0.events) }

  @Test func prefix() async throws { try await Rounds.run(25) { try await identities.prefix($0, $1) } }
  @Test func arrival() async throws { try await Rounds.run(25) { try await identities.arrival($0, $1) } }
  @Test func retraction() async throws { try await Rounds.run(25) { try await identities.retraction($0, $1) } }
  @Test func pointIsInterval() async throws { try await Rounds.run(25) { try await identities.pointIsInterval($0, $1) } }
  @Test func massIsSingle() async throws { try await Rounds.run(25) { try await identities.massIsSingle($0, $1) } }
  @Test func links() async throws { try await Rounds.run(25) { try await identities.links($0, $1) } }
  @Test func without() async throws { try await Rounds.run(25) { try await identities.without($0, $1) } }
  @Test func under() async throws { try await Rounds.run(25) { try await identities.under($0, $1) } }
}
