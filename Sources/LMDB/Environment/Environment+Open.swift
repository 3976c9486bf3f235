internal import CLMDB
internal import CLibrary
internal import Synchronization

extension Environment {
  /// The name of the file of tables in an environment's directory.
  public static let dataFileName = "data.mdb"

  /// Opens an environment, or answers the one that this process has open already.
  ///
  /// Slots of readers that died are freed. A read-only file system can be read, and so can a directory in which there is no lock file and
  /// none can be made: no process can be writing there. Where there is one that this user may not write, another process may be writing: that is refused.
  ///
  /// - Throws: ``LMDBError``: ``LMDBError/Code/noSuchFile`` when nothing is there (nothing is made);
  ///   ``LMDBError/Code/noSpace`` where the lock file has no room;
  ///   ``LMDBError/Code/emptyFile``, ``LMDBError/Code/truncated``, ``LMDBError/Code/invalid`` and ``LMDBError/Code/versionMismatch`` for what is no
  ///   whole environment; ``LMDBError/Code/corrupted`` for damaged pages;
  ///   ``LMDBError/Code/permissionDenied`` or ``LMDBError/Code/readOnlyFileSystem`` when `access` cannot be had.
  /// - Complexity: O(pages) up to ``Options/checkedByteCount``, some 1 µs a page; of a longer file, a fiftieth of that.
  public static func open(at path: String, access: Access = .readWrite, options: Options = Options()) throws -> Environment {
    do {
      return try openAndCheck(at: path, access, options)
    } catch let error as LMDBError {
      throw FileRights.explained(error, in: path, forWriting: access == .readWrite)
    }
  }

  private static func openAndCheck(at path: String, _ access: Access, _ options: Options) throws -> Environment {
    let file = "\(path)/\(dataFileName)"
    let status = try FileStatus(path: file)
    guard status.byteCount > 0 else { throw LMDBError(.emptyFile, operation: "open", path: file) }
    try checkHeader(of: file)
    // Opened a second time, beside the file of before a compaction, it would break that one's locks.
    if let known = Registry.shared.environment(at: path), !known.gate.isInTransaction { try known.followReplacement() }
    let environment = try Registry.shared.environment(of: status.id) { () throws(LMDBError) in
      try openFile(at: path, status.id, access, options)
    }
    if options.usesReservedSlots { environment.gate.useReservedSlots() }
    if options.checksStructure {
      try environment.checkStructure()
      environment.unread.withLock { $0 = [] }
    } else if environment.unread.withLock({ $0?.isSubset(of: options.unreadTables) }) != true {
      let isSmall = status.byteCount <= options.checkedByteCount
      try environment.checkStructure(isSmall ? .everything(but: options.unreadTables) : .branches)
      environment.unread.withLock { $0 = isSmall ? options.unreadTables : [] }
    }
    if access == .readWrite {
      if let obstacle = environment.obstacle { throw LMDBError(obstacle, operation: "open", path: path) }
      environment.isForWriting.store(true, ordering: .relaxed)
    }
    return environment
  }

  /// Opens for writing whenever the system allows it: a caller that wants to write later gets the same environment.
  private static func openFile(at path: String, _ file: FileID, _ access: Access, _ options: Options) throws(LMDBError) -> Environment {
    do throws(LMDBError) {
      return Environment(try openGate(at: path, flags: 0, options), options, file: file, isForWriting: access == .readWrite)
    } catch {
      let forbids: [LMDBError.Code] = [.permissionDenied, .notPermitted, .readOnlyFileSystem]
      guard access == .readOnly, forbids.contains(error.code) else { throw error }
      return Environment(try openForReading(at: path, options), options, file: file, isForWriting: false, obstacle: error.code)
    }
  }

  private static func openForReading(at path: String, _ options: Options) throws(LMDBError) -> Gate {
    do throws(LMDBError) {
      return try openGate(at: path, flags: MDB_RDONLY, options)
    } catch {
      // Without the slots of the lock file a reader can see pages change under it, should another user write.
      guard error.code == .permissionDenied, isAbsent("\(path)/\(LockFile.name)") else { throw error }
      return try openGate(at: path, flags: MDB_RDONLY | MDB_NOLOCK, options)
    }
  }

