public import RiskModel
public import RiskPolicy

/// A policy in sentences, each beside its article.
///
/// The sentences say all that a rule says: two rules with one sentence are the same rule, ids and titles aside.
public struct PolicyExplanation: Hashable, Sendable {
  /// The language of the sentences.
  public enum Language: String, Hashable, Sendable, CaseIterable {
    /// English.
    case english = "en"
    /// Chinese.
    case chinese = "zh"
  }

  /// A rule with its sentence.
  public struct Sentence: Hashable, Sendable {
    /// The rule's id.
    public let rule: String
    /// Its article; nil where it has none.
    public let article: String?
    /// Its title; nil where it has none.
    public let title: String?
    /// What it says.
    public let text: String
  }

  /// The persons that are judged by it: everyone at once, or only by what begins after it.
  public let scope: String
  /// One a rule, in the policy's order.
  public let sentences: [Sentence]

  /// Puts a policy into sentences.
  public init(_ policy: Policy, in language: Language) {
    let wording = Wording(language: language)
    scope = wording.scope(policy.transitionInForce)
    sentences = policy.rules.map { Sentence(rule: $0.id, article: $0.article, title: $0.title, text: wording.sentence($0)) }
  }

  /// The form that answers print.
  public var json: JSONValue {
    .object([
      "scope": .text(scope),
      "sentences": .array(
        sentences.map {
          .object([
            "rule": .text($0.rule), "article": $0.article.map(JSONValue.text) ?? .null, "title": $0.title.map(JSONValue.text) ?? .null,
            "text": .text($0.text),
          ])
        }),
    ])
  }
}
