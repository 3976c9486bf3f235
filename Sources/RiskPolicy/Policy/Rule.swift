public import RiskModel

/// One rule of a policy: which evidence gives a color or a notice, and until when.
public struct Rule: Hashable, Sendable {
  /// What holding a person means.
  public enum Outcome: Hashable, Sendable {
    /// The person is red or yellow, never green.
    case color(Color)
    /// A notice to the person of 1 to 64 bytes, of something to know or to do (弹窗); their color is what it is.
    case notice(Text)
  }

  /// Unique in its policy, at least one byte.
  public let id: String
  /// The article of the published measures that it carries out.
  public let article: String?
  /// What it says, for people.
  public let title: String?
  /// What a hold of it means.
  public let outcome: Outcome
  /// What opens a hold.
  public let when: Pattern
  /// A hold opens so long after its trigger; nil for at once. ``afterSeconds`` gives the value in force.
  public let after: Period?
  /// What must hold of the person's earlier events for a trigger to open a hold; nil for nothing.
  public let given: Condition?
  /// What releases it; nil never.
  public let until: Release?

  /// A rule. It is checked as part of its policy.
  public init(
    id: String, article: String? = nil, title: String? = nil, outcome: Outcome, when: Pattern, after: Period? = nil,
    given: Condition? = nil, until: Release? = nil
  ) {
    self.id = id
    self.article = article
    self.title = title
    self.outcome = outcome
    self.when = when
    self.after = after
    self.given = given
    self.until = until
  }

  /// A rule that gives a color. It is checked as part of its policy.
  public init(id: String, article: String? = nil, title: String? = nil, color: Color, when: Pattern, until: Release? = nil) {
    self.init(id: id, article: article, title: title, outcome: .color(color), when: when, until: until)
  }

  /// The delay in force: 0 s where the policy says nothing.
  public var afterSeconds: UInt32 { after?.seconds ?? 0 }

  // Not inlined here and below: in another module the optimizer of Swift 6.3.1 ends the borrow of the rule before its outcome is read, and fails.
  /// The color that it gives; nil for a notice.
  @inline(never) public var color: Color? { if case .color(let color) = outcome { color } else { nil } }

  /// The notice that it gives the person; nil for a color.
  @inline(never) public var notice: Text? { if case .notice(let notice) = outcome { notice } else { nil } }

  /// The length of a notice, in UTF-8 bytes.
  public static let noticeBytes = 1...64
}

extension Rule {
  package init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    id = try fields.required("id", Policy.name)
    article = try fields.optional("article", Policy.words)
    title = try fields.optional("title", Policy.words)
    outcome = try Outcome(&fields)
    guard let pattern = fields.value("when") else { throw fields.missing("when", expected: "a pattern") }
    when = try Pattern(json: pattern, at: fields.path(of: "when"), in: .when)
    after = try fields.optional("after", Period.init(_:))
    if let condition = fields.value("given") {
      given = try Condition(json: condition, at: fields.path(of: "given"))
    } else {
      given = nil
    }
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
      "id": .text(id), "article": article.map(JSONValue.text), "title": title.map(JSONValue.text), "color": color.map(JSONValue.text),
      "notice": notice.map(JSONValue.text), "when": when.json, "after": after.map(JSONValue.text), "given": given?.json,
      "until": until?.json,
    ])
  }
}

extension Rule.Outcome {
  fileprivate init(_ fields: inout JSONFields) throws(Fault) {
    let color = try fields.optional("color") { text throws(FormatError) -> Color in
      guard let color = [Color.red, .yellow].first(where: { $0.text.hasSameBytes(as: text) }) else {
        throw FormatError(found: text, expected: "red or yellow")
      }
      return color
    }
    let notice = try fields.optional("notice") { text throws(FormatError) in try Text(text, bytes: Rule.noticeBytes) }
    switch (color, notice) {
    case (let color?, nil): self = .color(color)
    case (nil, let notice?): self = .notice(notice)
    case (nil, nil): throw fields.missing("color", expected: "red or yellow, or a notice in its place")
    case (_?, _?): throw Fault(path: fields.path(of: "notice"), problem: "stands beside color, expected one of the two")
    }
  }
}
