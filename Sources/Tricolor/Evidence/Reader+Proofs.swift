internal import EventLog
internal import Histories
internal import LMDB
public import LogProof
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// Proofs, which anyone verifies with a checkpoint alone. Each is verified before it is given out: one from a damaged store is never handed over.
extension Reader {
  /// The root of the hash tree over the first `size` events.
  ///
  /// - Throws: `StoreError.beyondEnd(asked:last:)`.
  public func root(of size: UInt64) throws -> Digest32 {
    try log.environment.read { transaction in
      try checkSize(size, transaction)
      return try log.root(of: size, transaction)
    }
  }

  /// An event with what its leaf of the hash tree is made of.
  ///
  /// - Throws: `StoreError.beyondEnd(asked:last:)`; ``EvidenceError/erased(sequence:)`` where only the leaf's hash is left;
  ///   ``EvidenceError/commitment(sequence:)`` where there is no event.
  public func leaf(of sequence: UInt64) throws -> EventLeaf {
    switch try logLeaf(of: sequence) {
    case .event(let leaf): return leaf
    case .commitment: throw EvidenceError.commitment(sequence: sequence)
    case .hash: throw EvidenceError.erased(sequence: sequence)
    }
  }

  /// A leaf of the hash tree, with its event if that is there.
  ///
  /// - Throws: `StoreError.beyondEnd(asked:last:)`.
  public func logLeaf(of sequence: UInt64) throws -> LogLeaf {
    try log.environment.read { transaction in
      guard sequence > 0, let leaf = try log.leaf(sequence, transaction) else {
        throw StoreError.beyondEnd(asked: sequence, last: try log.lastSequence(transaction))
      }
      return leaf
    }
  }

  /// Proves that an event is among the first `size` of the log.
  ///
  /// - Complexity: O(log size) tiles, and at most 511 leaves computed from their events.
  /// - Throws: `StoreError.beyondEnd(asked:last:)` for a sequence after `size` or a size past the end; `StoreError.damaged(path:problem:)`.
  public func inclusionProof(of sequence: UInt64, in size: UInt64) throws -> InclusionProof {
    try log.environment.read { transaction in
      try checkSize(size, transaction)
      guard sequence > 0, sequence <= size, let leaf = try log.leaf(sequence, transaction) else {
        throw StoreError.beyondEnd(asked: sequence, last: size)
      }
      let proof = try log.inclusionProof(of: sequence, in: size, transaction)
      try unlessDamaged("event \(sequence)") { try proof.verify(leafHash: leaf.hash, root: try log.root(of: size, transaction)) }
      return proof
    }
  }

  /// Proves that the log of `newSize` events continues that of `oldSize`: nothing was changed, removed or inserted.
  ///
  /// - Complexity: as ``inclusionProof(of:in:)``.
  /// - Throws: `StoreError.beyondEnd(asked:last:)`; `ProofError` for an older size of 0, which every log continues, or sizes out of order.
  public func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws -> ConsistencyProof {
    try log.environment.read { transaction in
      try checkSize(newSize, transaction)
      let proof = try log.consistencyProof(from: oldSize, to: newSize, transaction)
      try unlessDamaged("the log up to event \(newSize)") {
        try proof.verify(oldRoot: try log.root(of: oldSize, transaction), newRoot: try log.root(of: newSize, transaction))
      }
      return proof
    }
  }

  /// Proves what the log commits to at a checkpoint.
  ///
  /// - Parameter size: The size of the checkpoint.
  /// - Returns: the commitment that is the last of so many entries, with its path; nil where the last is another: no checkpoint of this version is of that size.
  /// - Complexity: as ``inclusionProof(of:in:)``.
  public func commitmentProof(in size: UInt64) throws -> CommitmentProof? {
    guard size > 0, let commitment = try log.environment.read({ try log.commitment(size, $0) }) else { return nil }
    return CommitmentProof(commitment: commitment, hashes: try inclusionProof(of: size, in: size).hashes)
  }

  /// Shows all events that the log has of a subject up to a checkpoint, with the proof that there are no others.
  ///
  /// - Parameter subject: what the events are all of.
  /// - Parameter size: The size of the last checkpoint made: the map is kept as of that one.
  /// - Complexity: O(log subjects) and O(the subject's events).
  /// - Throws: ``EvidenceError/otherCheckpoint(asked:kept:)``; `StoreError.damaged(path:problem:)`; as ``leaves(of:in:)``.
  public func completeness(of subject: Subject, in size: UInt64) throws -> Proof {
    let committed = try commitmentProof(in: size)
    let proof = try completenessProof(of: subject, in: size)
    return .completeness(subject, try leaves(of: subject, in: committed?.commitment.size ?? size), proof, size: size, committed)
  }

