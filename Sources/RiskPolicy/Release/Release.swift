public import RiskModel

/// What ends a hold: a rule's `until` (semantics, sections 4 and 5).
public indirect enum Release: Hashable, Sendable {
  /// So long after the anchor.
  case elapsed(Period)
  /// The person's first event after the hold opened that matches. Never a `stay` pattern.
  case event(Pattern)
  /// Enough negative tests in a row.
  case negativeTests(NegativeTests)
  /// The triggering event's own `until`.
  case stated
  /// The end of the designation that the stay met.
  case lifted
  /// The earliest of the members.
  case any([Release])
  /// The latest of the members.
  case all([Release])

  /// A form of release, by the key under which policies and answers write it.
  public enum Form: String, CaseIterable, Sendable {
    case elapsed, event, negativeTests, stated, lifted, any, all
  }

  /// The release's form.
  public var form: Form {
    switch self {
    case .elapsed: .elapsed
    case .event: .event
    case .negativeTests: .negativeTests
    case .stated: .stated
    case .lifted: .lifted
    case .any: .any
    case .all: .all
    }
  }
}

extension Release {
  /// What a release is to screens, offers, evidence and reviews: the one description of each form.
  ///
  /// `ReleaseLeaf()` says nothing of a form, which is right for all: the fold decides then.
  package var shape: ReleaseShape {
    switch self {
    case .elapsed(let period): .leaf(ReleaseLeaf(.elapsed(period), latest: period, shortenedBy: [], lengthenedBy: []))
    case .event(let pattern): .leaf(ReleaseLeaf(.event(pattern), shortenedBy: [pattern], lengthenedBy: []))
    case .negativeTests(let tests):
      .leaf(
        ReleaseLeaf(
          .tests(tests), shortenedBy: [.test(method: tests.acceptedMethods, result: [.negative])],
          lengthenedBy: [.test(method: nil, result: [.positive])]))
    case .stated: .leaf(ReleaseLeaf(.statedEnd, shortenedBy: [], lengthenedBy: []))
    case .lifted: .leaf(ReleaseLeaf(.designationEnd, shortenedBy: [], lengthenedBy: []))
    case .any(let members): .any(members)
    case .all(let members): .all(members)
    }
  }
}
