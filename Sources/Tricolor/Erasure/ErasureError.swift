public import RiskModel

/// A question about an erased person: there is no answer, and no color.
public struct PersonErased: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pseudonym that was asked about.
  public let person: PersonID
  /// The place of the erasure in the log.
  public let sequence: UInt64
  /// When it was recorded.
  public let recordedAt: Instant

  /// The form that answers print in place of a status.
  public var json: JSONValue {
    .object([
      "person": .text(person), "erased": .object(["sequence": .integer(Int64(clamping: sequence)), "recordedAt": .text(recordedAt)]),
    ])
  }

  public var description: String { "person \(person): erased at \(recordedAt), event \(sequence) says why" }
}

/// A question that would need evidence which is gone by a retention policy: there is no answer, rather than one that may be wrong.
public struct EvidenceGone: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pseudonym that was asked about; nil for a question about everyone.
  public let person: PersonID?
  /// The place in the log of the last statement of what is gone.
  public let sequence: UInt64
  /// From when on, by what is known since that statement, questions are answered.
  public let answersFrom: Instant

  /// The form that answers print in place of a status.
  public var json: JSONValue {
    .object([
      "person": person.map { .text($0) } ?? .null,
      "gone": .object(["sequence": .integer(Int64(clamping: sequence)), "answersFrom": .text(answersFrom)]),
    ])
  }

  public var description: String {
    "\(person.map { "person \($0)" } ?? "everyone"): evidence is gone by the retention policy that event \(sequence) names; "
      + "expected a question about \(answersFrom) or later, by what is known since event \(sequence)"
  }
}

/// Why a person is not erased. Nothing is changed then, of no person of the call.
public enum ErasureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The log has no event of the person.
  case nothingKnown(person: PersonID)
  /// The person was erased before.
  case alreadyErased(person: PersonID, sequence: UInt64)
  /// An appeal of the person is not decided.
  case openAppeal(person: PersonID, case: Text)
  /// An attestation of the kind ``LegalHold/kind`` stands.
  case legalHold(person: PersonID, sequence: UInt64)

  public var description: String {
    switch self {
    case .nothingKnown(let person): "person \(person): nothing is known, expected a person of whom something is"
    case .alreadyErased(let person, let sequence): "person \(person): erased before, see event \(sequence)"
    case .openAppeal(let person, let name):
      "person \(person): not erased, the appeal \(name) is open; expected that it is decided or retracted first"
    case .legalHold(let person, let sequence):
      "person \(person): not erased, the legal hold of event \(sequence) stands; expected that it ends or is retracted first"
    }
  }
}

/// What keeps a person's evidence from being erased: an attestation of this kind, until it ends or is retracted.
public enum LegalHold {
  /// The attestation's `kind`.
  public static let kind = "legal-hold"
}
