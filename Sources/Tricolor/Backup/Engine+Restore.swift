internal import EventLog
internal import CLibrary
internal import Histories
internal import LMDB
public import LogProof
internal import Synchronization

extension Engine {
  /// Makes a store from a backup.
  ///
  /// The store is filled beside its path, every event hashed again and every segment found to lead from root to root; what is derived is made
  /// anew; all of it is verified, also against checkpoints kept elsewhere. Only then it gets its name. When anything fails, nothing is left.
  ///
  /// - Parameter backup: the backup's directory.
  /// - Parameter path: the new store's directory; nothing may be there.
  /// - Parameter checkpoints: of this log, their signatures verified (`Checkpoint.open`). Without one, a backup that was rewritten whole is not told
  ///   from the original.
  /// - Parameter erasures: those that the backup may be older than (`erasures` of the store as it was), besides those that the store has left beside the
  ///   backup: an erased person does not come back.
  /// - Parameter keys: a directory for the keys of the new store, where it is to be encrypted: one that is restored from a backup of an encrypted store must be.
  /// - Parameter backupKeys: where the keys are of the encrypted store whose backup it is.
  /// - Parameter surroundings: what the engine that fills the store takes from outside.
  /// - Parameter progress: told now and then how many events are done, of how many.
  /// - Throws: `StoreError.exists(path:)`: nothing is overwritten. ``BackupError``; errors of the file system.
  /// - Complexity: O(events).
  @available(*, noasync, message: "it takes long: use the one to await")
  public static func restore(
    _ backup: String, to path: String, checkpoints: [Checkpoint] = [], erasures: [Erasure] = [],
    keys: String? = nil, backupKeys: String? = nil, surroundings: Surroundings = Surroundings(),
    progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws {
    let path = BackupDirectory.withoutTrailingSlashes(path)
    let chain = try BackupChain(backup)
    guard let last = chain.segments.last else { throw BackupError.noBackup(path: backup) }
    try checkAbsent(path)
    if last.header.isSealed, keys == nil { throw EncryptionError.notOfEncrypted(operation: "a restoration without keys", path: backup) }
    let seal = try backupKeys.map { StoreSeal(try KeyFile(in: $0)) }
    let temporary = try StoreInTheMaking(for: path)
    let erased: [Erasure]
    var hasMadeKeys = false
    do {
      let engine = try Engine.create(at: temporary.store, keys: keys, surroundings: surroundings)
      hasMadeKeys = keys != nil
      // Closed below, before it moves: no other thread knows of it.
      defer { engine.log.environment.close() }
      for segment in chain.segments {
        try engine.fill(from: segment.file, sealedBy: seal) { done in progress?(done, last.header.lastSequence) }
      }
      // At once, as where a store is opened: on all cores, and without runs that are merged again and again.
      try engine.sealLog()
      try engine.catchUp()
      if try engine.eraseAgain(erasures + ErasureFiles.read(beside: backup)) { _ = try engine.compact() }
      erased = engine.erasures
      try engine.seal()
      if let fault = try engine.verify(against: checkpoints).faults.first { throw BackupError.notSound(path: backup, fault: fault) }
    } catch {
      temporary.remove()
      if hasMadeKeys, let keys { try? EventLog.destroyKeys(in: keys) }
      throw error
    }
    do {
      try AccessLedger.restore(from: backup, toStoreAt: temporary.store, erasing: erased, surroundings)
    } catch {
      temporary.remove()
      throw error
    }
    try temporary.publish(as: path)
  }

  /// The bytes of blocks that are written in one transaction.
  private static let transactionByteCount = 16 << 20

  /// Appends a segment's blocks as they are.
  private func fill(from file: String, sealedBy backupSeal: StoreSeal?, _ progress: (UInt64) -> Void) throws {
    var reader = try SegmentReader(path: file, sealedBy: backupSeal)
    let header = reader.header
    let end = try log.environment.read { transaction in
      (frontier: try log.frontier(upTo: header.firstSequence - 1, transaction), recordedAt: try log.end(transaction).recordedAt)
    }
    var sequence = BlockSequence(after: end.frontier, recordedAt: end.recordedAt)
    while sequence.frontier.size < header.lastSequence {
      var blocks: [[UInt8]] = []
      var byteCount = 0
      var size = sequence.frontier.size
      while size < header.lastSequence, byteCount < Self.transactionByteCount {
        let block = try reader.nextBlock()
        // Safe: bytes are their own raw representation.
        size = try SegmentReader.naming(file) { try unsafe LogBlock(block.span.bytes).lastSequence }
        byteCount += block.count
        blocks.append(block)
      }
      let before = sequence
      try SegmentReader.naming(file) {
        try log.environment.write { transaction in
          // The closure runs again when the map had to grow, so it begins anew here.
          sequence = before
          for block in blocks { try log.restore(block, &sequence, transaction) }
        }
      }
      progress(sequence.frontier.size)
    }
    let bookmarks = try reader.finish()
    guard sequence.frontier.size == header.lastSequence, sequence.frontier.root() == header.rootAfter else {
      throw reader.damaged("its events do not lead to the root that it states")
    }
    try log.environment.write { transaction in
      for bookmark in bookmarks { try log.setBookmark(bookmark.name, bookmark.value, transaction) }
    }
  }

  private static func checkAbsent(_ path: String) throws {
    // Safe: the path is a C string for the call.
    if unsafe CLibrary.access(path, F_OK) == 0 { throw StoreError.exists(path: path) }
  }
}

/// A store that is made beside its path, and moved there when it is complete.
struct StoreInTheMaking {
  private let directory: String

  var store: String { "\(directory)/store" }

  init(for path: String) throws {
    var template = Array("\(path).restoring-XXXXXX".utf8CString)
    // Safe: the template is a C string of its own, which mkdtemp changes in place.
    guard unsafe template.withUnsafeMutableBufferPointer({ unsafe mkdtemp($0.baseAddress!) != nil }) else {
      throw LMDBError(.init(rawValue: errno), operation: "mkdtemp", path: path)
    }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Moves the store to its path, unless there is something: a directory that is not empty is never replaced.
  func publish(as path: String) throws {
    try BackupDirectory.synchronize(store)
    // Safe: both paths are C strings for the call.
    guard unsafe rename(store, path) == 0 else {
      let reason = errno
      remove()
      if [EEXIST, ENOTEMPTY, ENOTDIR].contains(reason) { throw StoreError.exists(path: path) }
      throw LMDBError(.init(rawValue: reason), operation: "rename", path: path)
    }
    remove()
    try BackupDirectory.synchronize(BackupDirectory.parent(of: path))
  }

  func remove() {
    // Safe: the paths are C strings for the calls. What is not there is not removed.
    AccessLedger.removeFiles(of: "\(store)/\(AccessLedger.directoryName)")
    for file in ["data.mdb", "lock.mdb", "writer.lock"] { unsafe unlink("\(store)/\(file)") }
    unsafe rmdir(store)
    unsafe rmdir(directory)
  }
}
