internal import CLMDB

extension Transaction where Self: ~Copyable {
  /// The value of a key, in place, or nil. A sealed one is opened, and kept until the transaction ends.
  ///
  /// - Throws: ``LMDBError`` for a damaged file or a key of a wrong length. A key that is not there is *no* error.
  /// - Complexity: O(log *entries*); the bytes are not copied unless they are sealed.
  @inlinable
  @_lifetime(borrow self)
  public func value<Key: TableKey>(of key: Key, in table: Table<Key>) throws(LMDBError) -> RawSpan? {
    let transaction = raw
    let found = try unsafe key.withKeyBytes { (bytes) throws(LMDBError) in try unsafe transaction.find(bytes, in: table.id, table.seal) }
    guard let found = unsafe found else { return nil }
    // Safe: LMDB leaves the bytes in place until the transaction ends, which the borrow forbids, or writes, which WriteTransaction
    // says; so does the transaction what it has opened.
    let span = unsafe RawSpan(_unsafeBytes: found)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Whether a key is there.
  ///
  /// - Complexity: O(log *entries*).
  @inlinable
  public func contains<Key: TableKey>(_ key: Key, in table: Table<Key>) throws(LMDBError) -> Bool {
    let transaction = raw
    return try unsafe key.withKeyBytes { (bytes) throws(LMDBError) in try unsafe transaction.find(bytes, in: table.id, nil) } != nil
  }

  /// How many entries and pages a table has.
  ///
  /// - Complexity: O(1).
  public func size<Key: TableKey>(of table: Table<Key>) throws(LMDBError) -> TableSize {
    raw.check(table.id)
    var statistics = MDB_stat()
    // Safe: the transaction is live, the table one of its environment, the structure there for the call.
    let result = unsafe mdb_stat(raw.handle, table.id.index, &statistics)
    try check("mdb_stat", result, path: raw.path)
    return TableSize(statistics)
  }

  /// Lends a cursor over a table, before its first key, to a closure.
  ///
  /// - Throws: what `body` throws; ``LMDBError``.
  @inlinable
  public func withCursor<Key: TableKey, Result: ~Copyable>(
    over table: Table<Key>, _ body: (inout Cursor<Key>) throws -> Result
  ) throws -> Result {
    var cursor = Cursor<Key>(try RawCursor(raw, table.id), table.seal)
    return try body(&cursor)
  }
}

extension RawTransaction {
  /// Where the value of a key lies, opened if it is sealed.
  @unsafe @usableFromInline
  func find(_ key: RawSpan, in table: TableID, _ seal: ValueSeal?) throws(LMDBError) -> UnsafeRawBufferPointer? {
    check(table)
    try checkKey(key, "mdb_get")
    var value = unsafe MDB_val()
    // Safe: the transaction is live, the table one of its environment, the key's bytes lent for the call.
    let result = unsafe key.withValue { unsafe mdb_get(handle, table.index, &$0, &value) }
    guard result != MDB_NOTFOUND else { return nil }
    try LMDB.check("mdb_get", result, path: path)
    let found = unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
    guard let seal else { return unsafe found }
    guard let opened else { preconditionFailure("a table is opened outside of transactions") }
    return try unsafe opened.open(found, key, seal)
  }

  func check(_ table: TableID) {
    precondition(table.environment == environment, "the table belongs to another environment, or to an earlier opening of this one")
    precondition(!table.isUnread, "the environment was opened without this table")
  }

  /// The directory of the environment.
  var path: String? {
    var path: UnsafePointer<CChar>?
    // Safe: a live transaction has a live environment, and its path is a C string that is copied here.
    guard unsafe mdb_env_get_path(mdb_txn_env(handle), &path) == MDB_SUCCESS, let path = unsafe path else { return nil }
    return unsafe String(cString: path)
  }
}
