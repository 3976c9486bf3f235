public import RiskModel

/// A person's color at an instant, and why.
public struct Status: Hashable, Sendable {
  /// The pseudonym that was asked by.
  public let person: PersonID
  /// All of the person's pseudonyms, in ascending order.
  public let pseudonyms: [PersonID]
  /// The instant asked about (valid time).
  public let at: Instant
  /// The last sequence known (transaction time).
  public let knownAt: UInt64
  /// The color.
  public let color: Color
  /// Whether the person's code is issued.
  public let registered: Bool
  /// The first instant after `at` at which the color differs, if nothing more is recorded; nil never.
  public let nextChange: Instant?
  /// The id of the policy in force at `at`; nil before the first.
  public let policy: String?
  /// Every rule that gives the person a color, red first.
  public let grounds: [Ground]
  /// Every rule that gives the person a notice, in the order of policies and of their rules.
  public let notices: [Ground]

  /// The form that `riskctl status --json` prints.
  public var json: JSONValue {
    // In ascending order of the keys, as they are written.
    .object([
      "at": .text(at), "color": .text(color), "grounds": .array(grounds.map(\.json)), "knownAt": .integer(Int64(knownAt)),
      "nextChange": nextChange.map(JSONValue.text) ?? .null, "notices": .array(notices.map(\.json)), "person": .text(person),
      "policy": policy.map(JSONValue.text) ?? .null, "pseudonyms": .array(pseudonyms.map(JSONValue.text)), "registered": .bool(registered),
    ])
  }
}
