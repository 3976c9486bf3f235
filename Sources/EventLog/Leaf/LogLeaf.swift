public import LogProof
public import RiskModel

/// A leaf of the hash tree as it can be shown: with its event, with the commitment that it is, or by its hash alone.
public enum LogLeaf: Hashable, Sendable {
  /// With all that it is made of.
  case event(EventLeaf)
  /// No event: what the log commits to besides.
  case commitment(Commitment)
  /// By its hash: of an event that was erased or that named an erased person, or of an erasure. What it was made of cannot be shown.
  case hash(sequence: UInt64, recordedAt: Instant, Digest32)

  /// Its place in the log.
  public var sequence: UInt64 {
    switch self {
    case .event(let leaf): leaf.event.sequence
    case .commitment(let commitment): commitment.sequence
    case .hash(let sequence, _, _): sequence
    }
  }

  /// When it was recorded.
  public var recordedAt: Instant {
    switch self {
    case .event(let leaf): leaf.event.recordedAt
    case .commitment(let commitment): commitment.recordedAt
    case .hash(_, let recordedAt, _): recordedAt
    }
  }

  /// The leaf's index in the tree, from 0: one below the sequence.
  public var index: UInt64 { sequence - 1 }

  /// The hash of the leaf.
  public var hash: Digest32 {
    switch self {
    case .event(let leaf): leaf.hash
    case .commitment(let commitment): commitment.leafHash
    case .hash(_, _, let hash): hash
    }
  }

  /// The leaf with its event; nil where only the hash is left, and for a commitment.
  public var event: EventLeaf? {
    if case .event(let leaf) = self { return leaf }
    return nil
  }
}
