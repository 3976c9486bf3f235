/// An event's type and all its terms in one byte: a type's code of 1 to 15 in the high half, the terms in the low half. A byte with a high half of 0
/// is of a type without terms, with a code of 15 more than the low half; 0 is no class.
///
/// A pattern over terms is then a set of at most 256 classes, and a match is the test of one bit.
public struct EventClass: Hashable, Sendable {
  /// The byte.
  public let rawValue: UInt8

  @inlinable package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// One more than the last code that a type may have.
  static let endCode: UInt8 = 31

  package init(_ kind: EventKind, _ detail: UInt8 = 0) {
    precondition(detail < 16, "the terms of an event fit four bits")
    precondition(kind.rawValue < 16 || detail == 0 && kind.rawValue < Self.endCode, "a type with a code from 16 on has no terms")
    rawValue = kind.rawValue < 16 ? kind.rawValue << 4 | detail : kind.rawValue - 15
  }

  /// The event's type. A byte that is no class has none.
  @inlinable public var kind: EventKind? {
    if rawValue == 0 { return nil }
    return EventKind(rawValue: rawValue >= 16 ? rawValue >> 4 : rawValue + 15)
  }

  /// The terms of the event, four bits; 0 for a type without terms.
  @inlinable package var detail: UInt8 { rawValue >= 16 ? rawValue & 0xF : 0 }

  @inlinable public static func == (left: EventClass, right: EventClass) -> Bool { left.rawValue == right.rawValue }
}

extension EventClass {
  /// Every class of a type: one for each combination of terms that its events may have.
  package static func all(of kind: EventKind) -> [EventClass] {
    (0...(kind.rawValue < 16 ? 15 : 0) as ClosedRange<UInt8>).filter { kind.type.fault(in: $0) == nil }.map { EventClass(kind, $0) }
  }

  /// Whether it is a negative test, by whatever method: what two thirds of all events are.
  @inlinable package var isNegativeTest: Bool {
    rawValue & 0xF3 == EventKind.test.rawValue << 4 | TestResult.negative.rawValue
  }
  @inlinable package static var stay: EventClass { EventClass(rawValue: EventKind.stay.rawValue << 4) }
  package static let entry = EventClass(.entry)
  package static func test(_ method: TestMethod, _ result: TestResult) -> EventClass { .init(.test, method.code | result.code) }

  package var testMethod: TestMethod? { kind == .test ? TestMethod(terms: detail) : nil }
  package var testResult: TestResult? { kind == .test ? TestResult(terms: detail) : nil }
  package var finding: Finding? { kind == .determination ? Finding(terms: detail) : nil }
  package var registrationPhase: RegistrationPhase? { kind == .registration ? RegistrationPhase(terms: detail) : nil }
  package var riskLevel: RiskLevel? { kind == .placeRisk ? RiskLevel(terms: detail) : nil }
}
