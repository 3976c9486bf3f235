internal import CLMDB
internal import CLibrary

/// Moving the map, and closing.
extension Gate {
  /// Waits while another thread wants to move the map, but not for ever.
  func letMoversGoFirst(_ thread: UInt) {
    guard moversWaiting > 0, !holdsTransaction(thread) else { return }
    let deadline = Monitor.deadline(nanoseconds: Self.patience)
    while moversWaiting > 0, monitor.wait(until: deadline) {}
  }

  /// Runs the body when no transaction of this process is running, and none can begin.
  private func alone<Result>(_ body: () throws(LMDBError) -> Result) throws(LMDBError) -> Result {
    try monitor.withLock { () throws(LMDBError) in
      precondition(!holdsTransaction(callingThread), "this would wait for the transaction of its own thread")
      moversWaiting += 1
      while !readers.isEmpty || writer != nil { monitor.wait() }
      moversWaiting -= 1
      defer { monitor.wakeAll() }
      return try body()
    }
  }

  /// Follows a file that another process has grown past a map of so many bytes.
  ///
  /// - Throws: ``LMDBError/Code/corrupted`` where the file's header asks for no larger map: it has not grown, and trying again would never end.
  func followFile(pastMapOf byteCount: Int) throws(LMDBError) {
    let wanted = try mapByteCountOfFile
    guard wanted > byteCount else {
      throw LMDBError(.corrupted, operation: "a state that is larger than its own map, of \(wanted) bytes", path: path)
    }
    // Another thread may have followed it meanwhile.
    try moveMap { present in present < wanted ? wanted : nil }
  }

  /// What the file's header says that the map must have, in bytes.
  private var mapByteCountOfFile: Int {
    get throws(LMDBError) {
      let descriptor = try unsafe withOpenHandle { (handle) throws(LMDBError) in
        var descriptor: Int32 = -1
        // Safe: the environment is open.
        try unsafe check("mdb_env_get_fd", mdb_env_get_fd(handle, &descriptor), path: path)
        return descriptor
      }
      let meta = try PageFile(descriptor, path: path).check { file in try MetaPage.newest(of: file) }
      return max(Int(meta.mapByteCount), (Int(meta.lastPage) + 1) * meta.pageByteCount)
    }
  }

  /// Gives the map the size that the body derives from the present one, in bytes; nil leaves it.
  func moveMap(_ size: (Int) -> Int?) throws(LMDBError) {
    try alone { () throws(LMDBError) in
      try checkEnd("mdb_env_set_mapsize")
      let present = mapByteCount
      guard let wanted = size(present) else { return }
      // Readers that died keep pages from being used again, which may be why the map is full.
      unsafe mdb_reader_check(handle, nil)
      // LMDB gives up the old map before it asks for the new one, and is lost when it gets none: ask before it does.
      try reserveAddresses(byteCount: wanted)
      let result = unsafe mdb_env_set_mapsize(handle, wanted)
      if result != MDB_SUCCESS { end = .panic }
      try check("mdb_env_set_mapsize", result, path: path)
    }
  }

  private func reserveAddresses(byteCount: Int) throws(LMDBError) {
    // Safe: new addresses that nothing else uses, given back at once.
    let addresses = unsafe mmap(nil, byteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard unsafe addresses != MAP_FAILED else { throw LMDBError(.outOfMemory, operation: "mmap", path: path) }
    unsafe munmap(addresses, byteCount)
  }

  /// The number of the newest state. Called in a write transaction, or the file may go on.
  var newestTransaction: UInt64 {
    get throws(LMDBError) {
      try unsafe withOpenHandle { (handle) throws(LMDBError) in
        var information = unsafe MDB_envinfo()
        // Safe: the environment is open, the structure there for the call.
        let result = unsafe mdb_env_info(handle, &information)
        try check("mdb_env_info", result, path: path)
        return unsafe UInt64(information.me_last_txnid)
      }
    }
  }

  /// Closes the environment when no transaction of this process is running, and goes on with the one that the body opens.
  ///
  /// - Parameter transaction: the write transaction of the calling thread, which changed nothing and ends here; nil for none.
  /// - Throws: what the body throws: then no transaction can begin any more, and the file must be opened again.
  func change(ending transaction: OpaquePointer?, _ open: () throws(LMDBError) -> OpaquePointer) throws(LMDBError) {
    try monitor.withLock { () throws(LMDBError) in
      moversWaiting += 1
      while unsafe !readers.isEmpty || (transaction == nil && writer != nil) { monitor.wait() }
      moversWaiting -= 1
      defer {
        if unsafe transaction != nil { writer = nil }
        monitor.wakeAll()
      }
      if let transaction = unsafe transaction { unsafe mdb_txn_abort(transaction) }
      try checkEnd("mdb_env_open")
      unsafe mdb_env_close(handle)
      do throws(LMDBError) {
        unsafe handle = try open()
      } catch {
        end = .panic
        isHandleClosed = true
        throw error
      }
    }
  }

  /// The size of the map. Called while the map cannot move: under the lock or in a transaction.
  var mapByteCount: Int {
    var information = unsafe MDB_envinfo()
    // Safe: the environment is open; the call cannot fail then.
    unsafe mdb_env_info(handle, &information)
    return unsafe information.me_mapsize
  }

  /// Waits for the running transactions and closes the environment. Closing again does nothing.
  func close() {
    // Cannot throw: the body does not.
    try? alone { () throws(LMDBError) in
      guard end != .closed else { return }
      if !isHandleClosed { unsafe mdb_env_close(handle) }
      end = .closed
    }
  }

  /// Lends the environment to calls that need no transaction, so long as it is open.
  func withOpenHandle<Result>(_ body: (OpaquePointer) throws(LMDBError) -> Result) throws(LMDBError) -> Result {
    try monitor.withLock { () throws(LMDBError) in
      if end == .closed || isHandleClosed { try checkEnd("mdb_env_info") }
      return try unsafe body(handle)
    }
  }
}
