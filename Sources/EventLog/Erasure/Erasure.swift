public import LogProof
public import RiskModel

/// The statement that a person was erased, or old evidence of some persons: a place of the log of its own, covered by the hash tree like an event.
///
/// It says when, by which source, on which ground, and how many events; not the pseudonym: its keys are those of the persons' subjects in the map of a checkpoint, SHA-256
/// cut to 16 bytes, by which a caller that has the pseudonym already can ask.
public struct Erasure: Hashable, Sendable {
  /// Its place in the log.
  public let sequence: UInt64
  /// When it was recorded.
  public let recordedAt: Instant
  /// The agency that erased.
  public let source: EventSource
  /// On which ground, 1 to 256 bytes.
  public let ground: Text
  /// How many events of the log were erased with it.
  public let eventCount: Int
  /// The first of them: a knowledge of the log up to it knew something of what is gone.
  public let firstEvent: UInt64
  /// From when on questions are answered as before, where old evidence went on which no color from then on rests; nil, never, for an erased person.
  public let answersFrom: Instant?
  /// The keys of the persons' subjects.
  public let keys: [MapKey]
  /// Others that a link, retracted before the erasure, joined with the person.
  public let severed: [Severance]

  /// Another person that was held to be the erased one for a while: of a knowledge of that while there is no answer either.
  public struct Severance: Hashable, Sendable {
    /// The key of the other person's subject.
    public let key: MapKey
    /// The sequence of the link.
    public let link: UInt64
    /// The sequence of the link's retraction.
    public let retraction: UInt64

    package init(key: MapKey, link: UInt64, retraction: UInt64) {
      (self.key, self.link, self.retraction) = (key, link, retraction)
    }

    static let byteCount = MapKey.byteCount + 16
  }

  /// The length of a ground, in UTF-8 bytes.
  public static let groundBytes = 1...256
  /// The most keys, and the most severances, of a statement.
  package static let maximumKeyCount = 65_535

  package init(
    sequence: UInt64, recordedAt: Instant, source: EventSource, ground: Text, eventCount: Int, firstEvent: UInt64,
    answersFrom: Instant? = nil,
    keys: [MapKey], severed: [Severance] = []
  ) {
    self.sequence = sequence
    self.recordedAt = recordedAt
    self.source = source
    self.ground = ground
    self.eventCount = eventCount
    self.firstEvent = firstEvent
    self.answersFrom = answersFrom
    self.keys = keys
    self.severed = severed
  }

  /// Whether it is about persons as a whole.
  public var isOfPerson: Bool { answersFrom == nil }

  /// The same at another place of a log.
  package func moved(to sequence: UInt64, recordedAt: Instant) -> Erasure {
    Erasure(
      sequence: sequence, recordedAt: recordedAt, source: source, ground: ground, eventCount: eventCount, firstEvent: firstEvent,
      answersFrom: answersFrom, keys: keys, severed: severed)
  }

  /// Writes its canonical form, to which its leaf commits behind the salt: sequence 8, `recordedAt` 4, 0 and 2 (1 each), number of events 4, source 1 +, and
  /// what ``writeContent(to:)`` writes.
  func writeCanonical(to writer: inout ByteWriter) {
    writer.write(sequence)
    writer.write(recordedAt.secondsSinceEpoch)
    writer.write(0 as UInt8)
    writer.write(LogEntry.erasureFlag)
    writer.write(UInt32(eventCount))
    writer.write(source.string, lengthAs: UInt8.self)
    writeContent(to: &writer)
  }

  /// Writes first event 8, `answersFrom` 4 (all bits set for none), number of keys 2, keys 16 each, number of severances 2, of each key 16, link 8, retraction 8, ground 2 +.
  func writeContent(to writer: inout ByteWriter) {
    writer.write(firstEvent)
    writer.write((answersFrom ?? .never).secondsSinceEpoch)
    writer.write(UInt16(keys.count))
    writer.write(keys)
    writer.write(UInt16(severed.count))
    for severance in severed {
      writer.write([severance.key])
      writer.write(severance.link)
      writer.write(severance.retraction)
    }
    writer.write(ground.string, lengthAs: UInt16.self)
  }
}
