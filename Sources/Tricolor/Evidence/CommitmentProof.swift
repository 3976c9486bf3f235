public import EventLog
public import LogProof

/// A commitment of the log, with the path that shows it to be the last leaf under a checkpoint's root.
///
/// The last, so that no older one passes for what the log says at that size. Every signature under the checkpoint's first three lines is one under the
/// commitment's lines too, also a witness's of ML-DSA-44, which leaves extension lines out.
public struct CommitmentProof: Hashable, Sendable {
  /// What the log commits to.
  public let commitment: Commitment
  /// The siblings on the path from the leaf to the root, the lowest first.
  public let hashes: [Digest32]

  /// A proof from its parts, which ``verify(under:)`` judges.
  public init(commitment: Commitment, hashes: [Digest32]) {
    self.commitment = commitment
    self.hashes = hashes
  }

  /// Returns if the commitment is the last leaf under the checkpoint.
  ///
  /// - Throws: ``EvidenceError/otherSize(proof:checkpoint:)``; `ProofError`.
  /// - Complexity: O(log size) node hashes.
  public func verify(under checkpoint: Checkpoint) throws {
    guard commitment.sequence == checkpoint.size else {
      throw EvidenceError.otherSize(proof: commitment.sequence, checkpoint: checkpoint.size)
    }
    try InclusionProof(leaf: commitment.index, size: checkpoint.size, hashes: hashes)
      .verify(leafHash: commitment.leafHash, root: checkpoint.root)
  }
}

extension Commitment {
  /// The map of subjects that it commits to; nil where no line, or more than one, states one.
  public var subjects: MapHead? { MapHead.subjects(in: lines) }
}
