internal import CLMDB
internal import Synchronization

extension Environment {
  /// Runs the body with a snapshot of the newest state.
  ///
  /// Readers do not wait, with one exception: while the map must grow, for the readers before them. A read inside a read of the same
  /// thread is the same read, and sees the same state; one inside a write sees the state before it. The pages of the snapshot cannot
  /// be used again while the body runs, so a body that runs for long makes the file grow.
  ///
  /// - Complexity: some 100 ns besides the body.
  /// - Throws: what the body throws, unchanged; ``LMDBError``, such as ``LMDBError/Code/readersFull``.
  public func read<Result: ~Copyable>(_ body: (borrowing ReadTransaction) throws -> Result) throws -> Result {
    // Safe: the transaction is live until endRead, and what is lent cannot leave the body.
    let handle = try unsafe gate.beginRead()
    defer { gate.endRead() }
    return try body(ReadTransaction(unsafe RawTransaction(handle, of: id, openedValues(ofSnapshot: true))))
  }

  /// Runs the body with the one transaction that may write, and commits it when the body returns. It is on the disk when this returns.
  ///
  /// Writers wait for one another, in this process and in others. The body **may run more than once**: when the map is full, its changes
  /// are undone, the map is doubled, and it runs again. So it must change nothing but the transaction, or set what it changes anew.
  ///
  /// - Precondition: the calling thread has no transaction of this environment.
  /// - Throws: what the body throws, unchanged, after its changes have been undone; ``LMDBError``:
  ///   ``LMDBError/Code/openReadOnly`` when no caller opened the environment for writing,
  ///   ``LMDBError/Code/noSpace`` or ``LMDBError/Code/inputOutput`` when the changes could not be flushed. Then they are undone,
  ///   unless ``mustBeReopened``: then it is not known. A full map is no error.
  public func write<Result: ~Copyable>(_ body: (borrowing WriteTransaction) throws -> Result) throws -> Result {
    guard access == .readWrite else { throw LMDBError(.openReadOnly, operation: "write", path: path) }
    while true {
      let full: Int
      switch try attempt(body) {
      case .committed(let result): return result
      case .fullMap(let byteCount): full = byteCount
      }
      // Another writer may have grown it meanwhile.
      try gate.moveMap { present in present > full ? nil : present * 2 }
    }
  }

  /// Whether the calling thread is in a ``read(_:)``, so that a further one sees the same state.
  public var isInRead: Bool { gate.isInRead }

  private func openedValues(ofSnapshot isSnapshot: Bool) -> OpenedValues? {
    hasSealedValues.load(ordering: .acquiring) ? OpenedValues(ofSnapshot: isSnapshot) : nil
  }

  private enum Attempt<Result: ~Copyable>: ~Copyable {
    case committed(Result)
    case fullMap(byteCount: Int)
  }

  private func attempt<Result: ~Copyable>(_ body: (borrowing WriteTransaction) throws -> Result) throws -> Attempt<Result> {
    // Safe: the transaction is live until it is aborted or committed, both here and on this thread, and what is lent cannot leave the body.
    let handle = try unsafe gate.beginWrite()
    defer { gate.endWrite() }
    let byteCount = gate.mapByteCount
    let outcome = WriteOutcome()
    let result: Result
    do {
      result = try body(WriteTransaction(unsafe RawTransaction(handle, of: id, openedValues(ofSnapshot: false)), outcome))
    } catch {
      unsafe mdb_txn_abort(handle)
      if outcome.isMapFull { return .fullMap(byteCount: byteCount) }
      throw error
    }
    // A body that has swallowed the error has a transaction that cannot be committed.
    guard !outcome.isMapFull else {
      unsafe mdb_txn_abort(handle)
      return .fullMap(byteCount: byteCount)
    }
    let code = unsafe mdb_txn_commit(handle)
    if code == MDB_MAP_FULL { return .fullMap(byteCount: byteCount) }
    guard code == MDB_SUCCESS else {
      gate.lookForPanic()
      throw LMDBError(cause(ofFailedCommit: code), operation: "mdb_txn_commit", path: path)
    }
    return .committed(result)
  }
}
