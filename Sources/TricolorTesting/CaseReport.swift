public import RiskFold
import RiskInquiry
public import RiskModel
public import RiskPolicy

/// How the cases beside a policy came out.
public struct CaseReport: Hashable, Sendable {
  /// One case.
  public struct Outcome: Hashable, Sendable {
    /// The case.
    public let policyCase: PolicyCase
    /// What differs from what it expects, in the order of the file; none where it passed.
    public let differences: [Difference]

    /// Whether nothing differs.
    public var isPassed: Bool { differences.isEmpty }
  }

  /// What a case expects and does not get, and the fold's reasons.
  public struct Difference: Hashable, Sendable {
    /// What was expected.
    public let expectation: PolicyCase.Expectation
    /// What is so instead: the whole answer at that instant, with grounds, notices and what each waits for.
    ///
    /// The sequence of a ground is the position of its event among the case's, from 1.
    public let status: Status
  }

  /// In the order of the file.
  public let outcomes: [Outcome]
  /// How many passed.
  public var passedCount: Int { outcomes.count(where: \.isPassed) }
  /// How many did not.
  public var failedCount: Int { outcomes.count - passedCount }
}

extension CaseFile {
  /// Runs all cases under a policy, held to be in force over all time.
  ///
  /// - Throws: ``Fault`` with the line of an expectation that names a rule or a notice that the policy does not have: it could hold for no policy but
  ///   by a slip of the pen.
  /// - Complexity: a small fold for each expectation.
  public func run(under policy: Policy) throws(Fault) -> CaseReport {
    let rules = Set(policy.rules.map { Text(unchecked: $0.id) })
    let notices = Set(policy.rules.compactMap(\.notice))
    var outcomes: [CaseReport.Outcome] = []
    for one in cases {
      let excerpt = try Excerpt(
        of: PolicyCase.person, knownAt: UInt64(one.events.count),
        entries: one.events.enumerated().map {
          Excerpt.Entry(RecordedEvent(sequence: UInt64($0 + 1), recordedAt: .earliest, event: $1))
        }, under: policy)
      var differences: [CaseReport.Difference] = []
      for expectation in one.expectations {
        let named: Set<Text>
        let known: Set<Text>
        switch expectation.answer {
        case .rules(let list): (named, known) = (Set(list), rules)
        case .notices(let list): (named, known) = (Set(list), notices)
        case .color, .nextChange: (named, known) = ([], [])
        }
        if let unknown = named.subtracting(known).min() {
          throw Fault(path: "line \(expectation.line)", problem: "the policy \(policy.id) has no \"\(unknown)\"")
        }
        let status = excerpt.status(at: expectation.at)
        if !expectation.answer.isAnswer(of: status) { differences.append(.init(expectation: expectation, status: status)) }
      }
      outcomes.append(.init(policyCase: one, differences: differences))
    }
    return CaseReport(outcomes: outcomes)
  }
}

extension PolicyCase.Answer {
  /// Whether it is so.
  fileprivate func isAnswer(of status: Status) -> Bool {
    switch self {
    case .color(let color): status.color == color
    case .rules(let rules): Set(rules) == Set(status.grounds.map { Text(unchecked: $0.rule.id) })
    case .nextChange(let instant): status.nextChange == instant
    case .notices(let notices): Set(notices) == Set(status.notices.compactMap(\.rule.notice))
    }
  }
}
