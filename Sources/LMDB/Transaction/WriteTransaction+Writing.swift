internal import CLMDB

extension WriteTransaction {
  /// Sets a key's value.
  public func put<Key>(_ bytes: [UInt8], at key: Key, in table: Table<Key>) throws(LMDBError) {
    _ = try put(bytes, key, table, flags: 0)
  }

  /// Sets a key's value unless the key is there. False if it is.
  public func putIfAbsent<Key>(_ bytes: [UInt8], at key: Key, in table: Table<Key>) throws(LMDBError) -> Bool {
    try put(bytes, key, table, flags: UInt32(MDB_NOOVERWRITE), existsIsError: false)
  }

  /// Sets the value of a key that is greater than every one there, without a search.
  ///
  /// - Throws: ``LMDBError`` with `keyExists` where the key is not the greatest.
  public func append<Key>(_ bytes: [UInt8], at key: Key, in table: Table<Key>) throws(LMDBError) {
    _ = try put(bytes, key, table, flags: UInt32(MDB_APPEND))
  }

  private func put<Key>(
    _ bytes: [UInt8], _ key: Key, _ table: Table<Key>, flags: UInt32, existsIsError: Bool = true
  ) throws(LMDBError) -> Bool {
    let status = unsafe key.withValue { key in
      unsafe bytes.withUnsafeBytes { bytes in
        // Safe: LMDB only reads through the pointer, and only during the call.
        var value = unsafe MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        return unsafe mdb_put(raw.pointer, table.handle, key, &value, flags)
      }
    }
    if status == MDB_KEYEXIST, !existsIsError { return false }
    try check(status, "mdb_put")
    return true
  }

  /// Removes a key. False if it is not there.
  public func delete<Key>(_ key: Key, in table: Table<Key>) throws(LMDBError) -> Bool {
    let status = unsafe key.withValue { unsafe mdb_del(raw.pointer, table.handle, $0, nil) }
    if status == MDB_NOTFOUND { return false }
    try check(status, "mdb_del")
    return true
  }

  /// Removes every key of a table. O(pages).
  public func clear<Key>(_ table: Table<Key>) throws(LMDBError) {
    try check(unsafe mdb_drop(raw.pointer, table.handle, 0), "mdb_drop")
  }
}