  private static func isAbsent(_ path: String) -> Bool {
    do throws(LMDBError) {
      _ = try FileStatus(path: path)
      return false
    } catch {
      return error.code == .noSuchFile
    }
  }

  static func openGate(at directory: String, flags: Int32, _ options: Options, mapByteCount: Int? = nil) throws(LMDBError) -> Gate {
    let watch = flags & MDB_RDONLY != 0 && flags & MDB_NOLOCK == 0 ? SlotlessWatch.over(directory) : nil
    try watch?.check()
    return unsafe Gate(
      try openHandle(at: directory, flags: flags, options, mapByteCount: mapByteCount), path: directory, slotlessWatch: watch)
  }

  /// Opens LMDB's environment and checks that its file is whole.
  static func openHandle(
    at directory: String, flags: Int32, _ options: Options, mapByteCount: Int? = nil
  ) throws(LMDBError) -> OpaquePointer {
    let slotCount = options.maximumReaderCount + Gate.reservedSlotCount
    if flags & MDB_NOLOCK == 0 { try LockFile.reserve(in: directory, readerCount: slotCount) }
    var created: OpaquePointer?
    // Safe here and below: LMDB sets the handle on success; it is ours alone, and closed on each failure, as LMDB demands.
    try unsafe check("mdb_env_create", mdb_env_create(&created), path: directory)
    let handle = unsafe created.unsafelyUnwrapped
    let number = unsafe ReaderNumber(of: handle)
    do throws(LMDBError) {
      try unsafe check("mdb_env_set_maxdbs", mdb_env_set_maxdbs(handle, UInt32(options.maximumTableCount)), path: directory)
      try unsafe check("mdb_env_set_maxreaders", mdb_env_set_maxreaders(handle, UInt32(slotCount)), path: directory)
      if let mapByteCount {
        try unsafe check("mdb_env_set_mapsize", mdb_env_set_mapsize(handle, mapByteCount), path: directory)
      }
      // NOTLS: a read transaction belongs to no thread, so that it can be used again by another. NORDAHEAD: see SequentialReading.
      let all = UInt32(flags | MDB_NOTLS | MDB_NORDAHEAD)
      try unsafe check("mdb_env_open", mdb_env_open(handle, directory, all, mode_t(options.mode)), path: directory)
      if flags & MDB_NOLOCK == 0 { try unsafe number.claim(for: handle, path: directory) }
      try unsafe checkIsWhole(handle, path: directory)
    } catch {
      unsafe mdb_env_close(handle)
      throw error
    }
    return unsafe handle
  }

  /// A file that was copied in part kills the process that reads what is not there.
  private static func checkIsWhole(_ handle: OpaquePointer, path: String) throws(LMDBError) {
    var information = unsafe MDB_envinfo()
    var statistics = MDB_stat()
    var descriptor: Int32 = -1
    // Safe: the environment is open, the structures are there for the calls.
    try unsafe check("mdb_env_info", mdb_env_info(handle, &information), path: path)
    try unsafe check("mdb_env_stat", mdb_env_stat(handle, &statistics), path: path)
    try unsafe check("mdb_env_get_fd", mdb_env_get_fd(handle, &descriptor), path: path)
    // In this order: another process writes pages before it names them.
    let file = try FileStatus(descriptor: descriptor, path: path)
    let pageCount = file.byteCount / Int(statistics.ms_psize)
    let lastPage = unsafe information.me_last_pgno
    if pageCount > lastPage { return }
    // While a transaction reads, no page of its state is written over.
    var transaction: OpaquePointer?
    // Safe: the environment is open, and the transaction is ended here.
    try unsafe check("mdb_txn_begin", mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction), path: path)
    defer { unsafe mdb_txn_abort(transaction) }
    try PageFile(descriptor, path: path).check { file in
      var check = try StructureCheck(file, .branches)
      try check.checkIsWhole()
    }
  }
}
