/// One piece of evidence as an agency asserts it: the envelope and the fact. What the log assigns is in ``RecordedEvent``.
public struct Event: Hashable, Sendable {
  /// When it occurred (valid time).
  public let at: Instant
  /// The agency that asserts it.
  public let source: EventSource
  /// The source's own identifier; with it, appending the event again changes nothing.
  public let id: EventIdentifier?
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
    self.source = EventSource(unchecked: try text("source", source, EventSource.byteCounts))
    if let id { self.id = EventIdentifier(unchecked: try text("id", id, EventIdentifier.byteCounts)) } else { self.id = nil }
    if let evidence { self.evidence = try text("evidence", evidence, Self.evidenceBytes) } else { self.evidence = nil }
    self.fact = fact
    if let until = fact.until, until <= at { throw Fault(path: "until", problem: "\(until) is not after at, \(at)") }
    try fact.check()
  }

  package init(uncheckedAt at: Instant, source: EventSource, id: EventIdentifier?, evidence: Text?, fact: Fact) {
    self.at = at
    self.source = source
    self.id = id
    self.evidence = evidence
    self.fact = fact
  }

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
    let fields = fields
    for field in kind.type.fields { try field.check(fields) }
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
