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

/// What a hold still waits for: the rule's `until`, without what is met already (semantics, section 6).
public indirect enum WaitsFor: Hashable, Sendable {
  /// Until an instant; nil while the days do not count yet.
  case elapsed(Instant?)
  /// Until the evidence's own end; nil where it states none.
  case stated(Instant?)
  /// Until the designation ends; nil while no end is known.
  case lifted(Instant?)
  /// For an event.
  case event(Pattern)
  /// For negative tests: how many count already, how many are needed, and the earliest instant of a specimen that would count next.
  case negativeTests(have: Int, need: Int, notBefore: Instant?)
  /// For one of these.
  case any([WaitsFor])
  /// For every one of these.
  case all([WaitsFor])
}

extension WaitsFor {
  /// The form that answers print (semantics, section 6).
  public var json: JSONValue {
    func instant(_ instant: Instant?) -> JSONValue { instant.map(JSONValue.text) ?? .null }
    return switch self {
    case .elapsed(let at): .object(["elapsed": instant(at)])
    case .stated(let at): .object(["stated": instant(at)])
    case .lifted(let at): .object(["lifted": instant(at)])
    case .event(let pattern): .object(["event": pattern.json])
    case .negativeTests(let have, let need, let notBefore):
      .object(["negativeTests": .object(["have": .integer(Int64(have)), "need": .integer(Int64(need)), "notBefore": instant(notBefore)])])
    case .any(let members): .object(["any": .array(members.map(\.json))])
    case .all(let members): .object(["all": .array(members.map(\.json))])
    }
  }
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
