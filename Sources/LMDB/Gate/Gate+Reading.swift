internal import CLMDB
internal import CLibrary

/// Reading.
extension Gate {
  /// A read transaction: the one that this thread has already, or one of the newest state.
  func beginRead() throws(LMDBError) -> OpaquePointer {
    let thread = callingThread
    while true {
      var byteCount = 0
      do throws(LMDBError) {
        return try unsafe monitor.withLock { () throws(LMDBError) in
          if end == nil { byteCount = mapByteCount }
          return try unsafe beginReadLocked(thread)
        }
      } catch {
        // Another process has grown the file. A thread with a transaction cannot wait for its own end.
        guard error.code == .mapResized, !isInTransaction else { throw error }
        try followFile(pastMapOf: byteCount)
      }
    }
  }

  private func beginReadLocked(_ thread: UInt) throws(LMDBError) -> OpaquePointer {
    if let index = readers.firstIndex(where: { $0.thread == thread }) {
      readers[index].depth += 1
      return unsafe readers[index].transaction
    }
    letMoversGoFirst(thread)
    try checkEnd("mdb_txn_begin")
    let transaction = try unsafe takeSlot()
    readers.append(unsafe Reader(thread: thread, transaction: transaction))
    return unsafe transaction
  }

  /// Ends what ``beginRead()`` began on this thread.
  ///
  /// - Parameter commit: keeps the tables that the transaction has opened.
  func endRead(commit: Bool = false) {
    let thread = callingThread
    monitor.withLock {
      guard let index = readers.firstIndex(where: { $0.thread == thread }) else { preconditionFailure("no read to end") }
      readers[index].depth -= 1
      guard readers[index].depth == 0 else { return }
      let transaction = unsafe readers[index].transaction
      readers.swapAt(index, readers.count - 1)
      readers.removeLast()
      // Either gives the slot back. Neither can fail: there is nothing to write.
      if commit { unsafe mdb_txn_commit(transaction) } else { unsafe mdb_txn_abort(transaction) }
      if moversWaiting > 0, readers.isEmpty { monitor.wakeAll() }
    }
  }

  /// LMDB's handle of a table that is there.
  ///
  /// - Precondition: the calling thread has no transaction, and no other opens a table.
  func openTable(_ name: String) throws(LMDBError) -> UInt32 {
    let transaction = try unsafe beginRead()
    var index: UInt32 = 0
    // Safe: the transaction is live, the name a C string for the call, which copies it.
    let result = unsafe mdb_dbi_open(transaction, name, 0, &index)
    endRead(commit: result == MDB_SUCCESS)
    guard result != MDB_NOTFOUND else { throw LMDBError(.noSuchTable, operation: "mdb_dbi_open \(name)", path: path) }
    try check("mdb_dbi_open", result, path: path)
    return index
  }
}
