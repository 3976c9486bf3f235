internal import EventLog
internal import Histories
public import LogProof

/// What a backup holds, and what of it is not what it should be.
public struct BackupCheck: Hashable, Sendable {
  /// How many segments there are.
  public let segmentCount: Int
  /// The last sequence of the backup, by its last segment's header.
  public let lastSequence: UInt64
  /// The root of the hash tree over all its events, by its last segment's header: compare it with a checkpoint's.
  public let root: Digest32
  /// What, in which file, is not what was expected; none for a backup that restores.
  public let faults: [String]
}

extension Engine {
  /// Reads a backup whole without restoring it: every byte is held against its segment's SHA-256, every event is hashed again, and each segment is
  /// found to lead from the root that the one before ends with to its own.
  ///
  /// - Parameter path: the backup's directory.
  /// - Parameter keys: where the keys of the encrypted store are whose backup it is.
  /// - Parameter progress: told now and then how many events are done, of how many.
  /// - Complexity: O(events).
  /// - Throws: ``BackupError/noBackup(path:)``; `EncryptionError/noKeys(path:)`; errors of the file system. Damage is *not* an error: it is among the faults.
  @available(*, noasync, message: "it takes long: use the one to await")
  public static func checkBackup(
    at path: String, keys: String? = nil, progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws -> BackupCheck {
    let path = BackupDirectory.withoutTrailingSlashes(path)
    let seal = try keys.map { StoreSeal(try KeyFile(in: $0)) }
    let chain: BackupChain
    do {
      chain = try BackupChain(path)
    } catch let error as BackupError {
      if case .noBackup = error { throw error }
      let names = try BackupDirectory.segmentNames(in: path)
      return BackupCheck(segmentCount: names.count, lastSequence: 0, root: LogHash.empty, faults: [error.description])
    }
    guard let last = chain.segments.last else { throw BackupError.noBackup(path: path) }
    var faults: [String] = []
    // Nil once a segment is at fault: the events after it cannot be hashed on, but their bytes be held against their checksum.
    var sequence: BlockSequence? = BlockSequence()
    for segment in chain.segments {
      do {
        if var reached = sequence {
          sequence = nil
          var reader = try SegmentReader(path: segment.file, sealedBy: seal)
          _ = try SegmentReader.naming(segment.file) { try reader.readEvents(into: &reached) }
          sequence = reached
        } else {
          try SegmentReader.checkBytes(of: segment.file)
        }
      } catch let error as BackupError {
        faults.append(error.description)
      }
      progress?(segment.header.lastSequence, last.header.lastSequence)
    }
    if let (ledger, found) = try AccessLedger.check(inBackup: path, AccessLedger.Source(Surroundings())) {
      ledger.environment.close()
      faults += found
    }
    return BackupCheck(
      segmentCount: chain.segments.count, lastSequence: last.header.lastSequence, root: last.header.rootAfter, faults: faults)
  }
}
