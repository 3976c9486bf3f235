public import RiskModel

/// A published policy: data that says which evidence makes red or yellow, by which article, and until when (semantics, section 4).
///
/// A value of this type is valid: it can only be made by the checking initializers. Two policies are equal if their documents are equal JSON values.
public struct Policy: Hashable, Sendable {
  /// What a policy does to holds that opened before it took effect.
  public enum Transition: UInt8, Term {
    /// It judges everyone anew.
    case immediate = 0
    /// Holds opened before it stay under the rules that they were opened under.
    case prospective = 1

    public var text: String {
      switch self {
      case .immediate: "immediate"
      case .prospective: "prospective"
      }
    }
  }

  /// The policy's name; a policy in force is known by its epoch, not by this.
  public let id: String
  /// Its title, for people.
  public let title: String
  /// The publisher.
  public let authority: String?
  /// As written; nil where the document leaves it out. ``transitionInForce`` gives the value in force.
  public let transition: Transition?
  /// At least one rule.
  public let rules: [Rule]

  /// The transition in force: immediate where the document says nothing.
  public var transitionInForce: Transition { transition ?? .immediate }

  /// A policy from its parts.
  ///
  /// - Throws: ``Fault`` with the path of the first fault, as ``init(json:)``.
  public init(id: String, title: String, authority: String? = nil, transition: Transition? = nil, rules: [Rule]) throws(Fault) {
    // Written and read again, so that one set of checks guards both ways in.
    try self.init(
      json: .object([
        "id": .text(id), "title": .text(title), "authority": authority.map(JSONValue.text), "transition": transition.map(JSONValue.text),
        "rules": .array(rules.map(\.json)),
      ]))
  }
}

extension Policy {
  /// Reads a policy document.
  ///
  /// - Parameter path: what the paths of faults begin with, where the document stands inside another one.
  /// - Throws: ``Fault`` with the path of the first fault: an unknown key, an empty list, a repeated value, a repeated rule id, nesting deeper than
  ///   8 levels, a text out of its form.
  public init(json: JSONValue, at path: String = "") throws(Fault) {
    try self.init(json: json, at: path) { (list, path) throws(Fault) in
      try Pattern.list(list, at: path) { (element, path) throws(Fault) in try Rule(json: element, at: path) }
    }
  }

  /// - Parameter readRules: reads the list of rules, each by itself.
  init(json: JSONValue, at path: String, readRules: (JSONValue, String) throws(Fault) -> [Rule]) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    id = try fields.required("id", Self.name)
    title = try fields.required("title", Self.words)
    authority = try fields.optional("authority", Self.words)
    transition = try fields.optional("transition", Transition.init)
    guard let list = fields.value("rules") else { throw fields.missing("rules", expected: "a list of rules") }
    rules = try readRules(list, fields.path(of: "rules"))
    try fields.finish()
    guard rules.count <= Self.maximumRules else {
      throw Fault(path: fields.path(of: "rules"), problem: "\(rules.count) rules, expected at most \(Self.maximumRules)")
    }
    var seen: Set<Text> = []
    for (index, rule) in rules.enumerated() where !seen.insert(Text(unchecked: rule.id)).inserted {
      throw Fault(path: "\(fields.path(of: "rules"))[\(index)].id", problem: "\"\(rule.id)\" is the id of an earlier rule")
    }
  }

  /// The most rules in a policy.
  public static let maximumRules = 1_000

  /// The policy as it was written.
  public var json: JSONValue {
    .object([
      "id": .text(id), "title": .text(title), "authority": authority.map(JSONValue.text), "transition": transition.map(JSONValue.text),
      "rules": .array(rules.map(\.json)),
    ])
  }

  static func name(_ text: String) throws(FormatError) -> String { try Text(text, bytes: 1...1_024).string }
  static func words(_ text: String) throws(FormatError) -> String { try Text(text, bytes: 0...65_536).string }
}
