public import LogProof
public import RiskModel

/// An event with all that its leaf of the hash tree is made of: what a dossier shows, and others hash again.
public struct EventLeaf: Hashable, Sendable {
  /// The event, with its sequence and when it was recorded.
  public let event: RecordedEvent
  /// For a retraction, the sequence of the event that it names, however it names it.
  public let target: UInt64?
  /// The 16 bytes without which a guess of the event cannot be confirmed by its hash.
  public let salt: [UInt8]

  /// How the leaf commits to the other person that the event names, or named; nil for an event without one, and for one of an earlier version, which
  /// commits to the pseudonym itself.
  public let mention: Mention?

  /// What is known of the seal of the other person.
  public enum Mention: Hashable, Sendable {
    /// The 16 bytes with which the event's other person is sealed.
    case salt([UInt8])
    /// The seal alone: the person that the event named was erased.
    case sealed(Digest32)
  }

  /// The number of bytes of a salt.
  public static let saltByteCount = Leaf.saltByteCount

  /// A leaf from its parts.
  ///
  /// - Precondition: The salt has ``saltByteCount`` bytes.
  public init(event: RecordedEvent, target: UInt64? = nil, salt: [UInt8], mention: Mention? = nil) {
    precondition(salt.count == Self.saltByteCount, "a salt has 16 bytes")
    self.event = event
    self.target = target
    self.salt = salt
    self.mention = mention
  }

  /// The leaf's index in the tree, from 0: one below the sequence.
  public var index: UInt64 { event.sequence - 1 }

  /// The leaf's bytes: the salt and the event's canonical form.
  public var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 256)
    writer.write(salt)
    Leaf.writeCanonical(
      event.event, sequence: event.sequence, recordedAt: event.recordedAt, target: target,
      mention: Leaf.Mention(event.event, mention), to: &writer)
    return writer.bytes
  }

  /// The hash of the leaf.
  public var hash: Digest32 { LogHash.leaf(bytes) }
}

extension Leaf.Mention {
  /// What the leaf of an event commits to; nil for an event that names no other person, and never did.
  init?(_ event: Event, _ mention: EventLeaf.Mention?) {
    switch (mention, event.fact.other) {
    case (.sealed(let seal), _): self = .sealed(seal)
    case (.salt(let salt), let person?): self = .sealed(Leaf.seal(person, salt: salt))
    case (nil, let person?): self = .plain(person)
    case (_, nil): return nil
    }
  }
}
