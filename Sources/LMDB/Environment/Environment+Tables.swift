internal import CLMDB
internal import Synchronization

/// Tables. Their handles last as long as the environment is open; asking again for one costs nothing.
extension Environment {
  /// A table of the file.
  ///
  /// - Parameters:
  ///   - name: its name in the file.
  ///   - seal: what its values are sealed by; they are stored as they are if left out.
  /// - Precondition: the calling thread has no transaction of this environment, unless the table was opened before; a table is always opened
  ///   with the same type of keys and the same seal.
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/noSuchTable`` where there is none of that name.
  public func table<Key: TableKey>(_ name: String, keyedBy _: Key.Type = Key.self, sealedBy seal: ValueSeal? = nil) throws -> Table<Key> {
    sealed(Table(name: name, id: try id(of: name) { () throws(LMDBError) in try self.gate.openTable(name) }, seal: seal))
  }

  /// A table of the file, made in a transaction of its own if it is not there.
  ///
  /// - Parameters:
  ///   - name: its name in the file.
  ///   - seal: as of ``table(_:keyedBy:sealedBy:)``.
  /// - Precondition: as ``table(_:keyedBy:sealedBy:)``.
  public func createTable<Key: TableKey>(
    _ name: String, keyedBy _: Key.Type = Key.self, sealedBy seal: ValueSeal? = nil
  ) throws -> Table<Key> {
    sealed(Table(name: name, id: try id(of: name) { try self.write { transaction in try transaction.createTable(name) } }, seal: seal))
  }

  /// From here on transactions keep what they open.
  private func sealed<Key>(_ table: Table<Key>) -> Table<Key> {
    if table.seal != nil { hasSealedValues.store(true, ordering: .releasing) }
    return table
  }

  private func id(of name: String, orOpen open: () throws -> UInt32) throws -> TableID {
    var id = try knownID(of: name, orOpen: open)
    id.isUnread = unread.withLock { $0?.contains(name) ?? false }
    return id
  }

  private func knownID(of name: String, orOpen open: () throws -> UInt32) throws -> TableID {
    if let id = tables.withLock({ $0[name] }) { return id }
    precondition(!gate.isInTransaction, "a table is opened outside of transactions")
    return try tableOpening.withLock {
      // Another thread may have opened it meanwhile.
      if let id = tables.withLock({ $0[name] }) { return id }
      let id = TableID(index: try open(), environment: self.id)
      tables.withLock { $0[name] = id }
      return id
    }
  }
}

extension WriteTransaction {
  /// LMDB's handle of a table, new or not, which others can use once this is committed.
  fileprivate func createTable(_ name: String) throws(LMDBError) -> UInt32 {
    var index: UInt32 = 0
    // Safe: the transaction is live, the name a C string for the call, which copies it.
    let result = unsafe mdb_dbi_open(raw.handle, name, UInt32(MDB_CREATE), &index)
    try check("mdb_dbi_open", result)
    return index
  }
}
