package import RiskModel

/// A release as a tree of leaves: what every analysis goes over, so that it need not know each form.
package indirect enum ReleaseShape {
  /// A form without members.
  case leaf(ReleaseLeaf)
  /// Met once one of the members is.
  case any([Release])
  /// Met once all of the members are.
  case all([Release])
}

/// What is known of a form of release without members. What is left out is unknown, and each analysis then says less or leaves it to the fold.
package struct ReleaseLeaf {
  /// When a form is met, in one of the ways that the analyses know.
  package enum Way {
    /// So long after the anchor, whatever happens.
    case elapsed(Period)
    /// At the first event that matches after the hold opened.
    case event(Pattern)
    /// Once so many negative tests are counted.
    case tests(NegativeTests)
    /// At the triggering event's own end.
    case statedEnd
    /// At the end of the designation that a stay met.
    case designationEnd
    /// In another way, which the fold alone knows.
    case other
  }

  /// When it is met.
  package let way: Way
  /// It is met at the latest so long after the anchor; nil for no such bound.
  package let latest: Period?
  /// Only events that match one of these can make it met earlier; nil where any may.
  package let shortenedBy: [Pattern]?
  /// Only events that match one of these can make it met later; nil where any may.
  package let lengthenedBy: [Pattern]?

  /// What is not given is unknown.
  package init(_ way: Way = .other, latest: Period? = nil, shortenedBy: [Pattern]? = nil, lengthenedBy: [Pattern]? = nil) {
    self.way = way
    self.latest = latest
    self.shortenedBy = shortenedBy
    self.lengthenedBy = lengthenedBy
  }

  /// The patterns of the events that it is known to look at.
  package var lookedAt: [Pattern] { (shortenedBy ?? []) + (lengthenedBy ?? []) }
}

extension Release {
  /// The leaves that it is made of, in order.
  package var leaves: [ReleaseLeaf] {
    switch shape {
    case .leaf(let leaf): [leaf]
    case .any(let members), .all(let members): members.flatMap(\.leaves)
    }
  }
}
