internal import CLMDB

extension Environment {
  /// Writes a compact copy of the newest state to a new directory, which appears complete and on the disk, or not at all.
  ///
  /// Transactions go on meanwhile. The copy has no page that is not in use: bytes that were deleted are in the file still, but not in the copy.
  ///
  /// - Precondition: the calling thread has no transaction of this environment.
  /// - Throws: ``LMDBError``: ``LMDBError/Code/fileExists`` when there is something at the path.
  /// - Complexity: O(*bytes in use*).
  public func copyCompact(to path: String) throws {
    precondition(!gate.isInTransaction, "a copy is made outside of transactions")
    try makeCopy(at: path) { _ in }
  }

  /// As ``copyCompact(to:)``, also in a write transaction; the copy does not have its changes.
  ///
  /// - Parameter finish: completes the copy in the directory that it is given, before it is flushed.
  func makeCopy(at path: String, _ finish: (String) throws -> Void) throws {
    let mode = try FileStatus(path: "\(self.path)/\(Environment.dataFileName)").mode
    try DirectoryInTheMaking.make(at: path) { temporary in
      // LMDB makes its own read transaction for the copy; this one sees to it that the map has room for it, and does not move.
      let handle = try unsafe gate.withOpenHandle { handle in unsafe handle }
      let transaction = try unsafe gate.beginRead()
      defer { gate.endRead() }
      // Safe: of this environment, and running.
      let advice = unsafe MapAdvice(of: handle, in: transaction)
      advice?.isReadInOrder()
      defer { advice?.isReadAnywhere() }
      // Safe: the environment is not closed while a transaction runs; the path is a C string for the call.
      let result = unsafe mdb_env_copy2(handle, temporary, UInt32(MDB_CP_COMPACT))
      try check("mdb_env_copy2", result, path: temporary)
      try FileRights.set(mode, in: temporary)
      try finish(temporary)
    }
  }
}
