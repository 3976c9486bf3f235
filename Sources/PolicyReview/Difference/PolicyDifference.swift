public import RiskModel
public import RiskPolicy

/// How one policy differs from another: rule by rule, in words, and the smallest histories on which they give different colors or notices.
///
/// A pure function of the two; rules are paired by their ids. The histories are those that a ``PolicyCheck`` tries, of the rules that differ.
public struct PolicyDifference: Hashable, Sendable {
  /// A rule of both that does not say the same in both.
  public struct Change: Hashable, Sendable {
    /// A part of it.
    public struct Part: Hashable, Sendable {
      /// `color`, `notice`, `when`, `after`, `given`, `until`, `article` or `title`.
      public let name: String
      /// As it was, in English; nil for nothing.
      public let old: String?
      /// As it is.
      public let new: String?
    }

    /// Its id.
    public let rule: String
    /// What changed, in the order of a rule's parts.
    public let parts: [Part]
  }

  /// A history on which the policies differ.
  public struct Example: Hashable, Sendable {
    /// The events, in the order of the log.
    public let history: [Event]
    /// The first instant at which they differ.
    public let at: Instant
    /// The color, or the notice or none, by the old policy.
    public let old: String
    /// And by the new.
    public let new: String
  }

  /// Rules that only the new policy has, each in a sentence.
  public let added: [PolicyExplanation.Sentence]
  /// Rules that only the old one has.
  public let dropped: [PolicyExplanation.Sentence]
  /// Rules that both have and that differ, in the new policy's order.
  public let changed: [Change]
  /// The transition in force of each, where they differ; the histories are judged as if each policy had been in force for ever.
  public let transition: Change.Part?
  /// The smallest history, of those that were tried, on which the new policy gives a stricter color; nil where there is none.
  public let stricter: Example?
  /// The smallest on which it gives a milder one.
  public let milder: Example?
  /// The smallest on which it gives a notice that the old one does not.
  public let noticeGained: Example?
  /// The smallest on which it gives not a notice that the old one gives.
  public let noticeLost: Example?
  /// How many histories were folded for it.
  public let historyCount: Int

  /// Whether they say the same, titles and articles aside.
  public var isEmpty: Bool {
    added.isEmpty && dropped.isEmpty && transition == nil
      && changed.allSatisfy { $0.parts.allSatisfy { ["article", "title"].contains($0.name) } }
  }
}

extension PolicyDifference {
  /// Compares two policies.
  ///
  /// - Complexity: at most some 20,000 small folds under both for each rule that differs.
  public init(from old: Policy, to new: Policy, in language: PolicyExplanation.Language = .english) {
    let wording = Wording(language: language)
    let before = Dictionary(uniqueKeysWithValues: old.rules.map { (Text(unchecked: $0.id), $0) })
    let after = Dictionary(uniqueKeysWithValues: new.rules.map { (Text(unchecked: $0.id), $0) })
    func isIn(_ rules: [Text: Rule]) -> (Rule) -> Bool { { rules[Text(unchecked: $0.id)] != nil } }
    func sentences(_ rules: [Rule]) -> [PolicyExplanation.Sentence] {
      rules.map { .init(rule: $0.id, article: $0.article, title: $0.title, text: wording.sentence($0)) }
    }
    let addedRules = new.rules.filter { !isIn(before)($0) }
    let droppedRules = old.rules.filter { !isIn(after)($0) }
    let pairs = new.rules.compactMap { rule in before[Text(unchecked: rule.id)].map { (old: $0, new: rule) } }.filter { $0.old != $0.new }
    added = sentences(addedRules)
    dropped = sentences(droppedRules)
    changed = pairs.map { Change(rule: $0.new.id, parts: wording.parts(from: $0.old, to: $0.new)) }
    transition =
      old.transitionInForce == new.transitionInForce
      ? nil : Change.Part(name: "transition", old: old.transitionInForce.text, new: new.transitionInForce.text)
    var comparison = Comparison(old, new)
    for rule in addedRules + droppedRules { comparison.search([rule]) }
    for pair in pairs { comparison.search([pair.old, pair.new]) }
    (stricter, milder) = (comparison.stricter, comparison.milder)
    (noticeGained, noticeLost) = (comparison.noticeGained, comparison.noticeLost)
    historyCount = comparison.historyCount
  }
}

extension Wording {
  /// What two rules of one id do not have alike.
  fileprivate func parts(from old: Rule, to new: Rule) -> [PolicyDifference.Change.Part] {
    func outcome(_ rule: Rule) -> String { rule.color?.text ?? rule.notice?.string ?? "" }
    let texts: [(name: String, old: String?, new: String?, isEqual: Bool)] = [
      ("article", old.article, new.article, old.article == new.article),
      ("title", old.title, new.title, old.title == new.title),
      (new.color == nil ? "notice" : "color", outcome(old), outcome(new), old.outcome == new.outcome),
      ("when", words(old.when), words(new.when), old.when == new.when),
      ("after", old.after.map(length), new.after.map(length), old.after == new.after),
      ("given", old.given.map { words($0) }, new.given.map { words($0) }, old.given == new.given),
      ("until", old.until.map { words($0) }, new.until.map { words($0) }, old.until == new.until),
    ]
    return texts.filter { !$0.isEqual }.map { .init(name: $0.name, old: $0.old, new: $0.new) }
  }
}

extension PolicyDifference {
  /// The form that answers print, but for its histories.
  public func json(_ historyJSON: (Event) throws -> JSONValue) rethrows -> JSONValue {
    func sentences(_ list: [PolicyExplanation.Sentence]) -> JSONValue {
      .array(
        list.map { .object(["rule": .text($0.rule), "article": $0.article.map(JSONValue.text) ?? .null, "text": .text($0.text)]) })
    }
    func part(_ part: Change.Part) -> JSONValue {
      .object(["part": .text(part.name), "old": part.old.map(JSONValue.text) ?? .null, "new": part.new.map(JSONValue.text) ?? .null])
    }
    func example(_ example: Example?) throws -> JSONValue {
      guard let example else { return .null }
      return .object([
        "history": .array(try example.history.map(historyJSON)), "at": .text(example.at), "old": .text(example.old),
        "new": .text(example.new),
      ])
    }
    return .object([
      "added": sentences(added), "dropped": sentences(dropped),
      "changed": .array(changed.map { .object(["rule": .text($0.rule), "parts": .array($0.parts.map(part))]) }),
      "transition": transition.map(part) ?? .null, "stricter": try example(stricter), "milder": try example(milder),
      "noticeGained": try example(noticeGained), "noticeLost": try example(noticeLost), "histories": .integer(Int64(historyCount)),
    ])
  }
}
