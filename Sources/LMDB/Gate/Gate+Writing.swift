internal import CLMDB
internal import CLibrary

/// Writing.
extension Gate {
  /// A write transaction, once this process and all others have none. It must be ended on the same thread.
  func beginWrite() throws(LMDBError) -> OpaquePointer {
    let thread = callingThread
    while true {
      try monitor.withLock { () throws(LMDBError) in
        precondition(!holdsTransaction(thread), "a write inside a transaction of the same thread would wait for itself")
        while writer != nil { monitor.wait() }
        letMoversGoFirst(thread)
        while writer != nil { monitor.wait() }
        try checkEnd("mdb_txn_begin")
        writer = thread
      }
      // Not under the lock: LMDB may wait here for the writer of another process, and readers need not.
      var transaction: OpaquePointer?
      // A writer's map does not move.
      let byteCount = mapByteCount
      let result = unsafe mdb_txn_begin(handle, nil, 0, &transaction)
      if result == MDB_SUCCESS, let transaction = unsafe transaction { return unsafe transaction }
      endWrite()
      if result == MDB_PANIC { end(with: .panic) }
      guard result == MDB_MAP_RESIZED else { throw LMDBError(.init(result), operation: "mdb_txn_begin", path: path) }
      try followFile(pastMapOf: byteCount)
    }
  }

  /// Lets the next writer in, after the transaction has been committed or aborted.
  func endWrite() {
    monitor.withLock {
      writer = nil
      monitor.wakeAll()
    }
  }

  /// After a failed commit: finds out whether the environment is of any use still.
  func lookForPanic() {
    monitor.withLock {
      var transaction: OpaquePointer?
      guard unsafe mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction) == MDB_PANIC else {
        return unsafe mdb_txn_abort(transaction)
      }
      end = end ?? .panic
    }
  }
}
