internal import Dispatch
internal import EventLog
internal import Histories
internal import LMDB
public import LogProof
public import RiskModel
internal import Synchronization

extension Engine {
  /// States how long the log is and what is in it, in three lines: origin, size, and root of its hash tree.
  ///
  /// Before, the log commits to what follows from its entries and shows an excerpt complete, the map of subjects: a `Commitment` is appended, and is the
  /// last leaf under the root. So whatever is signed under the three lines, by the log's key or by witnesses of any kind, is signed of the map too.
  /// A log that ends with the commitment to all before it is stated as it stands.
  ///
  /// Keep checkpoints elsewhere, or hand them out: what is changed, removed or rolled back afterwards contradicts them.
  ///
  /// - Parameter origin: the log's identity, by convention a URL without its scheme: the name of the key that signs.
  /// - Complexity: O(events since the last checkpoint), and two hashes for every subject of the log; appends go on meanwhile and do none of it. Where those events
  ///   are more than a tenth of memory holds, 60 bytes of disk for each meanwhile, sealed by a key that is forgotten.
  /// - Throws: `StoreError.damaged(path:problem:)` rather than stating what a disk has changed; `NoteError` for an origin that is no line of text; errors of the disk.
  public func checkpoint(origin: String) throws -> Checkpoint { try checkpoint(origin: origin, committingTo: []) }

  /// A checkpoint as a signed note (C2SP tlog-checkpoint).
  ///
  /// - Throws: as ``checkpoint(origin:)``.
  public func checkpoint(origin: String, signedBy signer: NoteSigner) throws -> SignedNote {
    try checkpoint(origin: origin).signed(by: [signer])
  }

  /// As ``checkpoint(origin:)``, with further lines of the commitment.
  func checkpoint(origin: String, committingTo further: [String]) throws -> Checkpoint {
    // An origin that is none is refused before anything is appended.
    _ = try Checkpoint(origin: origin, size: 0, root: LogHash.empty)
    let (size, root) = try checkpointing.withLock { _ in try committedEnd(with: further) }
    observation.madeCheckpoint(at: surroundings.clock())
    return try Checkpoint(origin: origin, size: size, root: root)
  }

  /// Sees to it that the log ends with a commitment to all before it. Answers its size and root.
  private func committedEnd(with further: [String]) throws -> (size: UInt64, root: Digest32) {
    // A tenth of the memory that the process may use, up to 448 MiB.
    let linkCount = max(1, min(1 << 23, surroundings.derivingEventCount / 4))
    let map = try SubjectMap(creatingIn: log.environment, sealedBy: log.seal, linkCount: linkCount)
    let (size, last) = try log.environment.read { transaction in
      let size = try log.lastSequence(transaction)
      return (size, try log.commitment(size, transaction))
    }
    if let last {
      let known = try map.advance(to: last.size, of: log)
      if known.log.size == last.size, last.lines == [known.head.subjectsLine] + further { return (size, try root(of: size, known)) }
    }
    let known = try map.advance(to: size, of: log)
    let root = try root(of: size, known)
    // The empty log has the empty map.
    if size == 0, further.isEmpty { return (size, root) }
    let sequence = try commit(to: [known.head.subjectsLine] + further, about: size)
    return (sequence, try self.root(of: sequence, known))
  }

  /// The root of the log up to a size. The map's tree, and the leaves after it, are computed from the entries, the log's tree from its tiles: only what both say
  /// is answered.
  private func root(of size: UInt64, _ map: SubjectMap.Manifest) throws -> Digest32 {
    try log.environment.read { transaction in
      var tree = map.log
      try log.forEachLeaf(tree.size..<size, transaction) { tree.append($0) }
      let root = try log.root(of: size, transaction)
      guard tree.root() == root else { throw log.damaged("the tiles up to event \(size) are not the hashes of their events") }
      return root
    }
  }

  /// Appends a commitment between the batches of others.
  ///
  /// - Returns: its sequence.
  package func commit(to lines: [String], about size: UInt64) throws -> UInt64 {
    return try appender.queue.sync {
      guard !appender.isClosed else { throw StoreError.closed(path: path) }
      let salt = leafSalt()
      let earliest = live?.read { $0.at } ?? .earliest
      let commitment: Commitment
      do {
        commitment = try log.environment.write { transaction in
          let end = try log.end(transaction)
          let commitment = try Commitment(
            sequence: end.sequence + 1, recordedAt: max(surroundings.clock(), end.recordedAt, earliest), size: size, lines: lines,
            salt: salt)
          try log.append(commitment, transaction)
          return commitment
        }
      } catch {
        throw failure(error)
      }
      try catchUp()
      try advanceLive()
      subscribers.announce(commitment.sequence)
      return commitment.sequence
    }
  }
}

extension Checkpoint {
  /// When the checkpoint was made, by its signer's clock, as an extension line of earlier versions says it, “time” and the instant in UTC; nil where none,
  /// or more than one, does. In this version the log's commitment says it (`Commitment`).
  public var time: Instant? {
    let prefix = "time "
    let times = extensions.filter { $0.hasPrefix(prefix) }.compactMap { try? Instant(String($0.dropFirst(prefix.count))) }
    return times.count == 1 ? times[0] : nil
  }
}
