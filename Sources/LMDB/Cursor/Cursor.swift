internal import CLMDB

/// A position in a table, moved key by key. Lent to a closure by ``Transaction/withCursor(over:_:)``.
@safe public struct Cursor<Key: TableKey>: ~Copyable {
  private let pointer: OpaquePointer
  private var currentKey = unsafe MDB_val()
  private var currentValue = unsafe MDB_val()

  init(_ transaction: OpaquePointer, _ table: MDB_dbi) throws(LMDBError) {
    var cursor: OpaquePointer?
    try check(unsafe mdb_cursor_open(transaction, table, &cursor), "mdb_cursor_open")
    guard let cursor = unsafe cursor else { preconditionFailure("LMDB opened a cursor and gave none") }
    unsafe pointer = cursor
  }

  deinit {
    unsafe mdb_cursor_close(pointer)
  }

  /// Moves to the first key. False if there is none.
  public mutating func first() throws(LMDBError) -> Bool { try move(MDB_FIRST) }

  /// Moves to the last key. False if there is none.
  public mutating func last() throws(LMDBError) -> Bool { try move(MDB_LAST) }

  /// Moves to the next key. False past the last.
  public mutating func next() throws(LMDBError) -> Bool { try move(MDB_NEXT) }

  /// Moves to the key before. False before the first.
  public mutating func previous() throws(LMDBError) -> Bool { try move(MDB_PREV) }

  /// Moves to the first key that is not less than the given one. False if there is none. O(log entries).
  public mutating func seek(atOrAfter key: Key) throws(LMDBError) -> Bool {
    let status = unsafe key.withValue { key in
      unsafe currentKey = key.pointee
      return unsafe mdb_cursor_get(pointer, &currentKey, &currentValue, MDB_SET_RANGE)
    }
    return try found(status)
  }

  /// Moves to the last key that is not greater than the given one. False if there is none. O(log entries).
  public mutating func seek(atOrBefore key: Key) throws(LMDBError) -> Bool {
    guard try seek(atOrAfter: key) else { return try last() }
    let isExact = unsafe key.withBytes { bytes in
      unsafe bytes.elementsEqual(UnsafeRawBufferPointer(start: currentKey.mv_data, count: currentKey.mv_size))
    }
    return isExact ? true : try previous()
  }

  /// The key at the position, in place.
  public var key: RawSpan {
    @_lifetime(borrow self)
    get {
      // Safe: LMDB keeps the bytes in place until the cursor's transaction ends or writes; the span cannot outlive the borrow of the cursor.
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(currentKey.mv_data), byteCount: currentKey.mv_size)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The value at the position, in place.
  public var value: RawSpan {
    @_lifetime(borrow self)
    get {
      // Safe: as for the key.
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(currentValue.mv_data), byteCount: currentValue.mv_size)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  private mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Bool {
    try found(unsafe mdb_cursor_get(pointer, &currentKey, &currentValue, operation))
  }

  private func found(_ status: Int32) throws(LMDBError) -> Bool {
    if status == MDB_NOTFOUND { return false }
    try check(status, "mdb_cursor_get")
    return true
  }
}
