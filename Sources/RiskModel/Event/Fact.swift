/// What an event says happened: its type with the fields besides the envelope (semantics, section 2).
public enum Fact: Hashable, Sendable {
  /// A test; the event's `at` is when the specimen was taken.
  case test(person: PersonID, method: TestMethod, result: TestResult)
  /// A diagnosis.
  case diagnosis(person: PersonID, status: DiagnosisStatus)
  /// A contact with the index case `to`; `at` is the last exposure.
  case contact(person: PersonID, degree: ContactDegree, to: PersonID? = nil)
  /// Signs of illness.
  case symptom(person: PersonID, signs: Signs, epidemiologicalHistory: Bool)
  /// A stay; `at` is the arrival.
  case stay(person: PersonID, place: Place, until: Instant? = nil)
  /// An arrival across the border.
  case entry(person: PersonID, from: Place)
  /// An isolation's start or end.
  case quarantine(person: PersonID, phase: QuarantinePhase, mode: QuarantineMode)
  /// An agency's determination.
  case determination(person: PersonID, finding: Finding, until: Instant? = nil)
  /// A code issued or withdrawn, by a proxy where `by` names one (第七条).
  case registration(person: PersonID, phase: RegistrationPhase, channel: RegistrationChannel, by: PersonID? = nil)
  /// A step of an appeal (第二十七条); the case is 1 to 64 bytes.
  case appeal(person: PersonID, case: Text, phase: AppealPhase, channel: AppealChannel)
  /// A designation of a place.
  case placeRisk(place: Place, level: RiskLevel, until: Instant? = nil)
  /// A policy document; `at` is when it takes effect.
  case policy(JSONValue)
  /// The withdrawal of an earlier event; the reason is 1 to 256 bytes.
  case retraction(of: EventReference, reason: Text)
}

/// How a retraction names the earlier event that it withdraws.
public enum EventReference: Hashable, Sendable {
  /// By its place in the log.
  case sequence(UInt64)
  /// By its source and that source's own identifier.
  case identifier(source: Text, id: Text)
}

extension Fact {
  /// The event's type.
  public var kind: EventKind {
    switch self {
    case .test: .test
    case .diagnosis: .diagnosis
    case .contact: .contact
    case .symptom: .symptom
    case .stay: .stay
    case .entry: .entry
    case .quarantine: .quarantine
    case .determination: .determination
    case .registration: .registration
    case .appeal: .appeal
    case .placeRisk: .placeRisk
    case .policy: .policy
    case .retraction: .retraction
    }
  }

  /// The person whom the event is about, or nil for designations, policies and retractions. `to` and `by` are not meant.
  public var person: PersonID? {
    switch self {
    case .test(let person, _, _), .diagnosis(let person, _), .contact(let person, _, _), .symptom(let person, _, _),
      .stay(let person, _, _), .entry(let person, _), .quarantine(let person, _, _), .determination(let person, _, _),
      .registration(let person, _, _, _), .appeal(let person, _, _, _):
      person
    case .placeRisk, .policy, .retraction: nil
    }
  }

  /// The place that the event names, or nil.
  public var place: Place? {
    switch self {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): place
    default: nil
    }
  }

  /// The event's own end, or nil where it has none.
  public var until: Instant? {
    switch self {
    case .stay(_, _, let until), .determination(_, _, let until), .placeRisk(_, _, let until): until
    default: nil
    }
  }
}
