/// Why evidence cannot be given, or a proof not be judged.
public enum EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Completeness is proved as of the last checkpoint made, which is another; the map is kept of the first entries of the log, so many, or nil where no
  /// checkpoint was made.
  case otherCheckpoint(asked: UInt64, kept: UInt64?)
  /// The proof is about a log of one size, the checkpoint about one of another.
  case otherSize(proof: UInt64, checkpoint: UInt64)
  /// The proof is about the event of one sequence, and another is shown.
  case otherEvent(proof: UInt64, event: UInt64)
  /// The event of this sequence was erased, or named an erased person: its leaf can be shown by its hash alone.
  case erased(sequence: UInt64)
  /// A commitment of the log stands at this sequence, and no event.
  case commitment(sequence: UInt64)
  /// The answer brings no commitment under the checkpoint of this size, or one that names no access ledger.
  case noLedger(size: UInt64)
  /// Consistency is between two checkpoints, and the older one, of this size, is missing.
  case olderCheckpointMissing(size: UInt64)

  public var description: String {
    switch self {
    case .otherCheckpoint(let asked, let kept):
      "no map of subjects for a checkpoint of size \(asked), expected "
        + (kept.map { "the last checkpoint, which is about \($0) entries" } ?? "that a checkpoint was made")
    case .otherSize(let proof, let checkpoint): "a proof about \(proof) events, expected \(checkpoint), the size of the checkpoint"
    case .otherEvent(let proof, let event): "a proof about event \(proof), expected \(event), the event that is shown"
    case .erased(let sequence): "event \(sequence) was erased, or named a person who was, expected an event that can be shown"
    case .commitment(let sequence): "entry \(sequence) is a commitment of the log, expected an event"
    case .noLedger(let size):
      "what is shown of the checkpoint of size \(size) commits to no access ledger, expected an answer that was given under this checkpoint"
    case .olderCheckpointMissing(let size): "no older checkpoint, expected that of size \(size), which the proof begins at"
    }
  }
}
