/// The type of an event (semantics, section 2). The codes are the store's and never change their meaning.
///
/// What a type is, ``type`` says once, in ``EventType/of(_:)``: every codec, pattern and report is a loop over its fields or asks its subject.
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
}

extension EventType {
  /// What a type of event is: its word, what it bears on, and its fields besides the person, as JSON lists them.
  static func of(_ kind: EventKind) -> EventType {
    switch kind {
    case .test:
      EventType(
        "test", on: .person, [.term(TestMethod.self), .term(TestResult.self)], spoken: ["result", "method"], varied: ["result", "method"])
    case .diagnosis: EventType("diagnosis", on: .person, [.term(DiagnosisStatus.self)])
    case .contact: EventType("contact", on: .person, [.term(ContactDegree.self), .person("to")])
    case .symptom:
      EventType(
        "symptom", on: .person, [.terms("signs", Sign.self), .flag("epidemiologicalHistory", bit: 3)],
        varied: ["epidemiologicalHistory", "signs"])
    case .stay: EventType("stay", on: .person, [.place("place"), .until], meetsDesignations: true)
    case .entry: EventType("entry", on: .person, [.place("from")], meetsDesignations: true)
    case .quarantine:
      EventType(
        "quarantine", on: .person, [.term(QuarantinePhase.self), .term(QuarantineMode.self)], spoken: ["mode", "phase"], isDecision: true)
    case .determination: EventType("determination", on: .person, [.term(Finding.self), .until], isDecision: true)
    case .registration:
      EventType(
        "registration", on: .person, [.term(RegistrationPhase.self), .term(RegistrationChannel.self), .person("by")], isDecision: true)
    case .appeal:
      EventType(
        "appeal", on: .person, [.note("case", bytes: Event.caseBytes), .term(AppealPhase.self), .term(AppealChannel.self)],
        isDecision: true)
    case .placeRisk:
      EventType("place-risk", on: .place, [.place("place"), .term(RiskLevel.self), .until], spoken: ["level", "place", "until"])
    case .policy: EventType("policy", on: .rules, [.document("policy")])
    case .retraction: EventType("retraction", on: .target, [.reference("of"), .note("reason", bytes: Event.reasonBytes)])
    case .vaccination: EventType("vaccination", on: .person, [.number("dose", Fact.doses), .word("product", Fact.product)])
    case .attestation: EventType("attestation", on: .person, [.word("kind", Fact.attestationKind), .until], isDecision: true)
    case .link: EventType("link", on: .identity, [.person("same", isRequired: true)])
    }
  }
}

extension EventKind {
  /// Reads an event's `type`.
  ///
  /// - Throws: ``FormatError`` for any other word.
  public init(_ text: String) throws(FormatError) {
    guard let kind = Self.allCases.first(where: { $0.text.hasSameBytes(as: text) }) else {
      throw FormatError(found: text, expected: "a type of event: one of " + Self.allCases.map(\.text).joined(separator: ", "))
    }
    self = kind
  }

  /// The types by code.
  private static let types = allCases.reduce(into: [EventType?](repeating: nil, count: Int(EventClass.endCode))) {
    $0[Int($1.rawValue)] = EventType.of($1)
  }

  /// What the type is.
  public var type: EventType {
    guard let type = Self.types[Int(rawValue)] else { preconditionFailure("each type is described") }
    return type
  }

  /// The word that an event's `type` says.
  public var text: String { Self.words[Int(rawValue)] }

  /// What an event of the type bears on.
  public var subject: EventType.Subject { Self.subjects[Int(rawValue)] }

  /// Whether an event of the type has a `person`.
  public var hasPerson: Bool { Self.havingPerson & bit != 0 }

  /// Whether an event of the type has a place.
  package var hasPlace: Bool { Self.havingPlace & bit != 0 }

  /// Whether an event of the type has a word of no vocabulary of ours.
  package var hasWord: Bool { Self.havingWord & bit != 0 }

  /// Whether an event of the type has a name, which is a text that many events share: a place's path, or a word.
  package var hasName: Bool { hasPlace || hasWord }

  /// Whether an event of the type has a text that is its own: a case, or a reason.
  package var hasNote: Bool { Self.havingNote & bit != 0 }

  /// Whether a pattern of a policy may speak of events of the type.
  public var hasPattern: Bool { subject == .person }

  // Asked of each event that is read and each record that is decoded, so they are flat tables and bits.

  private var bit: UInt32 { 1 << UInt32(rawValue) }
  private static let words = types.map { $0?.word ?? "" }
  private static let subjects = types.map { $0?.subject ?? .target }
  private static let havingPerson = bits { $0.subject.hasPerson }
  private static let havingPlace = bits { $0.fields.contains { if case .place = $0.content { true } else { false } } }
  private static let havingWord = bits { $0.fields.contains { if case .word = $0.content { true } else { false } } }
  private static let havingNote = bits { $0.fields.contains { if case .note = $0.content { true } else { false } } }

  private static func bits(_ has: (EventType) -> Bool) -> UInt32 { allCases.reduce(0) { has($1.type) ? $0 | $1.bit : $0 } }
}
