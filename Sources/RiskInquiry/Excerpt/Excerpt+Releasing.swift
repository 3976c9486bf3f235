import RiskFold
package import RiskModel

extension Excerpt {
  /// Whether an event of this fact can open no hold under any policy and lengthen none, so that with it a color is as before or better.
  ///
  /// A negative test that is counted is one more to choose from, and choosing the first that counts is never behind. What a rule's `given` asks for
  /// may both let a hold open and keep it from opening.
  func onlyReleases(_ fact: Fact) -> Bool {
    fact.isPointEvent && fact.eventClass.testResult != .positive && !worseningClasses.contains(fact.eventClass)
  }

  /// Whether an event of this fact can release no hold under any policy and shorten none, so that with it a color is as before or worse.
  func onlyHolds(_ fact: Fact) -> Bool {
    fact.isPointEvent && !releasingClasses.contains(fact.eventClass)
  }
}

extension Fact {
  /// Whether it bears on one person's color by its class alone: a stay also ends the stay before.
  fileprivate var isPointEvent: Bool {
    switch kind.subject {
    case .person: kind != .stay
    case .identity, .place, .rules, .target: false
    }
  }

  /// The place whose designations, and those of the places above it, may make the event open a hold; nil for an event for which none do.
  package var designatedPlace: Place? { kind.type.meetsDesignations ? place : nil }
}
