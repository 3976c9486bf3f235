import RiskModel
import RiskPolicy

extension Excerpt {
  /// Whether an event of this fact can open no hold under any policy and lengthen none, so that with it a color is as before or better.
  ///
  /// A negative test that is counted is one more to choose from, and choosing the first that counts is never behind.
  func onlyReleases(_ fact: Fact) -> Bool {
    switch fact {
    case .stay, .placeRisk, .policy, .retraction, .test(_, _, .positive): false
    default: !triggers.contains { $0.mayMatch(fact) }
    }
  }
}

extension Pattern {
  /// Whether an event of this fact can match: false only where its type or its terms do not. Places are not looked at.
  fileprivate func mayMatch(_ fact: Fact) -> Bool {
    func accepts<T: Equatable>(_ list: [T]?, _ value: T) -> Bool { list?.contains(value) ?? true }
    return switch (self, fact) {
    case (.any(let members), _): members.contains { $0.mayMatch(fact) }
    case (.test(let methods, let results), .test(_, let method, let result)): accepts(methods, method) && accepts(results, result)
    case (.diagnosis(let list), .diagnosis(_, let status)): accepts(list, status)
    case (.contact(let list), .contact(_, let degree, _)): accepts(list, degree)
    case (.symptom(let list, let wanted), .symptom(_, let signs, let history)):
      (list?.contains { signs.contains($0) } ?? true) && wanted ?? history == history
    case (.quarantine(let phases, let modes), .quarantine(_, let phase, let mode)): accepts(phases, phase) && accepts(modes, mode)
    case (.determination(let list), .determination(_, let finding, _)): accepts(list, finding)
    case (.registration(let phases, let channels), .registration(_, let phase, let channel, _)):
      accepts(phases, phase) && accepts(channels, channel)
    case (.appeal(let phases, let channels), .appeal(_, _, let phase, let channel)): accepts(phases, phase) && accepts(channels, channel)
    case (.entry, .entry): true
    default: false
    }
  }
}
