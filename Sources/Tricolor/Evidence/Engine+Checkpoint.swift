internal import EventLog
internal import LMDB
public import LogProof
public import RiskModel
internal import Synchronization

extension Engine {
  /// States how long the log is and what is in it: size and root of its hash tree, the time, and the map of subjects that shows an excerpt complete.
  ///
  /// Keep checkpoints elsewhere, or hand them out: what is changed, removed or rolled back afterwards contradicts them.
  ///
  /// - Parameter origin: the log's identity, by convention a URL without its scheme: the name of the key that signs.
  /// - Complexity: O(events since the last checkpoint), and two hashes for every subject of the log; appends go on meanwhile and do none of it.
  /// - Throws: `StoreError.readOnly(path:)`; `StoreError.damaged(path:problem:)` rather than stating what a disk has changed; `NoteError` for an origin that is no line of text; errors of the disk.
  public func checkpoint(origin: String) throws -> Checkpoint {
    guard access == .readWrite else { throw StoreError.readOnly(path: path) }
    return try checkpointing.withLock { _ in
      let (size, root) = try log.environment.read { transaction in
        let size = try log.lastSequence(transaction)
        return (size, try log.root(of: size, transaction))
      }
      let map = try SubjectMap(creatingIn: log.environment, changedCount: max(1, surroundings.derivingEventCount / 8)).advance(
        to: size, of: log)
      // The map's tree comes from the events, the log's from its tiles: only what both say is stated.
      guard map.log.root() == root else { throw log.damaged("the tiles up to event \(size) are not the hashes of their events") }
      let now = surroundings.clock()
      let checkpoint = try Checkpoint(
        origin: origin, size: size, root: root, extensions: [Checkpoint.timeLine(now), Checkpoint.subjectsLine(map.head)])
      observation.madeCheckpoint(at: now)
      return checkpoint
    }
  }

  /// A checkpoint as a signed note (C2SP tlog-checkpoint).
  ///
  /// - Throws: as ``checkpoint(origin:)``.
  public func checkpoint(origin: String, signedBy signer: NoteSigner) throws -> SignedNote {
    try checkpoint(origin: origin).signed(by: [signer])
  }
}

extension Checkpoint {
  private static let timeWord = "time"

  /// The extension line for a time: “time”, a space, and the instant in UTC.
  static func timeLine(_ instant: Instant) -> String { "\(timeWord) \(instant)" }

  /// When the checkpoint was made, by its signer's clock; nil where no extension line, or more than one, says so.
  public var time: Instant? {
    let prefix = Self.timeWord + " "
    let times = extensions.filter { $0.hasPrefix(prefix) }.compactMap { try? Instant(String($0.dropFirst(prefix.count))) }
    return times.count == 1 ? times[0] : nil
  }
}
