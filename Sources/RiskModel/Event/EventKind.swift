/// The type of an event (semantics, section 2). The codes are the store's and never change their meaning.
///
/// What a type is, is said here once: every codec, pattern and report asks these properties, which have no default, so that a type that is added
/// here is asked about everywhere.
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
  /// A dose of a vaccine.
  case vaccination = 14
  /// A dated attribute that an authority vouches for.
  case attestation = 15
  /// Two pseudonyms of one person.
  case link = 16

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
    case .vaccination: "vaccination"
    case .attestation: "attestation"
    case .link: "link"
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

extension EventKind {
  /// What an event of the type bears on, which decides where what is derived keeps it.
  public enum Subject: Sendable {
    /// The colors of the person that its `person` is a pseudonym of.
    case person
    /// Which pseudonyms are one person.
    case identity
    /// Everyone: designations and policies.
    case everyone
    /// What the event that it names bore on.
    case target
  }

  /// What an event of the type bears on.
  public var subject: Subject {
    switch self {
    case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .appeal, .vaccination,
      .attestation:
      .person
    case .link: .identity
    case .placeRisk, .policy: .everyone
    case .retraction: .target
    }
  }

  /// Whether an event of the type has a `person`.
  public var hasPerson: Bool {
    switch subject {
    case .person, .identity: true
    case .everyone, .target: false
    }
  }

  /// What the one name is that an event of the type has besides its source: a text that many events share.
  public enum Name: Sendable {
    /// The path of a place.
    case place
    /// A word of its own vocabulary: a product, or a kind of attestation.
    case word
  }

  /// The name that an event of the type has; nil for none.
  public var name: Name? {
    switch self {
    case .stay, .entry, .placeRisk: .place
    case .vaccination, .attestation: .word
    case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .appeal, .policy, .retraction, .link: nil
    }
  }

  /// Whether an event of the type has a text that is its own: a case, or a reason.
  public var hasNote: Bool {
    switch self {
    case .appeal, .retraction: true
    case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .placeRisk, .policy,
      .vaccination, .attestation, .link:
      false
    }
  }

  /// Whether a pattern of a policy may speak of events of the type.
  public var hasPattern: Bool { subject == .person }
}
