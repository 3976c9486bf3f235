public import RiskModel

extension Release {
  /// Reads a release.
  ///
  /// - Parameter level: how deep it stands, from 1.
  package init(json: JSONValue, at path: String, level: Int = 1) throws(Fault) {
    guard level <= Pattern.maximumNesting else { throw Fault(path: path, problem: "nested deeper than \(Pattern.maximumNesting) levels") }
    var fields = try JSONFields(json, at: path)
    let words = Form.allCases.map(\.rawValue).joined(separator: ", ")
    guard fields.keys.count == 1, let key = fields.keys.first else {
      throw Fault(path: path, problem: "\(fields.keys.count) keys, expected exactly one of \(words)")
    }
    let keyPath = fields.path(of: key)
    guard let form = Form(rawValue: key) else { throw Fault(path: keyPath, problem: "unknown release, expected one of \(words)") }
    guard let value = fields.value(key) else { preconditionFailure("\(key) was just found") }
    switch form {
    case .elapsed: self = .elapsed(try fields.required(key, Period.init(_:)))
    case .event: self = .event(try Pattern(json: value, at: keyPath, in: .event))
    case .negativeTests: self = .negativeTests(try NegativeTests(json: value, at: keyPath))
    case .stated, .lifted:
      guard try fields.optionalBool(key) == true else { throw Fault(path: keyPath, problem: "false, expected true") }
      self = form == .stated ? .stated : .lifted
    case .any, .all:
      let members = try Pattern.list(value, at: keyPath) { element, path throws(Fault) in
        try Release(json: element, at: path, level: level + 1)
      }
      self = form == .any ? .any(members) : .all(members)
    }
  }

  /// The release as it was written.
  public var json: JSONValue {
    let value: JSONValue =
      switch self {
      case .elapsed(let period): .text(period)
      case .event(let pattern): pattern.json
      case .negativeTests(let tests): tests.json
      case .stated, .lifted: .bool(true)
      case .any(let members), .all(let members): .array(members.map(\.json))
      }
    return .object([form.rawValue: value])
  }
}
