public import RiskModel

/// What a color that was shown meant for the person (第四章 of the measures).
public struct ControlMeasure: Hashable, Sendable {
  /// When it applied, and by which color: red or yellow.
  public let span: Span
  /// For how much of it the rightful color was less restrictive.
  public let unwarrantedSeconds: Int

  /// The article that orders it.
  public var article: String { span.color == .red ? "第十六条" : "第十七条" }
  /// What it orders.
  public var order: String {
    span.color == .red ? "travel prohibited" : "travel restricted; to be reported to the community, which manages by circumstances"
  }

  /// The form that answers print.
  public var json: JSONValue {
    .object([
      "from": .text(span.from), "until": .text(span.until), "seconds": .integer(Int64(span.seconds)), "color": .text(span.color),
      "article": .text(article), "measure": .text(order), "unwarrantedSeconds": .integer(Int64(unwarrantedSeconds)),
    ])
  }
}
