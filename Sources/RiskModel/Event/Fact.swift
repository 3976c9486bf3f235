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
  case identifier(source: EventSource, id: EventIdentifier)

  /// How it names it, as a code among the bits of terms.
  var bits: UInt8 {
    switch self {
    case .sequence: 0
    case .identifier: 1
    }
  }
}

/// The ways between a fact and its fields: all that a codec needs of the fact's own shape.
extension Fact {
  /// The fields that are plain numbers. By itself, since it counts no references: these are asked for of every event that is appended.
  @inline(__always)
  private var plain: FactFields.Plain {
    switch self {
    case .test(let person, let method, let result): FactFields.Plain(.test, method.code | result.code, of: person)
    case .diagnosis(let person, let status): FactFields.Plain(.diagnosis, status.code, of: person)
    case .contact(let person, let degree, let to): FactFields.Plain(.contact, degree.code, of: person, other: to)
    case .symptom(let person, let signs, let history): FactFields.Plain(.symptom, signs.bits | (history ? 8 : 0), of: person)
    case .stay(let person, _, let until): FactFields.Plain(.stay, of: person, until: until)
    case .entry(let person, _): FactFields.Plain(.entry, of: person)
    case .quarantine(let person, let phase, let mode): FactFields.Plain(.quarantine, phase.code | mode.code, of: person)
    case .determination(let person, let finding, let until): FactFields.Plain(.determination, finding.code, of: person, until: until)
    case .registration(let person, let phase, let channel, let by):
      FactFields.Plain(.registration, phase.code | channel.code, of: person, other: by)
    case .appeal(let person, _, let phase, let channel): FactFields.Plain(.appeal, phase.code | channel.code, of: person)
    case .placeRisk(_, let level, let until): FactFields.Plain(.placeRisk, level.code, until: until)
    case .policy: FactFields.Plain(.policy)
    case .vaccination(let person, let dose, _): FactFields.Plain(.vaccination, dose, of: person)
    case .attestation(let person, _, let until): FactFields.Plain(.attestation, of: person, until: until)
    case .link(let person, let same): FactFields.Plain(.link, of: person, other: same)
    case .retraction(.sequence, _): FactFields.Plain(.retraction, 0)
    case .retraction(.identifier, _): FactFields.Plain(.retraction, 1)
    }
  }

  /// The fields, for whatever goes over them one by one.
  package var fields: FactFields {
    // Each made at once: one that is changed afterwards is copied when it is given.
    switch self {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): FactFields(plain, name: place.path)
    case .vaccination(_, _, let word), .attestation(_, let word, _): FactFields(plain, name: word)
    case .appeal(_, let note, _, _): FactFields(plain, note: note)
    case .policy(let document): FactFields(plain, document: document)
    case .retraction(let reference, let reason): FactFields(plain, note: reason, reference: reference)
    case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .link: FactFields(plain)
    }
  }

  /// The fact that some fields say.
  ///
  /// - Throws: ``MissingField`` where one that the type requires is not there, or its terms are none of the type's.
  package init(_ fields: FactFields) throws(MissingField) {
    if let invalid = fields.kind.type.fault(in: fields.terms) { throw MissingField(key: invalid) }
    try self.init(checked: fields)
  }

  /// The same, where the terms are known to be some of the type's.
  init(checked fields: FactFields) throws(MissingField) {
    switch fields.kind {
    case .test: self = .test(person: try fields.thePerson(), method: try fields.term(), result: try fields.term())
    case .diagnosis: self = .diagnosis(person: try fields.thePerson(), status: try fields.term())
    case .contact: self = .contact(person: try fields.thePerson(), degree: try fields.term(), to: fields.other)
    case .symptom:
      self = .symptom(
        person: try fields.thePerson(), signs: Signs(uncheckedBits: fields.terms & 7), epidemiologicalHistory: fields.terms & 8 != 0)
    case .stay: self = .stay(person: try fields.thePerson(), place: try fields.thePlace(), until: fields.until)
    case .entry: self = .entry(person: try fields.thePerson(), from: try fields.thePlace())
    case .quarantine: self = .quarantine(person: try fields.thePerson(), phase: try fields.term(), mode: try fields.term())
    case .determination: self = .determination(person: try fields.thePerson(), finding: try fields.term(), until: fields.until)
    case .registration:
      self = .registration(person: try fields.thePerson(), phase: try fields.term(), channel: try fields.term(), by: fields.other)
    case .appeal:
      self = .appeal(person: try fields.thePerson(), case: try fields.theNote(), phase: try fields.term(), channel: try fields.term())
    case .placeRisk: self = .placeRisk(place: try fields.thePlace(), level: try fields.term(), until: fields.until)
    case .policy: self = .policy(try fields.theDocument())
    case .vaccination: self = .vaccination(person: try fields.thePerson(), dose: fields.terms, product: try fields.theWord())
    case .attestation: self = .attestation(person: try fields.thePerson(), kind: try fields.theWord(), until: fields.until)
    case .link: self = .link(person: try fields.thePerson(), same: try fields.theOther())
    case .retraction: self = .retraction(of: try fields.theReference(), reason: try fields.theNote())
    }
  }

  /// The event's type.
  public var kind: EventKind { plain.kind }

  /// The type and terms in one byte.
  public var eventClass: EventClass { EventClass(plain.kind, plain.terms) }

  /// The pseudonym that the event's `person` holds, or nil for designations, policies and retractions. `to`, `by` and `same` are not meant.
  public var person: PersonID? { plain.person }

  /// The same, if the event bears on that person's color alone: not a link.
  package var personAlone: PersonID? {
    let plain = plain
    return plain.kind.subject == .person ? plain.person : nil
  }

  /// The event's own end, or nil where it has none.
  public var until: Instant? { plain.until }

  /// The second pseudonym that the event names: an index case, a proxy, or the other of two that are one person.
  package var other: PersonID? { plain.other }

  /// The place that the event names, or nil.
  public var place: Place? { kind.hasPlace ? fields.place : nil }

  /// The event's name as it stands in the directory that numbers names.
  package var directoryName: Place? { kind.hasName ? fields.directoryName : nil }
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
