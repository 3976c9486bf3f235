public import EventLog
public import LogProof
internal import RiskModel

/// A proof with the events that it is about: what is handed to a reader that has a checkpoint and no store.
public enum Proof: Hashable, Sendable {
  /// The event is in the log.
  case inclusion(LogLeaf, InclusionProof)
  /// The log continues what it was.
  case consistency(ConsistencyProof)
  /// The events are all that the log has of the subject, among the entries that its commitment is about, under a checkpoint of this size. There is no
  /// commitment under a checkpoint of an earlier version, which states the map in an extension line, nor in the empty log.
  case completeness(Subject, [LogLeaf], CompletenessProof, size: UInt64, CommitmentProof?)

  /// The proof says something of so many entries, the first of the log.
  public var knownAt: UInt64 {
    switch self {
    case .inclusion(_, let proof): proof.size
    case .consistency(let proof): proof.newSize
    case .completeness(_, _, _, let size, let proof): proof?.commitment.size ?? size
    }
  }

  /// Returns if the proof holds.
  ///
  /// - Parameters:
  ///   - checkpoint: Of the size that the proof is about, from a source that the verifier trusts (`Checkpoint.open`).
  ///   - older: For consistency, the checkpoint that the log is to continue.
  /// - Throws: ``EvidenceError`` for a checkpoint of another size, or none; `ProofError` or `CompletenessError` for a proof that does not hold.
  public func verify(under checkpoint: Checkpoint, continuing older: Checkpoint? = nil) throws {
    func check(_ size: UInt64, _ checkpoint: Checkpoint) throws {
      guard size == checkpoint.size else { throw EvidenceError.otherSize(proof: size, checkpoint: checkpoint.size) }
    }
    switch self {
    case .inclusion(let leaf, let proof):
      try check(proof.size, checkpoint)
      guard proof.leaf == leaf.index else { throw EvidenceError.otherEvent(proof: proof.leaf + 1, event: leaf.sequence) }
      try proof.verify(leafHash: leaf.hash, root: checkpoint.root)
    case .consistency(let proof):
      guard let older else { throw EvidenceError.olderCheckpointMissing(size: proof.oldSize) }
      try check(proof.newSize, checkpoint)
      try check(proof.oldSize, older)
      try proof.verify(oldRoot: older.root, newRoot: checkpoint.root)
    case .completeness(let subject, let leaves, let proof, let size, let committed):
      try check(size, checkpoint)
      try committed?.verify(under: checkpoint)
      let stated = committed.map(\.commitment.subjects) ?? (size == 0 ? .empty : checkpoint.subjects)
      guard let subjects = stated else { throw CompletenessError.noSubjects }
      try proof.verify(leaves.map { ($0.index, $0.hash) }, of: subject.key, under: subjects)
    }
  }
}
