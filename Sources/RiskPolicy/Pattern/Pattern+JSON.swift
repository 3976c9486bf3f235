public import RiskModel

extension Pattern {
  /// Where a pattern stands, which decides what it may say.
  package enum Position: Sendable {
    /// In a rule's `when`, where designations may be asked for too.
    case when
    /// In a release's `event` or a condition's `had`.
    case event

    fileprivate var words: String {
      let kinds = EventKind.allCases.filter { $0.hasPattern && (self == .when || $0 != .stay) }
      return (kinds.map(\.text) + ["any"]).joined(separator: ", ")
    }
  }

  /// Reads a pattern.
  ///
  /// - Parameter level: how deep it stands, from 1.
  package init(json: JSONValue, at path: String, in position: Position, level: Int = 1) throws(Fault) {
    let words = position.words
    guard level <= Self.maximumNesting else { throw Fault(path: path, problem: "nested deeper than \(Self.maximumNesting) levels") }
    var outer = try JSONFields(json, at: path)
    guard outer.keys.count == 1, let key = outer.keys.first, let value = outer.value(key) else {
      throw Fault(path: path, problem: "\(outer.keys.count) keys, expected exactly one of \(words)")
    }
    if key == "any" {
      self = .any(
        try Self.list(value, at: outer.path(of: key)) { element, path throws(Fault) in
          try Pattern(json: element, at: path, in: position, level: level + 1)
        })
      return
    }
    guard let kind = try? EventKind(key), kind.hasPattern, kind != .stay || position == .when else {
      throw Fault(path: outer.path(of: key), problem: "unknown pattern, expected one of \(words)")
    }
    var fields = try JSONFields(value, at: outer.path(of: key))
    self = try Self.pattern(kind, in: position, &fields)
    try fields.finish()
  }

  private static func pattern(_ kind: EventKind, in position: Position, _ fields: inout JSONFields) throws(Fault) -> Pattern {
    switch kind {
    case .entry: try entry(in: position, &fields)
    case .stay:
      .stay(
        level: try fields.optionalList("level", Self.designatingLevel), lookback: try fields.optional("lookback", Period.init(_:)),
        within: try fields.optionalList("within", Place.init(_:)), openFor: try fields.optional("openFor", Period.init(atLeastOneSecond:)),
        atLeast: try fields.optional("atLeast", Period.init(atLeastOneSecond:)))
    // Any other that has a pattern at all.
    default: Pattern(try TermPattern(kind, from: &fields))
    }
  }

  private static func entry(in position: Position, _ fields: inout JSONFields) throws(Fault) -> Pattern {
    let from = try fields.optionalList("from", Place.init(_:))
    let except = try fields.optionalList("except", Place.init(_:))
    guard position == .when else { return .entry(from: from, except: except) }
    let level = try fields.optionalList("level", designatingLevel)
    let lookback = try fields.optional("lookback", Period.init(_:))
    if level == nil, lookback != nil {
      throw Fault(path: fields.path(of: "lookback"), problem: "stands without level, expected level beside it")
    }
    return .entry(from: from, except: except, level: level, lookback: lookback)
  }

  private static func designatingLevel(_ text: String) throws(FormatError) -> RiskLevel {
    guard let level = try? RiskLevel(text), !level.lifts else {
      throw FormatError(found: text, expected: "one of low, medium, high, contaminated")
    }
    return level
  }

  /// Reads a non-empty list of members. One may stand twice: "repeated values" are those of lists of terms and places, where a repetition is
  /// a slip of the pen; an `any` or `all` with a member twice says what it says without.
  package static func list<T>(
    _ json: JSONValue, at path: String, _ read: (JSONValue, String) throws(Fault) -> T
  ) throws(Fault) -> [T] {
    guard case .array(let elements) = json else { throw Fault(path: path, problem: "\(json.kindName), expected a list") }
    guard !elements.isEmpty else { throw Fault(path: path, problem: "an empty list, expected at least one member") }
    var found: [T] = []
    for (index, element) in elements.enumerated() {
      found.append(try read(element, "\(path)[\(index)]"))
    }
    return found
  }
}

extension Pattern {
  /// The pattern as it was written.
  public var json: JSONValue {
    func words(_ terms: [some CustomStringConvertible & SendableMetatype]?) -> JSONValue? { terms.map { .array($0.map(JSONValue.text)) } }
    return switch form {
    case .terms(let pattern): .object([(key: pattern.kind.text, value: pattern.json)])
    case .entry(let from, let except, let level, let lookback):
      .object([
        "entry": .object([
          "from": words(from), "except": words(except), "level": words(level), "lookback": lookback.map(JSONValue.text),
        ])
      ])
    case .stay(let level, let lookback, let within, let openFor, let atLeast):
      .object([
        "stay": .object([
          "level": words(level), "lookback": lookback.map(JSONValue.text), "within": words(within),
          "openFor": openFor.map(JSONValue.text), "atLeast": atLeast.map(JSONValue.text),
        ])
      ])
    case .any(let patterns): .object(["any": .array(patterns.map(\.json))])
    }
  }
}
