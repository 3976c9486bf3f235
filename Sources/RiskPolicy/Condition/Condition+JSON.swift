public import RiskModel

extension Condition {
  /// Reads a condition.
  ///
  /// - Parameter level: how deep it stands, from 1.
  package init(json: JSONValue, at path: String, level: Int = 1) throws(Fault) {
    let words = "had, not, any, all"
    guard level <= Pattern.maximumNesting else { throw Fault(path: path, problem: "nested deeper than \(Pattern.maximumNesting) levels") }
    var fields = try JSONFields(json, at: path)
    guard fields.keys.count == 1, let key = fields.keys.first, let value = fields.value(key) else {
      throw Fault(path: path, problem: "\(fields.keys.count) keys, expected exactly one of \(words)")
    }
    let path = fields.path(of: key)
    switch key {
    case "had": self = .had(try Had(json: value, at: path))
    case "not": self = .not(try Condition(json: value, at: path, level: level + 1))
    case "any", "all":
      let members = try Pattern.list(value, at: path) { element, path throws(Fault) in
        try Condition(json: element, at: path, level: level + 1)
      }
      self = key == "any" ? .any(members) : .all(members)
    default: throw Fault(path: path, problem: "unknown condition, expected one of \(words)")
    }
  }

  /// The condition as it was written.
  public var json: JSONValue {
    switch self {
    case .had(let had): .object(["had": had.json])
    case .not(let condition): .object(["not": condition.json])
    case .any(let members): .object(["any": .array(members.map(\.json))])
    case .all(let members): .object(["all": .array(members.map(\.json))])
    }
  }
}

extension Had {
  fileprivate init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    guard let event = fields.value("event") else { throw fields.missing("event", expected: "a pattern") }
    let pattern = try Pattern(json: event, at: fields.path(of: "event"), in: .event)
    let within = try fields.optional("within", Period.init(_:))
    let count = try fields.optionalInteger("count", in: Int64(Self.counts.lowerBound)...Int64(Self.counts.upperBound)).map { Int($0) }
    let ago = try fields.optional("ago", Period.init(_:))
    do {
      try self.init(pattern, within: within, count: count, ago: ago)
    } catch {
      throw Fault(path: fields.path(of: error.path), problem: error.problem)
    }
    try fields.finish()
  }

  fileprivate var json: JSONValue {
    .object([
      "event": event.json, "within": within.map(JSONValue.text), "count": count.map { .integer(Int64($0)) }, "ago": ago.map(JSONValue.text),
    ])
  }
}
