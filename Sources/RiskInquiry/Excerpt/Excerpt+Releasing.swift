import RiskFold
package import RiskModel

extension Excerpt {
  /// Whether an event of this fact can open no hold under any policy and lengthen none, so that with it a color is as before or better.
  ///
  /// A negative test that is counted is one more to choose from, and choosing the first that counts is never behind. What a rule's `given` asks for
  /// may both let a hold open and keep it from opening.
  func onlyReleases(_ fact: Fact) -> Bool {
    switch fact {
    case .stay, .placeRisk, .policy, .retraction, .link, .test(_, _, .positive): false
    case .test, .diagnosis, .contact, .symptom, .entry, .quarantine, .determination, .registration, .appeal, .vaccination, .attestation:
      !compiledPolicies.contains { $0.mayOpen(by: fact.eventClass) }
    }
  }
}

extension Excerpt {
  /// Whether an event of this fact can release no hold under any policy and shorten none, so that with it a color is as before or worse.
  func onlyHolds(_ fact: Fact) -> Bool {
    switch fact {
    case .stay, .placeRisk, .policy, .retraction, .link: false
    case .test, .diagnosis, .contact, .symptom, .entry, .quarantine, .determination, .registration, .appeal, .vaccination, .attestation:
      !compiledPolicies.contains { $0.mayRelease(by: fact.eventClass) }
    }
  }
}

extension Fact {
  /// The place whose designations, and those of the places above it, may make the event open a hold; nil for an event for which none do.
  package var designatedPlace: Place? {
    switch self {
    case .stay(_, let place, _), .entry(_, let place): place
    case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .appeal, .placeRisk, .policy, .retraction,
      .vaccination, .attestation, .link:
      nil
    }
  }
}
