/// A party that watches that a log only grows, and states it by a cosignature under its checkpoints (C2SP tlog-cosignature; the role is that of tlog-witness).
///
/// A witness states that the largest checkpoint of that origin which it has seen is this one. It knows nothing of the extension lines but that they
/// were there. The caller keeps the last cosigned checkpoint, on the disk before it is handed out: what was forgotten can be contradicted.
public struct Witness: Sendable {
  /// The witness's own key, of kind ``VerifierKey/Kind/cosignature``.
  public let signer: NoteSigner
  /// The log that is watched.
  public let origin: String
  /// The keys of that log.
  public let keys: Set<VerifierKey>

  /// A witness of one log.
  ///
  /// - Throws: ``NoteError/otherKind(name:)`` for a signer that is no witness's.
  public init(_ signer: NoteSigner, origin: String, keys: Set<VerifierKey>) throws(NoteError) {
    guard signer.key.kind == .cosignature else { throw .otherKind(name: signer.key.name) }
    self.signer = signer
    self.origin = origin
    self.keys = keys
  }

  /// Why a witness does not cosign.
  public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The checkpoint is older than one that was cosigned.
    case rolledBack(size: UInt64, seen: UInt64)
    /// Another root of the same size was cosigned.
    case otherRoot(size: UInt64)
    /// The proof is not from the cosigned size to the new one.
    case proofMissing(from: UInt64, to: UInt64)
    /// The proof does not hold: the log was changed.
    case inconsistent(ProofError)

    public var description: String {
      switch self {
      case .rolledBack(let size, let seen): "a checkpoint of size \(size), where one of size \(seen) was cosigned"
      case .otherRoot(let size): "another root than the one that was cosigned of size \(size)"
      case .proofMissing(let from, let to): "expected a consistency proof from size \(from) to size \(to)"
      case .inconsistent(let error): "the log does not continue what was cosigned: \(error)"
      }
    }
  }

  /// Cosigns a checkpoint, once it is found to continue the last one that was cosigned.
  ///
  /// - Parameters:
  ///   - note: the checkpoint, signed by the log.
  ///   - seen: the note that this returned last for this log; nil for the first.
  ///   - proof: from the size of `seen` to that of the checkpoint; not needed where they are the same, or the former is 0.
  ///   - seconds: the time, since 1970.
  /// - Returns: the checkpoint with the cosignature under it.
  /// - Throws: ``NoteError`` for a note that the log did not sign, or a `seen` that this witness did not; ``Refusal``.
  public func cosign(_ note: [UInt8], after seen: [UInt8]?, _ proof: ConsistencyProof?, at seconds: UInt64) throws -> SignedNote {
    let checkpoint = try Checkpoint.open(note, origin: origin, keys: keys)
    if let seen { try check(checkpoint, continues: Checkpoint.open(seen, origin: origin, keys: [signer.key]), proof) }
    let signed = try SignedNote(parsing: note)
    return try SignedNote(text: signed.text, signatures: signed.signatures + [signer.cosign(signed.text, at: seconds)])
  }

  private func check(_ checkpoint: Checkpoint, continues seen: Checkpoint, _ proof: ConsistencyProof?) throws(Refusal) {
    guard checkpoint.size >= seen.size else { throw .rolledBack(size: checkpoint.size, seen: seen.size) }
    guard checkpoint.size > seen.size else {
      guard checkpoint.root == seen.root else { throw .otherRoot(size: seen.size) }
      return
    }
    // Every log continues the one without leaves.
    guard seen.size > 0 else { return }
    guard let proof, proof.oldSize == seen.size, proof.newSize == checkpoint.size else {
      throw .proofMissing(from: seen.size, to: checkpoint.size)
    }
    do {
      try proof.verify(oldRoot: seen.root, newRoot: checkpoint.root)
    } catch {
      throw .inconsistent(error)
    }
  }
}
