internal import CLibrary
internal import LMDB

/// Compaction of a ledger's file beside those that write it: any processes that ask.
///
/// A commit holds a lock on a file beside the ledger's together with other commits, a compaction holds it alone. So no process commits to a file that another takes the
/// place of, and each looks, once it has the lock, whether one has.
extension AccessLedger {
  static let compactLockName = "compact.lock"

  /// Runs a commit in the file that is in place.
  func whileInPlace<Result>(_ commit: () throws -> Result) throws -> Result {
    try whileLocked(LOCK_SH) {
      try environment.followReplacement()
      return try commit()
    }
  }

  /// Reads the file that is in place.
  ///
  /// - Complexity: some 1 µs besides the body.
  func read<Result>(_ body: (borrowing ReadTransaction) throws -> Result) throws -> Result {
    try environment.followReplacement()
    return try environment.read(body)
  }

  /// Rewrites the file without what was erased. Questions wait as long.
  ///
  /// - Returns: the bytes of the file before and after.
  /// - Throws: errors of the disk. The file is whole then.
  /// - Complexity: O(bytes in use).
  package func compact() throws -> (before: Int, after: Int) {
    // No index is being made meanwhile.
    let lock = try waitForLock()
    defer { lock.release() }
    return try whileLocked(LOCK_EX) {
      try environment.followReplacement()
      return try environment.compact()
    }
  }

  private func whileLocked<Result>(_ kind: Int32, _ body: () throws -> Result) throws -> Result {
    // A description of its own each time, so that threads of a process hold locks of their own.
    let descriptor = try FileRights.openCompanion(Self.compactLockName, in: path)
    defer { close(descriptor) }
    while flock(descriptor, kind) != 0 {
      guard errno == EINTR else { throw LMDBError(.init(rawValue: errno), operation: "flock", path: "\(path)/\(Self.compactLockName)") }
    }
    return try body()
  }
}
