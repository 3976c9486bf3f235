internal import CLMDB
internal import Glibc
internal import Synchronization

/// An LMDB environment: a directory with one file of tables, shared by the threads and processes that open it.
///
/// Always in LMDB's default durability: a write transaction that returned is on the disk. `MDB_NOSYNC`, `MDB_NOMETASYNC`, `MDB_MAPASYNC` and
/// `MDB_WRITEMAP` cannot be asked for: the first three lose commits in a power cut, the last dies of a full disk.
///
/// A process opens a file once: ``open(at:access:options:)`` answers the environment that is open already. Closed when nobody holds it.
@safe public final class Environment: @unchecked Sendable {
  // Unchecked: LMDB's handle may be used from any thread; what is mutable here is behind a mutex or the gate.
  let handle: OpaquePointer
  let gate = Gate()
  /// Reader transactions that are reset and wait to be used again.
  let idleReaders = Mutex<[RawReader]>([])
  /// Serializes this process's writers; LMDB serializes the processes.
  let writing = Mutex(())
  private let tables = Mutex<[String: MDB_dbi]>([:])
  /// The directory.
  public let path: String
  /// Whether it may be written.
  public let access: Access

  /// What an environment is opened for.
  public enum Access: Sendable {
    /// Reading only.
    case readOnly
    /// Reading and writing.
    case readWrite
  }

  /// The sizes that an environment is opened with.
  public struct Options: Sendable {
    /// The bytes of address space to start with; the map doubles as needed.
    public var initialMapByteCount = 1 << 20
    /// The most named tables.
    public var maximumTableCount = 32
    /// The most transactions that read at one time, in all processes.
    public var maximumReaderCount = 510

    /// The default sizes.
    public init() {}
  }

  @safe struct RawReader: @unchecked Sendable {
    // Unchecked: with MDB_NOTLS a reader may move between threads, as long as one uses it at a time.
    let pointer: OpaquePointer
  }

  init(_ path: String, _ access: Access, _ options: Options) throws(LMDBError) {
    var created: OpaquePointer?
    try check(unsafe mdb_env_create(&created), "mdb_env_create")
    guard let handle = unsafe created else { preconditionFailure("LMDB made an environment and gave none") }
    unsafe self.handle = handle
    self.path = path
    self.access = access
    do {
      try check(unsafe mdb_env_set_mapsize(handle, options.initialMapByteCount), "mdb_env_set_mapsize")
      try check(unsafe mdb_env_set_maxdbs(handle, UInt32(options.maximumTableCount)), "mdb_env_set_maxdbs")
      try check(unsafe mdb_env_set_maxreaders(handle, UInt32(options.maximumReaderCount)), "mdb_env_set_maxreaders")
      let flags = UInt32(MDB_NOTLS) | (access == .readOnly ? UInt32(MDB_RDONLY) : 0)
      var status = unsafe mdb_env_open(handle, path, flags, 0o644)
      if access == .readOnly, status == EROFS || status == EACCES {
        // Where even the lock file cannot be written nobody can write the data either, so no lock is needed.
        status = unsafe mdb_env_open(handle, path, flags | UInt32(MDB_NOLOCK), 0o644)
      }
      try check(status, "mdb_env_open", path: path)
      // Readers of killed processes would keep every page that was freed since; the number of those found is of no interest.
      try check(unsafe mdb_reader_check(handle, nil), "mdb_reader_check", path: path)
    } catch {
      // A deinit does not run where an initializer throws after all properties are set only for classes without superclass; close by hand.
      unsafe mdb_env_close(handle)
      closed = true
      throw error
    }
  }

  private var closed = false

  deinit {
    guard !closed else { return }
    for reader in idleReaders.withLock({ $0 }) { unsafe mdb_txn_abort(reader.pointer) }
    unsafe mdb_env_close(handle)
  }
}

extension Environment {
  /// A table of the file.
  ///
  /// - Throws: ``LMDBError`` with `noSuchTable` where there is none of that name.
  public func table<Key>(_ name: String, keyedBy _: Key.Type = Key.self) throws -> Table<Key> {
    Table(name: name, handle: try handle(of: name, flags: 0))
  }

  /// A table of the file, made if it is not there.
  public func createTable<Key>(_ name: String, keyedBy _: Key.Type = Key.self) throws -> Table<Key> {
    Table(name: name, handle: try handle(of: name, flags: UInt32(MDB_CREATE)))
  }

  private func handle(of name: String, flags: UInt32) throws -> MDB_dbi {
    if let known = tables.withLock({ $0[name] }) { return known }
    var opened: MDB_dbi = 0
    if flags == 0 {
      // The handle outlives its transaction only if that is committed, so a pooled reader does not serve.
      gate.enter()
      defer { gate.leave() }
      let transaction = try unsafe begin(flags: UInt32(MDB_RDONLY))
      let status = unsafe mdb_dbi_open(transaction, name, 0, &opened)
      if status == MDB_NOTFOUND {
        unsafe mdb_txn_abort(transaction)
        throw LMDBError(.noSuchTable, operation: "mdb_dbi_open \(name)", path: path)
      }
      try check(status, "mdb_dbi_open", path: path)
      try check(unsafe mdb_txn_commit(transaction), "mdb_txn_commit", path: path)
    } else {
      try write { transaction in
        try check(unsafe mdb_dbi_open(transaction.raw.pointer, name, flags, &opened), "mdb_dbi_open", path: path)
      }
    }
    return tables.withLock { tables in
      tables[name] = opened
      return opened
    }
  }

  /// The bytes of address space that the file may fill before the map doubles again.
  public var mapByteCount: Int {
    var info = unsafe MDB_envinfo()
    unsafe mdb_env_info(handle, &info)
    return unsafe info.me_mapsize
  }

  /// Writes a compact copy of one consistent state into an empty directory. Transactions go on meanwhile.
  ///
  /// LMDB does not flush the copy; the caller does.
  public func copyCompact(to directory: String) throws(LMDBError) {
    gate.enter()
    defer { gate.leave() }
    try check(unsafe mdb_env_copy2(handle, directory, UInt32(MDB_CP_COMPACT)), "mdb_env_copy2", path: directory)
  }
}
