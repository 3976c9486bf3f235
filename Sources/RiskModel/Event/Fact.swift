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
  /// A dose of a vaccine, 1 to 9, of a product of 1 to 64 bytes; the event's `at` is when it was given.
  case vaccination(person: PersonID, dose: UInt8, product: Text)
  /// A dated attribute that an authority vouches for: 1 to 64 bytes of `a`–`z`, `0`–`9` and `-`; the event's `at` is from when it holds.
  case attestation(person: PersonID, kind: Text, until: Instant? = nil)
  /// Another pseudonym of the same person (一人一码, 第五条).
  case link(person: PersonID, same: PersonID)
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
    case .vaccination: .vaccination
    case .attestation: .attestation
    case .link: .link
    }
  }

  /// The pseudonym that the event's `person` holds, or nil for designations, policies and retractions. `to`, `by` and `same` are not meant.
  public var person: PersonID? {
    switch self {
    case .test(let person, _, _), .diagnosis(let person, _), .contact(let person, _, _), .symptom(let person, _, _),
      .stay(let person, _, _), .entry(let person, _), .quarantine(let person, _, _), .determination(let person, _, _),
      .registration(let person, _, _, _), .appeal(let person, _, _, _), .vaccination(let person, _, _), .attestation(let person, _, _),
      .link(let person, _):
      person
    case .placeRisk, .policy, .retraction: nil
    }
  }

  /// The place that the event names, or nil.
  public var place: Place? {
    switch self {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): place
    case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .appeal, .policy, .retraction, .vaccination,
      .attestation, .link:
      nil
    }
  }

  /// The event's own end, or nil where it has none.
  public var until: Instant? {
    switch self {
    case .stay(_, _, let until), .determination(_, _, let until), .placeRisk(_, _, let until), .attestation(_, _, let until): until
    case .test, .diagnosis, .contact, .symptom, .entry, .quarantine, .registration, .appeal, .policy, .retraction, .vaccination, .link: nil
    }
  }

  /// The second pseudonym that the event names: an index case, a proxy, or the other of two that are one person.
  package var other: PersonID? {
    switch self {
    case .contact(_, _, let to): to
    case .registration(_, _, _, let by): by
    case .link(_, let same): same
    case .test, .diagnosis, .symptom, .stay, .entry, .quarantine, .determination, .appeal, .placeRisk, .policy, .retraction, .vaccination,
      .attestation:
      nil
    }
  }

  /// The one name that the event has besides its source (``EventKind/name``): a place's path, a product, or a kind of attestation.
  package var name: Text? {
    switch self {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): place.path
    case .vaccination(_, _, let word), .attestation(_, let word, _): word
    case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .appeal, .policy, .retraction, .link: nil
    }
  }

  /// The event's name as it stands in the directory that numbers names: a place, or a word as one (``Place/init(word:)``).
  package var directoryName: Place? { kind.name == .word ? name.map { Place(word: $0) } : place }

  /// The place that the event designates.
  package var placeOfDesignation: Place? { kind == .placeRisk ? place : nil }

  /// The text that is the event's own (``EventKind/hasNote``): a case, or a reason.
  package var note: Text? {
    switch self {
    case .appeal(_, let note, _, _), .retraction(_, let note): note
    case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .placeRisk, .policy,
      .vaccination, .attestation, .link:
      nil
    }
  }
}

extension Fact {
  /// The doses of a vaccination.
  public static let doses: ClosedRange<UInt8> = 1...9
  /// The length of a vaccine's product, in UTF-8 bytes.
  public static let productBytes = 1...64
  /// The length of a kind of attestation, in bytes.
  public static let attestationBytes = 1...64

  /// Reads a kind of attestation.
  ///
  /// - Throws: ``FormatError`` for anything but 1 to 64 bytes of `a`–`z`, `0`–`9` and `-`.
  package static func attestationKind(_ text: String) throws(FormatError) -> Text {
    let isWord = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    guard isWord, attestationBytes.contains(text.utf8.count) else {
      throw FormatError(found: text, expected: "a kind of attestation: 1 to 64 of a-z, 0-9 and -")
    }
    return try Text(text, bytes: attestationBytes)
  }

  /// Reads a vaccine's product.
  package static func product(_ text: String) throws(FormatError) -> Text { try Text(text, bytes: productBytes) }
}
