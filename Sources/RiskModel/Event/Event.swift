/// One piece of evidence as an agency asserts it: the envelope and the fact. What the log assigns is in ``RecordedEvent``.
public struct Event: Hashable, Sendable {
  /// When it occurred (valid time).
  public let at: Instant
  /// The agency that asserts it, 1 to 64 bytes.
  public let source: Text
  /// The source's own identifier, 1 to 64 bytes; with it, appending the event again changes nothing.
  public let id: Text?
  /// An opaque reference to the evidence, up to 256 bytes.
  public let evidence: Text?
  /// What happened.
  public let fact: Fact

  /// An event.
  ///
  /// - Throws: ``Fault`` for a text out of its length, an `until` that is not after `at`, a dose out of range, or a link of a pseudonym to itself. A policy document is checked where it is appended,
  ///   since its rules are the policy language's.
  public init(at: Instant, source: String, id: String? = nil, evidence: String? = nil, _ fact: Fact) throws(Fault) {
    func text(_ field: String, _ string: String, _ bytes: ClosedRange<Int>) throws(Fault) -> Text {
      do { return try Text(string, bytes: bytes) } catch { throw Fault(path: field, problem: error.description) }
    }
    self.at = at
    self.source = try text("source", source, Self.sourceBytes)
    if let id { self.id = try text("id", id, Self.idBytes) } else { self.id = nil }
    if let evidence { self.evidence = try text("evidence", evidence, Self.evidenceBytes) } else { self.evidence = nil }
    self.fact = fact
    if let until = fact.until, until <= at { throw Fault(path: "until", problem: "\(until) is not after at, \(at)") }
    try fact.check()
  }

  package init(uncheckedAt at: Instant, source: Text, id: Text?, evidence: Text?, fact: Fact) {
    self.at = at
    self.source = source
    self.id = id
    self.evidence = evidence
    self.fact = fact
  }

  /// The length of a source, in UTF-8 bytes.
  public static let sourceBytes = 1...64
  /// The length of an identifier, in UTF-8 bytes.
  public static let idBytes = 1...64
  /// The length of a reference to evidence, in UTF-8 bytes.
  public static let evidenceBytes = 0...256
  /// The length of a case's name, in UTF-8 bytes.
  public static let caseBytes = 1...64
  /// The length of a retraction's reason, in UTF-8 bytes.
  public static let reasonBytes = 1...256
}

extension Fact {
  /// Refuses what the types of the fields let through.
  fileprivate func check() throws(Fault) {
    func inField(_ field: String, _ read: () throws(FormatError) -> Text) throws(Fault) {
      do { _ = try read() } catch { throw Fault(path: field, problem: error.description) }
    }
    switch self {
    case .appeal(_, let number, _, _):
      try inField("case") { () throws(FormatError) in try Text(number.string, bytes: Event.caseBytes) }
    case .retraction(_, let reason):
      try inField("reason") { () throws(FormatError) in try Text(reason.string, bytes: Event.reasonBytes) }
    case .vaccination(_, let dose, let product):
      guard Self.doses.contains(dose) else { throw Fault(path: "dose", problem: "\(dose), expected a whole number from 1 to 9") }
      try inField("product") { () throws(FormatError) in try Self.product(product.string) }
    case .attestation(_, let kind, _):
      try inField("kind") { () throws(FormatError) in try Self.attestationKind(kind.string) }
    case .link(let person, let same):
      guard person != same else { throw Fault(path: "same", problem: "\(same) is the person itself, expected another pseudonym") }
    case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .placeRisk, .policy: break
    }
  }
}

/// An event with what the log assigned to it.
public struct RecordedEvent: Hashable, Sendable {
  /// Its place in the log: 1, 2, 3 …
  public let sequence: UInt64
  /// When it was committed (transaction time); never decreases along the log.
  public let recordedAt: Instant
  /// The event.
  public let event: Event

  /// An event as the log holds it.
  public init(sequence: UInt64, recordedAt: Instant, event: Event) {
    self.sequence = sequence
    self.recordedAt = recordedAt
    self.event = event
  }
}

/// An event to append, with what a historical import may supply.
public struct Draft: Hashable, Sendable {
  /// The event.
  public let event: Event
  /// When it was first committed elsewhere; nil for the log's clock.
  public let recordedAt: Instant?
  /// The sequence that it had elsewhere; nil for the next one. Refused where the log would assign another.
  public let sequence: UInt64?

  /// An event to append.
  public init(_ event: Event, recordedAt: Instant? = nil, sequence: UInt64? = nil) {
    self.event = event
    self.recordedAt = recordedAt
    self.sequence = sequence
  }
}
