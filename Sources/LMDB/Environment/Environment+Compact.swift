internal import CLMDB
internal import CLibrary
internal import Synchronization

extension Environment {
  /// The directory, in an environment's own, in which a compact copy is made.
  private static let copyName = "compacting"

  /// Puts a compact copy in the place of the file of tables, so that bytes that were deleted are in no page any more.
  ///
  /// Reads go on meanwhile: those of this process on the old file while the copy is made, then on the new one, after a moment in which the running ones end; those
  /// of other processes on the old file, which has no name any more and stays as it is, until they follow (``followReplacement()``). Writes wait.
  ///
  /// The copy is made beside the file, flushed, and then renamed over it: a crash leaves the old file or the new one, whole, and perhaps the directory
  /// `compacting` with a copy, which the next compaction or ``removeLeftCopy(in:)`` removes.
  ///
  /// - Precondition: no other process writes, by a lock that its caller has; the calling thread has no transaction of this environment.
  /// - Returns: the bytes of the file before and after.
  /// - Throws: ``LMDBError``: ``LMDBError/Code/openReadOnly``; errors of the disk, such as that it is full. The old file is then as it was, unless
  ///   ``mustBeReopened``.
  /// - Complexity: O(*bytes in use*).
  public func compact() throws -> (before: Int, after: Int) {
    guard access == .readWrite else { throw LMDBError(.openReadOnly, operation: "compact", path: path) }
    precondition(!gate.isInTransaction, "a file is compacted outside of transactions")
    let name = "\(path)/\(Self.dataFileName)"
    let before = try fileByteCount
    try Self.removeLeftCopy(in: path)
    // What is copied stays the newest state: no other writer begins until the copy is in place.
    let transaction = try unsafe gate.beginWrite()
    do {
      let copy = "\(path)/\(Self.copyName)"
      try makeCopy(at: copy) { try Self.continueTransactions(of: gate, in: "\($0)/\(Self.dataFileName)") }
      let file = try FileStatus(path: "\(copy)/\(Self.dataFileName)").id
      // From here on this process knows the file by both names: a call that opens the path gets this environment.
      Registry.shared.enter(file, for: self)
      do throws(LMDBError) {
        try checkSystem("rename", path: name) { unsafe rename("\(copy)/\(Self.dataFileName)", name) }
        try DirectoryInTheMaking.flush(path)
      } catch {
        Registry.shared.leave(file)
        throw error
      }
    } catch {
      unsafe mdb_txn_abort(transaction)
      gate.endWrite()
      try? Self.removeLeftCopy(in: path)
      throw error
    }
    try unsafe changeFile(ending: transaction)
    try Self.removeLeftCopy(in: path)
    return (before, try fileByteCount)
  }

  /// Goes on with the file at the path, where another process has put a compact one in the place of the one that is open. Another environment that is at the
  /// path by now is *not* followed.
  ///
  /// - Precondition: the calling thread has no transaction of this environment.
  /// - Complexity: some 1 µs where the file is the same.
  public func followReplacement() throws {
    let file = try FileStatus(path: "\(path)/\(Self.dataFileName)").id
    guard file != self.file, lockFile != nil, Self.lockFile(at: path) == lockFile else { return }
    Registry.shared.enter(file, for: self)
    try unsafe changeFile(ending: nil)
  }

  /// Closes the old file and opens the one at the path, with the same tables.
  private func changeFile(ending transaction: OpaquePointer?) throws(LMDBError) {
    let old = file
    let names = tables.withLock { $0.sorted { $0.value.index < $1.value.index }.map { ($0.key, $0.value.index) } }
    try unsafe gate.change(ending: transaction) { () throws(LMDBError) in
      let handle = try unsafe Self.openHandle(at: path, flags: obstacle == nil ? 0 : MDB_RDONLY, options)
      do throws(LMDBError) {
        try unsafe Self.openTables(names, of: handle, path: path)
      } catch {
        unsafe mdb_env_close(handle)
        throw error
      }
      return unsafe handle
    }
    let new = try FileStatus(descriptor: try dataFile.descriptor, path: path).id
    fileID.withLock { $0 = new }
    if old != new { Registry.shared.leave(old) }
  }

  /// Opens tables under the numbers that they had.
  private static func openTables(_ names: [(String, UInt32)], of handle: OpaquePointer, path: String) throws(LMDBError) {
    var transaction: OpaquePointer?
    // Safe here and below: the environment is open and not shared yet; the names are C strings for the calls, which copy them.
    try unsafe check("mdb_txn_begin", mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction), path: path)
    for (name, number) in names {
      var index: UInt32 = 0
      let result = unsafe mdb_dbi_open(transaction, name, 0, &index)
      guard result == MDB_SUCCESS, index == number else {
        unsafe mdb_txn_abort(transaction)
        throw LMDBError(result == MDB_SUCCESS ? .badTransaction : .init(result), operation: "mdb_dbi_open \(name)", path: path)
      }
    }
    try unsafe check("mdb_txn_commit", mdb_txn_commit(transaction), path: path)
  }

  /// Gives both states of a copy the numbers that follow those of the file, so that transactions of other processes, which share the lock file, count on.
  ///
  /// LMDB numbers a compact copy's one state 1. The lock file says which transaction was last: a reader looks for its state on the page of that number mod 2.
  private static func continueTransactions(of gate: Gate, in copy: String) throws {
    let last = try gate.newestTransaction
    let descriptor = try checkSystem("open", path: copy) { unsafe CLibrary.open(copy, O_RDWR | O_CLOEXEC) }
    defer { CLibrary.close(descriptor) }
    for (page, bytes) in try PageFile(descriptor, path: copy).check({ try MetaPage.states(of: $0, asOf: last) }) {
      // Safe: so many bytes are there to be written.
      let written = try checkSystem("pwrite", path: copy) { unsafe pwrite(descriptor, bytes, bytes.count, off_t(page)) }
      guard written == bytes.count else { throw LMDBError(.inputOutput, operation: "pwrite", path: copy) }
    }
  }

  /// Removes what a crash while compacting has left: it may hold what was deleted since.
  public static func removeLeftCopy(in path: String) throws(LMDBError) {
    for name in try DirectoryInTheMaking.entries(of: path) where name == copyName || name.hasPrefix(copyName + ".creating-") {
      // Safe: the paths are C strings for the calls. What is not there is not removed.
      for file in [dataFileName, LockFile.name] { unsafe unlink("\(path)/\(name)/\(file)") }
      try checkSystem("rmdir", path: "\(path)/\(name)") { unsafe rmdir("\(path)/\(name)") }
    }
  }
}
