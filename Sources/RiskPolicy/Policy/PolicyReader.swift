package import RiskModel

/// Reads the policy documents of one log. Later editions repeat most rules of those before: each rule is read once, and a list of the same rules as the
/// last one's shares its memory.
package struct PolicyReader: Sendable {
  private var rules: [JSONValue: Rule] = [:]
  private var last: (json: JSONValue, rules: [Rule])?

  package init() {}

  /// Reads a document.
  ///
  /// - Complexity: O(document) for rules that were read before, whatever their checks take.
  /// - Throws: as ``Policy/init(json:at:)``.
  package mutating func policy(_ json: JSONValue, at path: String = "") throws(Fault) -> Policy {
    try Policy(json: json, at: path) { (list, path) throws(Fault) in try self.list(list, at: path) }
  }

  private mutating func list(_ json: JSONValue, at path: String) throws(Fault) -> [Rule] {
    if let last, last.json == json { return last.rules }
    let list = try Pattern.list(json, at: path) { (element, path) throws(Fault) in
      if let known = rules[element] { return known }
      let rule = try Rule(json: element, at: path)
      rules[element] = rule
      return rule
    }
    last = (json, list)
    return list
  }
}
