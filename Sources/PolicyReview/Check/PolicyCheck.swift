public import RiskModel
public import RiskPolicy

/// What is wrong with a policy, and what a careful lawyer would ask about it, each with the smallest history that shows it.
///
/// A pure function of the policy: the same document gives the same answer.
public struct PolicyCheck: Hashable, Sendable {
  /// What keeps the document from being a policy: at most one a rule, and one of the rest. Where there is one, no question was asked.
  public let faults: [Fault]
  /// What the questions found, in order of rules, and for one rule in order of ``Finding/Kind``.
  public let findings: [Finding]
  /// How many histories were folded for it.
  public let historyCount: Int

  /// Whether nothing was found.
  public var isOK: Bool { faults.isEmpty && findings.isEmpty }

  /// One answer to one question about a rule.
  public struct Finding: Hashable, Sendable {
    /// Which question.
    public let kind: Kind
    /// The id of the rule.
    public let rule: String
    /// What was found, in a sentence.
    public let message: String
    /// The smallest history, of those that were tried, that shows it, in the order of the log: events of one made-up person and designations.
    public let history: [Event]
  }

  /// The questions. Each is asked of the histories that the policy's own patterns and durations give (at most 20,000 for a rule, smallest first):
  /// each way to trigger a rule, each choice of what its `given` asks for, and what may follow, at each duration and a second to either side.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Is there a history in which a hold of the rule is open that nothing ends, neither time nor the end of the evidence or of the designation, nor
    /// leaving, nor any event? (Exact: what can meet each release is known without a search. Withdrawing the evidence is not counted.)
    case endlessHold = "endless-hold"
    /// Is there no history, of those tried, in which the rule holds anyone at any instant?
    case neverHolds = "never-holds"
    /// Does the rule have an `elapsed` that is not longer than its `after`? (Exact.) It is met before a hold opens.
    case elapsedWithinAfter = "elapsed-within-after"
    /// Is there a history in which the rule makes red and that consists of human word alone: determinations, quarantines, attestations,
    /// registrations and appeals, which say what an office decided, and not what was found of a person?
    case redByWord = "red-by-word"
    /// Is there a member of an `any` of the rule's `until` without which no hold, in any history tried, would last longer?
    case wayForNobody = "way-for-nobody"
    /// Is there a history and in it a negative or inconclusive test without which the person would have a milder color at some instant?
    case worseByTest = "worse-by-test"
    /// Is there an earlier rule with the same color or notice that holds at the same instants in every history tried?
    case sameRule = "same-rule"
  }
}

extension PolicyCheck {
  /// Checks a document: its faults, or, where it has none, the policy.
  ///
  /// Faults are English in either language.
  ///
  /// - Complexity: that of ``init(_:in:)``.
  public init(document: JSONValue, in language: PolicyExplanation.Language = .english) {
    do {
      self.init(try Policy(json: document), in: language)
    } catch {
      self.init(faults: Policy.faults(of: document, first: error), findings: [], historyCount: 0)
    }
  }

  /// Asks all questions of a policy.
  ///
  /// - Complexity: some 20,000 small folds for each rule and each question that it takes a search to answer, at most.
  public init(_ policy: Policy, in language: PolicyExplanation.Language = .english) {
    let review = Review(of: policy, in: Wording(language: language))
    var findings: [(rule: Int, finding: Finding)] = []
    for index in policy.rules.indices { findings += review.findings(ofRuleAt: index).map { (index, $0) } }
    findings += review.sameRules()
    // Stable: what is found of one rule stays in the order of the questions.
    let order = findings.enumerated().sorted { ($0.element.rule, $0.offset) < ($1.element.rule, $1.offset) }
    self.init(faults: [], findings: order.map(\.element.finding), historyCount: review.historyCount)
  }
}

extension Policy {
  /// The faults of a document that is no policy: the first of each rule, and the first elsewhere.
  fileprivate static func faults(of document: JSONValue, first: Fault) -> [Fault] {
    guard case .object(let object) = document, case .array(let rules)? = object["rules"] else { return [first] }
    var faults: [Fault] = []
    for (index, rule) in rules.enumerated() {
      do { _ = try Rule(json: rule, at: "rules[\(index)]") } catch { faults.append(error) }
    }
    return faults.contains(first) ? faults : [first] + faults
  }
}
