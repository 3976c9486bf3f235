internal import CLMDB

extension Environment {
  /// The bytes of address space that the file may fill before the map doubles again.
  ///
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/closed``.
  public var mapByteCount: Int {
    get throws(LMDBError) {
      try unsafe gate.withOpenHandle { _ in gate.mapByteCount }
    }
  }

  /// The bytes of the file.
  ///
  /// - Throws: ``LMDBError``, such as with ``LMDBError/Code/closed``.
  public var fileByteCount: Int {
    get throws(LMDBError) { try dataFile.byteCount }
  }

  /// The slots for readers in the lock file that are or were taken, of all processes. Slots are used again and kept for that.
  ///
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/closed``.
  public var readerCount: Int {
    get throws(LMDBError) {
      try unsafe gate.withOpenHandle { (handle) throws(LMDBError) in
        var information = unsafe MDB_envinfo()
        // Safe: the environment is open, the structure there for the call.
        let result = unsafe mdb_env_info(handle, &information)
        try check("mdb_env_info", result, path: path)
        return unsafe Int(information.me_numreaders)
      }
    }
  }

  /// The data file's descriptor, and its length.
  var dataFile: (descriptor: Int32, byteCount: Int) {
    get throws(LMDBError) {
      try unsafe gate.withOpenHandle { (handle) throws(LMDBError) in
        var descriptor: Int32 = -1
        // Safe: the environment is open.
        let result = unsafe mdb_env_get_fd(handle, &descriptor)
        try check("mdb_env_get_fd", result, path: path)
        return (descriptor, try FileStatus(descriptor: descriptor, path: path).byteCount)
      }
    }
  }
}
