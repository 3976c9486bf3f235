internal import CLMDB
internal import Synchronization

extension Environment {
  /// Lends one consistent state to a closure. Any number of threads read at once; a read inside a read is allowed.
  ///
  /// - Throws: what `body` throws; ``LMDBError`` with `readersFull` where too many read at once.
  /// - Complexity: a fraction of a microsecond: ended readers are kept and used again.
  public func read<R: ~Copyable>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
    let reader = try unsafe beginReading()
    defer { unsafe endReading(reader) }
    return try body(unsafe ReadTransaction(reader))
  }

  /// Lends the write transaction to a closure and commits when it returns; aborts when it throws. Durable once this returns.
  ///
  /// The closure runs again, on a fresh transaction, when the map had to grow: it must change nothing but the transaction, or start over.
  /// Must not be called from inside a transaction of the same thread.
  ///
  /// - Throws: what `body` throws; ``LMDBError``: with `noSpace` or `inputOutput` where the disk failed (nothing is committed), with `panic` where the
  ///   outcome of the commit is unknown and the environment must be reopened.
  public func write<R>(_ body: (borrowing WriteTransaction) throws -> R) throws -> R {
    guard access == .readWrite else { throw LMDBError(.openReadOnly, operation: "write", path: path) }
    var result: R?
    try writing.withLock { _ in
      while result == nil {
        do {
          result = .some(try writeOnce(body))
        } catch let error as LMDBError where error.code == .mapFull {
          try grow()
        }
      }
    }
    guard let result else { preconditionFailure("the loop ends with a result or an error") }
    return result
  }

  private func writeOnce<R>(_ body: (borrowing WriteTransaction) throws -> R) throws -> R {
    gate.enter()
    defer { gate.leave() }
    let pointer = try unsafe begin(flags: 0)
    let result: R
    do {
      result = try body(unsafe WriteTransaction(pointer))
    } catch {
      unsafe mdb_txn_abort(pointer)
      throw error
    }
    try check(unsafe mdb_txn_commit(pointer), "mdb_txn_commit", path: path)
    return result
  }

  /// Begins a transaction, following a map that another process made larger. The caller is inside the gate.
  func begin(flags: UInt32) throws(LMDBError) -> OpaquePointer {
    while true {
      var pointer: OpaquePointer?
      let status = unsafe mdb_txn_begin(handle, nil, flags, &pointer)
      if status == MDB_MAP_RESIZED {
        try follow()
        continue
      }
      try check(status, "mdb_txn_begin", path: path)
      guard let pointer = unsafe pointer else { preconditionFailure("LMDB began a transaction and gave none") }
      return unsafe pointer
    }
  }

  private func beginReading() throws(LMDBError) -> OpaquePointer {
    gate.enter()
    do {
      guard let idle = idleReaders.withLock({ $0.popLast() }) else { return try unsafe begin(flags: UInt32(MDB_RDONLY)) }
      while true {
        let status = unsafe mdb_txn_renew(idle.pointer)
        if status == MDB_MAP_RESIZED {
          try follow()
          continue
        }
        try check(status, "mdb_txn_renew", path: path)
        return unsafe idle.pointer
      }
    } catch {
      gate.leave()
      throw error
    }
  }

  private func endReading(_ reader: OpaquePointer) {
    unsafe mdb_txn_reset(reader)
    idleReaders.withLock { $0.append(unsafe RawReader(pointer: reader)) }
    gate.leave()
  }

  /// Takes over the size that another process gave the map. Called inside the gate, which it leaves meanwhile.
  private func follow() throws(LMDBError) {
    gate.leave()
    defer { gate.enter() }
    try gate.alone { () throws(LMDBError) in try check(unsafe mdb_env_set_mapsize(handle, 0), "mdb_env_set_mapsize", path: path) }
  }

  /// Doubles the map.
  private func grow() throws(LMDBError) {
    try gate.alone { () throws(LMDBError) in
      try check(unsafe mdb_env_set_mapsize(handle, mapByteCount * 2), "mdb_env_set_mapsize", path: path)
    }
  }
}
