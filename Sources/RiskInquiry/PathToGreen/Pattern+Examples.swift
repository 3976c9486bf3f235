import RiskModel
import RiskPolicy

extension Pattern {
  /// Events of a person that match, one for each combination of terms; none for a pattern that nothing matches.
  func examples(of person: PersonID) -> [Fact] {
    switch self {
    case .test(let methods, let results):
      return (results ?? TestResult.allCases).flatMap { result in
        (methods ?? TestMethod.allCases).map { .test(person: person, method: $0, result: result) }
      }
    case .diagnosis(let list): return (list ?? DiagnosisStatus.allCases).map { .diagnosis(person: person, status: $0) }
    case .contact(let list): return (list ?? ContactDegree.allCases).map { .contact(person: person, degree: $0) }
    case .symptom(let list, let history):
      return (history.map { [$0] } ?? [false, true]).flatMap { history in
        (list ?? Sign.allCases).map {
          .symptom(person: person, signs: Signs(uncheckedBits: 1 << $0.rawValue), epidemiologicalHistory: history)
        }
      }
    case .quarantine(let phases, let modes):
      return (phases ?? QuarantinePhase.allCases).flatMap { phase in
        (modes ?? QuarantineMode.allCases).map { .quarantine(person: person, phase: phase, mode: $0) }
      }
    case .determination(let list): return (list ?? Finding.allCases).map { .determination(person: person, finding: $0) }
    case .entry(let from, let except, _, _):
      func isExcepted(_ place: Place) -> Bool { except?.contains { $0.contains(place) } ?? false }
      return (from ?? [.elsewhere(unless: isExcepted)]).filter { !isExcepted($0) }.map { .entry(person: person, from: $0) }
    case .registration(let phases, let channels):
      return (phases ?? RegistrationPhase.allCases).flatMap { phase in
        (channels ?? RegistrationChannel.allCases).map { .registration(person: person, phase: phase, channel: $0) }
      }
    case .appeal(let phases, let channels):
      return (phases ?? AppealPhase.allCases).flatMap { phase in
        (channels ?? AppealChannel.allCases).map { .appeal(person: person, case: Text(unchecked: "assumed"), phase: phase, channel: $0) }
      }
    case .vaccination(let doses, let products):
      return (doses ?? [1]).flatMap { dose in
        (products ?? [Text(unchecked: "assumed")]).map { .vaccination(person: person, dose: dose, product: $0) }
      }
    case .attestation(let kinds):
      return (kinds ?? [Text(unchecked: "assumed")]).map { .attestation(person: person, kind: $0) }
    case .stay: return []
    case .any(let members): return members.flatMap { $0.examples(of: person) }
    }
  }
}

extension Place {
  /// A place that is not one of some others.
  static func elsewhere(unless isOther: (Place) -> Bool) -> Place {
    var name = "elsewhere"
    while isOther(Place(unchecked: name)) { name += "-" }
    return Place(unchecked: name)
  }
}
