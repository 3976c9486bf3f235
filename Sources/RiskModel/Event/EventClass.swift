/// An event's type and all its terms in one byte: a type's code of 1 to 15 in the high half, the terms in the low half. A byte whose high half is 0
/// is of a type without terms, whose code is 15 more than the low half; 0 is no class.
///
/// A pattern over terms is then a set of at most 256 classes, and a match is the test of one bit.
public struct EventClass: Hashable, Sendable {
  /// The byte.
  public let rawValue: UInt8

  @inlinable package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package init(_ kind: EventKind, _ detail: UInt8 = 0) {
    precondition(detail < 16, "the terms of an event fit four bits")
    precondition(kind.rawValue < 16 || detail == 0 && kind.rawValue < 31, "a type with a code from 16 on has no terms")
    rawValue = kind.rawValue < 16 ? kind.rawValue << 4 | detail : kind.rawValue - 15
  }

  /// The event's type. A byte that is no class has none.
  @inlinable public var kind: EventKind? {
    if rawValue == 0 { return nil }
    return EventKind(rawValue: rawValue >= 16 ? rawValue >> 4 : rawValue + 15)
  }

  @inlinable package var detail: UInt8 { rawValue & 0xF }

  @inlinable public static func == (left: EventClass, right: EventClass) -> Bool { left.rawValue == right.rawValue }
}

extension EventClass {
  package static func test(_ method: TestMethod, _ result: TestResult) -> EventClass {
    .init(.test, method.rawValue << 2 | result.rawValue)
  }
  package static func diagnosis(_ status: DiagnosisStatus) -> EventClass { .init(.diagnosis, status.rawValue) }
  package static func contact(_ degree: ContactDegree) -> EventClass { .init(.contact, degree.rawValue) }
  package static func symptom(_ signs: Signs, epidemiologicalHistory: Bool) -> EventClass {
    .init(.symptom, signs.bits | (epidemiologicalHistory ? 8 : 0))
  }
  /// Whether it is a negative test, by whatever method: what two thirds of all events are.
  @inlinable package var isNegativeTest: Bool {
    rawValue & 0xF3 == EventKind.test.rawValue << 4 | TestResult.negative.rawValue
  }
  @inlinable package static var stay: EventClass { EventClass(rawValue: EventKind.stay.rawValue << 4) }
  package static let entry = EventClass(.entry)
  package static func quarantine(_ phase: QuarantinePhase, _ mode: QuarantineMode) -> EventClass {
    .init(.quarantine, phase.rawValue << 2 | mode.rawValue)
  }
  package static func determination(_ finding: Finding) -> EventClass { .init(.determination, finding.rawValue) }
  package static func registration(_ phase: RegistrationPhase, _ channel: RegistrationChannel) -> EventClass {
    .init(.registration, phase.rawValue << 3 | channel.rawValue)
  }
  package static func appeal(_ phase: AppealPhase, _ channel: AppealChannel) -> EventClass {
    .init(.appeal, phase.rawValue << 1 | channel.rawValue)
  }
  package static func placeRisk(_ level: RiskLevel) -> EventClass { .init(.placeRisk, level.rawValue) }
  package static func vaccination(dose: UInt8) -> EventClass { .init(.vaccination, dose) }
  package static let attestation = EventClass(.attestation)
  package static let link = EventClass(.link)
}

extension Fact {
  /// The type and terms in one byte.
  public var eventClass: EventClass {
    switch self {
    case .test(_, let method, let result): .test(method, result)
    case .diagnosis(_, let status): .diagnosis(status)
    case .contact(_, let degree, _): .contact(degree)
    case .symptom(_, let signs, let history): .symptom(signs, epidemiologicalHistory: history)
    case .stay: .stay
    case .entry: .entry
    case .quarantine(_, let phase, let mode): .quarantine(phase, mode)
    case .determination(_, let finding, _): .determination(finding)
    case .registration(_, let phase, let channel, _): .registration(phase, channel)
    case .appeal(_, _, let phase, let channel): .appeal(phase, channel)
    case .placeRisk(_, let level, _): .placeRisk(level)
    case .policy: .init(.policy)
    case .retraction(.sequence, _): .init(.retraction, 0)
    case .retraction(.identifier, _): .init(.retraction, 1)
    case .vaccination(_, let dose, _): .vaccination(dose: dose)
    case .attestation: .attestation
    case .link: .link
    }
  }
}

extension EventClass {
  package var testMethod: TestMethod? { kind == .test ? TestMethod(rawValue: detail >> 2) : nil }
  package var testResult: TestResult? { kind == .test ? TestResult(rawValue: detail & 3) : nil }
  package var diagnosisStatus: DiagnosisStatus? { kind == .diagnosis ? DiagnosisStatus(rawValue: detail) : nil }
  package var contactDegree: ContactDegree? { kind == .contact ? ContactDegree(rawValue: detail) : nil }
  package var signs: Signs? { kind == .symptom && detail & 7 != 0 ? Signs(uncheckedBits: detail & 7) : nil }
  package var epidemiologicalHistory: Bool { detail & 8 != 0 }
  package var quarantinePhase: QuarantinePhase? { kind == .quarantine ? QuarantinePhase(rawValue: detail >> 2) : nil }
  package var quarantineMode: QuarantineMode? { kind == .quarantine ? QuarantineMode(rawValue: detail & 3) : nil }
  package var finding: Finding? { kind == .determination ? Finding(rawValue: detail) : nil }
  package var registrationPhase: RegistrationPhase? { kind == .registration ? RegistrationPhase(rawValue: detail >> 3) : nil }
  package var registrationChannel: RegistrationChannel? { kind == .registration ? RegistrationChannel(rawValue: detail & 7) : nil }
  package var appealPhase: AppealPhase? { kind == .appeal ? AppealPhase(rawValue: detail >> 1) : nil }
  package var appealChannel: AppealChannel? { kind == .appeal ? AppealChannel(rawValue: detail & 1) : nil }
  package var riskLevel: RiskLevel? { kind == .placeRisk ? RiskLevel(rawValue: detail) : nil }
  package var dose: UInt8? { kind == .vaccination && Fact.doses.contains(detail) ? detail : nil }
}
