/// The type of an event (semantics, section 2). The codes are the store's and never change their meaning.
public enum EventKind: UInt8, CaseIterable, Sendable, Hashable {
  /// A specimen's result.
  case test = 1
  /// A physician's finding.
  case diagnosis = 2
  /// A contact with a case.
  case contact = 3
  /// Signs of illness.
  case symptom = 4
  /// A stay at a place.
  case stay = 5
  /// An arrival across the border.
  case entry = 6
  /// An isolation's start or end.
  case quarantine = 7
  /// An agency's determination.
  case determination = 8
  /// A code issued or withdrawn.
  case registration = 9
  /// An appeal's step.
  case appeal = 10
  /// A designation of a place.
  case placeRisk = 11
  /// A policy taking effect.
  case policy = 12
  /// A retraction of an earlier event.
  case retraction = 13

  /// The word that an event's `type` says.
  public var text: String {
    switch self {
    case .test: "test"
    case .diagnosis: "diagnosis"
    case .contact: "contact"
    case .symptom: "symptom"
    case .stay: "stay"
    case .entry: "entry"
    case .quarantine: "quarantine"
    case .determination: "determination"
    case .registration: "registration"
    case .appeal: "appeal"
    case .placeRisk: "place-risk"
    case .policy: "policy"
    case .retraction: "retraction"
    }
  }

  /// Reads an event's `type`.
  ///
  /// - Throws: ``FormatError`` for any other word.
  public init(_ text: String) throws(FormatError) {
    guard let kind = Self.allCases.first(where: { $0.text.hasSameBytes(as: text) }) else {
      throw FormatError(found: text, expected: "a type of event: one of " + Self.allCases.map(\.text).joined(separator: ", "))
    }
    self = kind
  }
}
