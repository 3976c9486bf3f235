internal import CLMDB

/// Setting values.
extension WriteTransaction {
  /// Sets a key's value.
  ///
  /// - Complexity: O(log *entries*) and a copy of the value.
  @inlinable
  public func put<Key: TableKey>(_ bytes: RawSpan, at key: Key, in table: Table<Key>) throws(LMDBError) {
    _ = try key.withKeyBytes { (key) throws(LMDBError) in try put(bytes, at: key, in: table.id, table.seal, .replacing) }
  }

  /// Sets a key's value.
  ///
  /// - Complexity: O(log *entries*) and a copy of the value.
  @inlinable
  public func put<Key: TableKey>(_ bytes: [UInt8], at key: Key, in table: Table<Key>) throws(LMDBError) {
    // Safe: a byte has no padding.
    try unsafe put(bytes.span.bytes, at: key, in: table)
  }

  /// Sets a key's value unless the key is there. False if it is, which is *no* error.
  @inlinable
  public func putIfAbsent<Key: TableKey>(_ bytes: RawSpan, at key: Key, in table: Table<Key>) throws(LMDBError) -> Bool {
    try key.withKeyBytes { (key) throws(LMDBError) in try put(bytes, at: key, in: table.id, table.seal, .ifAbsent) }
  }

  /// Sets a key's value unless the key is there. False if it is, which is *no* error.
  @inlinable
  public func putIfAbsent<Key: TableKey>(_ bytes: [UInt8], at key: Key, in table: Table<Key>) throws(LMDBError) -> Bool {
    // Safe: a byte has no padding.
    try unsafe putIfAbsent(bytes.span.bytes, at: key, in: table)
  }

  /// Sets the value of a key that is greater than every one there, without a search, and fills the pages.
  ///
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/keyExists`` where the key is not the greatest; the transaction can go on then.
  /// - Complexity: O(1) amortized and a copy of the value.
  @inlinable
  public func append<Key: TableKey>(_ bytes: RawSpan, at key: Key, in table: Table<Key>) throws(LMDBError) {
    _ = try key.withKeyBytes { (key) throws(LMDBError) in try put(bytes, at: key, in: table.id, table.seal, .appending) }
  }

  /// Sets the value of a key that is greater than every one there, without a search, and fills the pages.
  ///
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/keyExists`` where the key is not the greatest; the transaction can go on then.
  /// - Complexity: O(1) amortized and a copy of the value.
  @inlinable
  public func append<Key: TableKey>(_ bytes: [UInt8], at key: Key, in table: Table<Key>) throws(LMDBError) {
    // Safe: a byte has no padding.
    try unsafe append(bytes.span.bytes, at: key, in: table)
  }

  /// Sets a key's value to bytes that the closure writes in place, which spares a copy. They are zero before.
  ///
  /// The closure must not use the transaction.
  ///
  /// - Parameter appending: as ``append(_:at:in:)-(RawSpan,_,_)``.
  /// - Throws: what `fill` throws, which leaves a value that is written in part: let the error abort the transaction. ``LMDBError``.
  @inlinable
  public func reserve<Key: TableKey, Result>(
    _ byteCount: Int, at key: Key, in table: Table<Key>, appending: Bool = false, fill: (inout MutableRawSpan) throws -> Result
  ) throws -> Result {
    if table.seal != nil {
      // The file gets other bytes than these.
      var value = [UInt8](repeating: 0, count: byteCount)
      var elements = value.mutableSpan
      // Safe: a byte has no padding.
      var span = unsafe elements.mutableBytes
      let result = try fill(&span)
      try appending ? append(value, at: key, in: table) : put(value, at: key, in: table)
      return result
    }
    let bytes = try unsafe key.withKeyBytes { (key) throws(LMDBError) in
      try unsafe reserve(byteCount, at: key, in: table.id, appending ? .appending : .replacing)
    }
    // Safe: LMDB lends just these bytes, which are initialized, until the next write.
    var span = unsafe MutableRawSpan(_unsafeBytes: bytes)
    return try fill(&span)
  }
}

