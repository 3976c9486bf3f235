public import RiskModel

/// One rule of a policy: who is red or yellow, and until when.
public struct Rule: Hashable, Sendable {
  /// Unique in its policy, at least one byte.
  public let id: String
  /// The article of the published measures that it carries out.
  public let article: String?
  /// What it says, for people.
  public let title: String?
  /// Red or yellow, never green.
  public let color: Color
  /// What opens a hold.
  public let when: Pattern
  /// What releases it; nil never.
  public let until: Release?

  /// A rule. It is checked as part of its policy.
  public init(id: String, article: String? = nil, title: String? = nil, color: Color, when: Pattern, until: Release? = nil) {
    self.id = id
    self.article = article
    self.title = title
    self.color = color
    self.when = when
    self.until = until
  }
}

extension Rule {
  package init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    id = try fields.required("id", Policy.name)
    article = try fields.optional("article", Policy.words)
    title = try fields.optional("title", Policy.words)
    color = try fields.required("color") { text throws(FormatError) in
      switch text {
      case Color.red.text: .red
      case Color.yellow.text: .yellow
      default: throw FormatError(found: text, expected: "red or yellow")
      }
    }
    guard let condition = fields.value("when") else { throw fields.missing("when", expected: "a pattern") }
    when = try Pattern(json: condition, at: fields.path(of: "when"), allowsStay: true)
    if let release = fields.value("until") {
      until = try Release(json: release, at: fields.path(of: "until"))
    } else {
      until = nil
    }
    try fields.finish()
  }

  /// The rule as it was written.
  public var json: JSONValue {
    .object([
      "id": .text(id), "article": article.map(JSONValue.text), "title": title.map(JSONValue.text), "color": .text(color), "when": when.json,
      "until": until?.json,
    ])
  }
}
