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

/// What a form of release without members looks at. Nothing of these is for all forms; a form that none of them describes is left to the fold.
package struct ReleaseLeaf {
  /// It is met so long after the anchor, whatever happens.
  package var elapsed: Period?
  /// It is met by the first event that matches.
  package var event: Pattern?
  /// It is met by negative tests.
  package var tests: NegativeTests?
  /// It is met at the triggering event's own end.
  package var isStatedEnd = false
  /// It is met at the end of the designation that a stay met.
  package var isDesignationEnd = false
}

extension Release {
  /// The release's shape.
  package var shape: ReleaseShape {
    switch self {
    case .elapsed(let period): .leaf(ReleaseLeaf(elapsed: period))
    case .event(let pattern): .leaf(ReleaseLeaf(event: pattern))
    case .negativeTests(let tests): .leaf(ReleaseLeaf(tests: tests))
    case .stated: .leaf(ReleaseLeaf(isStatedEnd: true))
    case .lifted: .leaf(ReleaseLeaf(isDesignationEnd: true))
    case .any(let members): .any(members)
    case .all(let members): .all(members)
    }
  }

  /// The leaves that it is made of, in order.
  package var leaves: [ReleaseLeaf] {
    switch shape {
    case .leaf(let leaf): [leaf]
    case .any(let members), .all(let members): members.flatMap(\.leaves)
    }
  }
}
