public import RiskModel
public import RiskPolicy

/// What a hold still waits for: the rule's `until`, without what is met already (semantics, section 6).
public indirect enum WaitsFor: Hashable, Sendable {
  /// Until an instant at which a release of this form is met by itself. Nil while it is not known: the days do not count yet, the evidence states no
  /// end, the designation has none.
  case time(Release.Form, Instant?)
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
    case .time(let form, let at): .object([form.rawValue: instant(at)])
    case .event(let pattern): .object(["event": pattern.json])
    case .negativeTests(let have, let need, let notBefore):
      .object(["negativeTests": .object(["have": .integer(Int64(have)), "need": .integer(Int64(need)), "notBefore": instant(notBefore)])])
    case .any(let members): .object(["any": .array(members.map(\.json))])
    case .all(let members): .object(["all": .array(members.map(\.json))])
    }
  }
}
