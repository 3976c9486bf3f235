public import RiskModel
public import RiskPolicy

/// A rule that holds a person at an instant, by a color or by a notice, with the evidence and what it still waits for.
public struct Ground: Hashable, Sendable {
  /// The id of the policy that governs the hold.
  public let policy: String
  /// The sequence of the event that published it: one policy may be in force twice. Nil for one that a question assumes.
  public let policySequence: UInt64?
  /// The rule, with its article and what it says.
  public let rule: Rule
  /// The event that opened the hold.
  public let sequence: UInt64
  /// From when on it holds.
  public let opens: Instant
  /// When it ends if nothing more is recorded; nil never.
  public let release: Instant?
  /// What is still missing; nil for a rule that never releases.
  public let waitsFor: WaitsFor?
}

extension Ground {
  /// The form that answers print.
  public var json: JSONValue {
    // In ascending order of the keys, as they are written.
    .object([
      "article": rule.article.map(JSONValue.text) ?? .null, "color": rule.color.map(JSONValue.text),
      "notice": rule.notice.map(JSONValue.text), "opens": .text(opens), "policy": .text(policy),
      "policySequence": policySequence.map { .integer(Int64($0)) } ?? .null, "release": release.map(JSONValue.text) ?? .null,
      "rule": .text(rule.id), "sequence": .integer(Int64(sequence)), "waitsFor": waitsFor?.json ?? .null,
    ])
  }
}
