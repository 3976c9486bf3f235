public import RiskModel

extension Release {
  /// Reads a release.
  ///
  /// - Parameter level: how deep it stands, from 1.
  package init(json: JSONValue, at path: String, level: Int = 1) throws(Fault) {
    guard level <= Pattern.maximumNesting else { throw Fault(path: path, problem: "nested deeper than \(Pattern.maximumNesting) levels") }
    var fields = try JSONFields(json, at: path)
    let words = "elapsed, event, negativeTests, stated, lifted, any, all"
    guard fields.keys.count == 1, let key = fields.keys.first else {
      throw Fault(path: path, problem: "\(fields.keys.count) keys, expected exactly one of \(words)")
    }
    switch key {
    case "elapsed": self = .elapsed(try fields.required(key, Period.init(_:)))
    case "stated", "lifted":
      guard try fields.optionalBool(key) == true else { throw Fault(path: fields.path(of: key), problem: "false, expected true") }
      self = key == "stated" ? .stated : .lifted
    default:
      let path = fields.path(of: key)
      guard let value = fields.value(key) else { preconditionFailure("\(key) was just found") }
      switch key {
      case "event": self = .event(try Pattern(json: value, at: path, in: .event))
      case "negativeTests": self = .negativeTests(try NegativeTests(json: value, at: path))
      case "any", "all":
        let members = try Pattern.list(value, at: path) { element, path throws(Fault) in
          try Release(json: element, at: path, level: level + 1)
        }
        self = key == "any" ? .any(members) : .all(members)
      default: throw Fault(path: path, problem: "unknown release, expected one of \(words)")
      }
    }
  }

  /// The release as it was written.
  public var json: JSONValue {
    switch self {
    case .elapsed(let period): .object(["elapsed": .text(period)])
    case .event(let pattern): .object(["event": pattern.json])
    case .negativeTests(let tests): .object(["negativeTests": tests.json])
    case .stated: .object(["stated": .bool(true)])
    case .lifted: .object(["lifted": .bool(true)])
    case .any(let members): .object(["any": .array(members.map(\.json))])
    case .all(let members): .object(["all": .array(members.map(\.json))])
    }
  }
}

extension NegativeTests {
  fileprivate init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    guard let count = try fields.optionalInteger("count", in: Int64(Self.counts.lowerBound)...Int64(Self.counts.upperBound)) else {
      throw fields.missing("count", expected: "a whole number from 1 to 16")
    }
    try self.init(
      count: Int(count), spacing: try fields.optional("spacing", Period.init(_:)),
      method: try fields.optionalList("method", TestMethod.init),
      notBefore: try fields.optional("notBefore", Period.init(_:)), since: try fields.optional("since", Origin.init))
    try fields.finish()
  }

  fileprivate var json: JSONValue {
    .object([
      "count": .integer(Int64(count)), "spacing": spacing.map(JSONValue.text), "method": method.map { .array($0.map(JSONValue.text)) },
      "notBefore": notBefore.map(JSONValue.text), "since": since.map(JSONValue.text),
    ])
  }
}