  /// Proves which events are all that the log has of a subject up to a checkpoint: the path in the map of subjects, without the events and the commitment.
  ///
  /// - Parameter subject: what the events are all of.
  /// - Parameter size: The size of the last checkpoint made: the map is kept as of that one.
  /// - Complexity: O(log subjects), and at most 511 entries hashed.
  /// - Throws: ``EvidenceError/otherCheckpoint(asked:kept:)``; `StoreError.damaged(path:problem:)`.
  public func completenessProof(of subject: Subject, in size: UInt64) throws -> CompletenessProof {
    guard let map = try SubjectMap(in: log.environment, sealedBy: log.seal) else {
      throw EvidenceError.otherCheckpoint(asked: size, kept: nil)
    }
    return try log.environment.read { transaction in
      let manifest = try map.manifest(transaction)
      guard manifest.edition > 0, manifest.log.size == (try log.commitment(size, transaction)?.size ?? size) else {
        throw EvidenceError.otherCheckpoint(asked: size, kept: manifest.edition > 0 ? manifest.log.size : nil)
      }
      let key = subject.key
      let chain = try map.chain(of: key, in: manifest, transaction)
      let path = try map.proof(of: key, in: manifest, transaction)
      try unlessDamaged("the map of subjects") {
        guard try path.verify(key: key, size: manifest.head.size, root: manifest.head.root) == chain?.value else {
          throw MapError.otherEntry(key: key)
        }
      }
      return CompletenessProof(chain: chain ?? LeafChain(), path: path)
    }
  }

  /// The leaves of all that the log has of a subject among its first `size` events, retractions included, in order of sequence. Those of links with
  /// an erased person are there by their hashes.
  ///
  /// - Complexity: O(the subject's events), whatever the length of the log.
  /// - Throws: ``PersonErased`` for an erased person; ``EvidenceGone`` where some of a person's is.
  public func leaves(of subject: Subject, in size: UInt64) throws -> [LogLeaf] {
    let leaves = try knownSequences(of: subject, in: size).map { try logLeaf(of: $0) }
    try requireAll(of: subject, in: size)
    return leaves
  }

  /// The sequences of all that the log has of a subject among its first `size` events, in ascending order.
  private func knownSequences(of subject: Subject, in size: UInt64) throws -> [UInt64] {
    try catchUp()
    return try sequences(of: subject).filter { $0 <= size }.sorted()
  }

  /// After all is read: what was erased before it was read is not taken for all that there is.
  ///
  /// - Throws: as ``leaves(of:in:)``.
  private func requireAll(of subject: Subject, in size: UInt64) throws {
    try catchUp()
    switch subject {
    case .person(let pseudonym):
      try requireNotErased([pseudonym])
      try requireEvidence(of: [pseudonym], at: nil, knowing: size)
    case .links(let pseudonym): try requireNotErased([pseudonym])
    case .place, .policies: break
    }
  }

  /// The events of a subject in order of sequence, which need not be all that their leaves commit to, with what retractions among them name.
  func events(of subject: Subject, in size: UInt64) throws -> [(event: RecordedEvent, target: UInt64?)] {
    let sequences = try knownSequences(of: subject, in: size)
    var events: [(event: RecordedEvent, target: UInt64?)] = []
    events.reserveCapacity(sequences.count)
    try log.environment.read { transaction in
      try log.forEachEvent(of: sequences, transaction) { events.append(($0, $1)) }
    }
    try requireAll(of: subject, in: size)
    return events
  }

  private func sequences(of subject: Subject) throws -> [UInt64] {
    switch subject {
    case .person(let person):
      let history = try history(of: person)
      return history.events.map(\.sequence) + history.retractions.map(\.sequence)
    case .place(let place):
      guard let number = try number(of: place) else { return [] }
      return try designations(at: number).flatMap { $0.retractedBy < .max ? [$0.sequence, $0.retractedBy] : [$0.sequence] }
    case .links(let pseudonym):
      let (links, severed) = state.withLock { ($0.links, $0.severed[Subject.person(pseudonym).key] ?? []) }
      return links.filter { $0.linked.person == pseudonym || $0.linked.same == pseudonym }
        .flatMap { $0.retractedBy < .max ? [$0.sequence, $0.retractedBy] : [$0.sequence] }
        + severed.flatMap { [$0.severance.link, $0.severance.retraction] }
    case .policies:
      return state.withLock { $0.policies }.flatMap { $0.retractedBy < .max ? [$0.sequence, $0.retractedBy] : [$0.sequence] }
    }
  }

  private func checkSize(_ size: UInt64, _ transaction: borrowing ReadTransaction) throws {
    let last = try log.lastSequence(transaction)
    guard size <= last else { throw StoreError.beyondEnd(asked: size, last: last) }
  }

  private func unlessDamaged(_ what: String, _ verify: () throws -> Void) throws {
    do {
      try verify()
    } catch let error where error is ProofError || error is MapError {
      throw log.damaged("\(what): not what the hash tree says: \(error)")
    }
  }
}
