internal import RiskFold
public import RiskInquiry
public import RiskModel

extension View {
  /// What a person was shown over a period, what should have been shown by what this view knows, where and why they differ, and what followed
  /// for the person (第十六条, 第十七条).
  ///
  /// - Complexity: a fold of the person's events for each instant at which something that concerns them was recorded.
  /// - Throws: errors of the store. A person without a known event is *not* an error.
  public func investigate(_ person: PersonID, during period: Range<Instant>) throws -> Investigation {
    try excerpt(of: person).investigate(during: period)
  }

  /// Which events a person's color at an instant rests on: every minimal set without which it would have been lower.
  ///
  /// - Complexity: at most `MinimalSets.maximumTrialCount` folds.
  public func decisiveEvidence(of person: PersonID, at instant: Instant) throws -> DecisiveEvidence {
    try excerpt(of: person).decisiveEvidence(at: instant)
  }

  /// What would release a person, and when at the earliest, tried by folding with the events that it takes.
  public func pathToGreen(of person: PersonID, from instant: Instant) throws -> PathToGreen {
    try excerpt(of: person).pathToGreen(from: instant)
  }

  /// Both what a person's color rests on and what would release the person: what bears on it is read once.
  package func explanation(of person: PersonID, at instant: Instant) throws -> (evidence: DecisiveEvidence, path: PathToGreen) {
    let excerpt = try excerpt(of: person)
    return (excerpt.decisiveEvidence(at: instant), try excerpt.pathToGreen(from: instant))
  }
}

extension Reader {
  /// How the colors of a person differ from one view to another: where, and by which recordings.
  public func difference(from before: View, to after: View, of person: PersonID) throws -> Difference {
    try Difference.between(try before.excerpt(of: person), try after.excerpt(of: person))
  }
}
