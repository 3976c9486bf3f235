package import RiskModel
package import RiskPolicy

extension Policy {
  /// Every name that a pattern asks for, as it stands in the directory of names: places, products and kinds of attestation.
  package var directoryNames: [Place] { rules.flatMap(\.directoryNames) }
}

extension Rule {
  fileprivate var directoryNames: [Place] {
    when.directoryNames + (given?.directoryNames ?? []) + (until?.leaves ?? []).flatMap { $0.event?.directoryNames ?? [] }
  }
}

extension Pattern {
  fileprivate var directoryNames: [Place] {
    switch form {
    case .terms(let terms): (terms.words ?? []).map { Place(word: $0) }
    case .entry(let from, let except, _, _): (from ?? []) + (except ?? [])
    case .stay(_, _, let within, _, _): within ?? []
    case .any(let members): members.flatMap(\.directoryNames)
    }
  }
}

extension Condition {
  fileprivate var directoryNames: [Place] {
    switch self {
    case .had(let had): had.event.directoryNames
    case .not(let member): member.directoryNames
    case .any(let members), .all(let members): members.flatMap(\.directoryNames)
    }
  }
}
