import Tricolor

extension Population {
  /// What a record says, spelled out.
  func fact(_ record: Record, retracted: UInt64) throws -> Fact {
    let person = record.person == Record.nobody ? PersonID(high: 0, low: 0) : person(Int(record.person))
    let until = record.until == 0 ? nil : Self.instant(record.until)
    var place: Place { setting.geography.places[Int(record.detail)] }
    switch record.deed {
    case .negativeTest: return .test(person: person, method: .nucleicAcid, result: .negative)
    case .positiveTest: return .test(person: person, method: .nucleicAcid, result: .positive)
    case .inconclusiveTest: return .test(person: person, method: .nucleicAcid, result: .inconclusive)
    case .stay: return .stay(person: person, place: place, until: until)
    case .closeContact: return .contact(person: person, degree: .close, to: self.person(Int(record.detail)))
    case .secondaryContact: return .contact(person: person, degree: .secondary, to: self.person(Int(record.detail)))
    case .exposure: return .contact(person: person, degree: .exposure, to: self.person(Int(record.detail)))
    case .centralizedStart: return .quarantine(person: person, phase: .start, mode: .centralized)
    case .centralizedEnd: return .quarantine(person: person, phase: .end, mode: .centralized)
    case .homeStart: return .quarantine(person: person, phase: .start, mode: .home)
    case .homeEnd: return .quarantine(person: person, phase: .end, mode: .home)
    case .symptomWithHistory: return .symptom(person: person, signs: try Signs([.fever]), epidemiologicalHistory: true)
    case .symptomWithoutHistory: return .symptom(person: person, signs: try Signs([.fever, .respiratory]), epidemiologicalHistory: false)
    case .suspected: return .diagnosis(person: person, status: .suspected)
    case .confirmed: return .diagnosis(person: person, status: .confirmed)
    case .asymptomatic: return .diagnosis(person: person, status: .asymptomatic)
    case .excluded: return .diagnosis(person: person, status: .excluded)
    case .recovered: return .diagnosis(person: person, status: .recovered)
    case .entry: return .entry(person: person, from: place)
    case .isolationRequired: return .determination(person: person, finding: .isolationRequired, until: until)
    case .notifiedCohort: return .determination(person: person, finding: .notifiedCohort, until: until)
    case .atRisk: return .determination(person: person, finding: .atRisk, until: until)
    case .cleared: return .determination(person: person, finding: .cleared)
    case .issued: return .registration(person: person, phase: .issued, channel: .online)
    case .withdrawn: return .registration(person: person, phase: .withdrawn, channel: .online)
    case .lodged: return .appeal(person: person, case: try caseName(record), phase: .lodged, channel: .hotline)
    case .upheld: return .appeal(person: person, case: try caseName(record), phase: .upheld, channel: .hotline)
    case .rejected: return .appeal(person: person, case: try caseName(record), phase: .rejected, channel: .hotline)
    case .noRisk: return .placeRisk(place: place, level: .none, until: until)
    case .lowRisk: return .placeRisk(place: place, level: .low, until: until)
    case .mediumRisk: return .placeRisk(place: place, level: .medium, until: until)
    case .highRisk: return .placeRisk(place: place, level: .high, until: until)
    case .policy: return .policy(policies[Int(record.detail)].policy.json)
    case .retraction: return .retraction(of: .sequence(retracted), reason: try Text("entered in error", bytes: Event.reasonBytes))
    }
  }

  private func caseName(_ record: Record) throws -> Text {
    try Text("A-\(record.person)", bytes: Event.caseBytes)
  }
}