/// Removing.
extension WriteTransaction {
  /// Removes a key. False if it is not there, which is *no* error.
  ///
  /// The bytes stay in the file until the page is used again, and may stay for good: see ``Environment/copyCompact(to:)``.
  @inlinable @discardableResult
  public func delete<Key: TableKey>(_ key: Key, in table: Table<Key>) throws(LMDBError) -> Bool {
    try key.withKeyBytes { (key) throws(LMDBError) in try delete(key, in: table.id) }
  }

  /// Removes every key of a table.
  ///
  /// - Complexity: O(*pages of the table*).
  public func clear<Key: TableKey>(_ table: Table<Key>) throws(LMDBError) {
    raw.check(table.id)
    // Safe: the transaction is live, the table one of its environment.
    let result = unsafe mdb_drop(raw.handle, table.id.index, 0)
    try check("mdb_drop", result)
  }
}

/// How to treat what a table has already.
@usableFromInline
enum PutMode {
  case replacing, ifAbsent, appending

  var flags: UInt32 {
    switch self {
    case .replacing: 0
    case .ifAbsent: UInt32(MDB_NOOVERWRITE)
    case .appending: UInt32(MDB_APPEND)
    }
  }
}

extension WriteTransaction {
  @usableFromInline
  func put(_ value: RawSpan, at key: RawSpan, in table: TableID, _ seal: ValueSeal?, _ mode: PutMode) throws(LMDBError) -> Bool {
    guard let seal else { return try put(value, at: key, in: table, mode) }
    let sealed = try seal.seal(value, key)
    // Safe: a byte has no padding.
    return try unsafe put(sealed.span.bytes, at: key, in: table, mode)
  }

  private func put(_ bytes: RawSpan, at key: RawSpan, in table: TableID, _ mode: PutMode) throws(LMDBError) -> Bool {
    raw.check(table)
    try checkKey(key, "mdb_put")
    // Safe: the transaction is live, the table one of its environment, the bytes of both lent for the call, which copies them.
    let result = unsafe key.withValue { key in
      unsafe bytes.withValue { value in unsafe mdb_put(raw.handle, table.index, &key, &value, mode.flags) }
    }
    if mode == .ifAbsent, result == MDB_KEYEXIST { return false }
    try check("mdb_put", result)
    return true
  }

  @unsafe @usableFromInline
  func reserve(_ byteCount: Int, at key: RawSpan, in table: TableID, _ mode: PutMode) throws(LMDBError) -> UnsafeMutableRawBufferPointer {
    precondition(byteCount >= 0, "a value has 0 bytes or more")
    raw.check(table)
    try checkKey(key, "mdb_put")
    var value = unsafe MDB_val(mv_size: byteCount, mv_data: nil)
    let flags = mode.flags | UInt32(MDB_RESERVE)
    // Safe: as in put; on success LMDB has set the address of so many bytes.
    let result = unsafe key.withValue { unsafe mdb_put(raw.handle, table.index, &$0, &value, flags) }
    try check("mdb_put", result)
    let bytes = unsafe UnsafeMutableRawBufferPointer(start: value.mv_data, count: byteCount)
    // LMDB does not clear the memory of long values: what `fill` leaves out would be whatever the process had there before.
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe bytes
  }

  @usableFromInline
  func delete(_ key: RawSpan, in table: TableID) throws(LMDBError) -> Bool {
    raw.check(table)
    try checkKey(key, "mdb_del")
    // Safe: the transaction is live, the table one of its environment, the key's bytes lent for the call.
    let result = unsafe key.withValue { unsafe mdb_del(raw.handle, table.index, &$0, nil) }
    if result == MDB_NOTFOUND { return false }
    try check("mdb_del", result)
    return true
  }

  func check(_ operation: StaticString, _ result: Int32) throws(LMDBError) {
    if result == MDB_MAP_FULL { outcome.isMapFull = true }
    try LMDB.check(operation, result, path: raw.path)
  }
}
