internal import CLMDB

/// A cursor over bytes, with a position that is well defined at both ends.
@safe @usableFromInline
struct RawCursor: ~Copyable {
  private enum Position { case beforeFirst, atKey, afterLast }

  /// Safe: opened in a transaction that lends this and outlives it; closed once, in deinit.
  @usableFromInline let handle: OpaquePointer
  private let transaction: RawTransaction
  private var position = Position.beforeFirst
  /// Safe: they point into the transaction's state, and are read at a key only.
  private var currentKey = unsafe MDB_val()
  private var currentValue = unsafe MDB_val()
  private var reading = SequentialReading()

  @usableFromInline
  init(_ transaction: RawTransaction, _ table: TableID) throws(LMDBError) {
    transaction.check(table)
    var cursor: OpaquePointer?
    // Safe: the transaction is live, the table one of its environment.
    let result = unsafe mdb_cursor_open(transaction.handle, table.index, &cursor)
    try check("mdb_cursor_open", result, path: transaction.path)
    // Safe: LMDB has set it on success.
    unsafe handle = cursor.unsafelyUnwrapped
    self.transaction = transaction
  }

  // Inlinable, like all that Cursor does with it: the optimizer must not meet a hidden deinit inside an inlinable setter.
  @inlinable deinit { unsafe Self.close(handle) }

  @unsafe @usableFromInline static func close(_ handle: OpaquePointer) { unsafe mdb_cursor_close(handle) }
}

/// Where the cursor is.
extension RawCursor {
  @usableFromInline var isAtKey: Bool { position == .atKey }

  /// Where the key lies.
  @unsafe @usableFromInline var key: UnsafeRawBufferPointer {
    precondition(isAtKey, "the cursor is at no key")
    return unsafe UnsafeRawBufferPointer(start: currentKey.mv_data, count: currentKey.mv_size)
  }

  /// Where the value lies.
  @unsafe @usableFromInline var value: UnsafeRawBufferPointer {
    precondition(isAtKey, "the cursor is at no key")
    return unsafe UnsafeRawBufferPointer(start: currentValue.mv_data, count: currentValue.mv_size)
  }

  private func isAt(_ key: RawSpan) -> Bool {
    // Safe: compared while both are in place.
    unsafe key.withUnsafeBytes { unsafe $0.elementsEqual(self.key) }
  }
}

/// Moving. LMDB's own cursor forgets at which end it fell off, and then skips a key on the way back.
extension RawCursor {
  @usableFromInline
  mutating func first() throws(LMDBError) -> Bool {
    try move(MDB_FIRST, otherwise: .afterLast)
  }

  @usableFromInline
  mutating func last() throws(LMDBError) -> Bool {
    try move(MDB_LAST, otherwise: .beforeFirst)
  }

  @usableFromInline
  mutating func next() throws(LMDBError) -> Bool {
    switch position {
    case .beforeFirst: try first()
    case .atKey: try goOn()
    case .afterLast: false
    }
  }

  private mutating func goOn() throws(LMDBError) -> Bool {
    guard try move(MDB_NEXT, otherwise: .afterLast) else { return false }
    unsafe reading.pass(UInt(bitPattern: currentValue.mv_data), byteCount: currentValue.mv_size)
    return true
  }

  @usableFromInline
  mutating func previous() throws(LMDBError) -> Bool {
    switch position {
    case .beforeFirst: false
    case .atKey: try move(MDB_PREV, otherwise: .beforeFirst)
    case .afterLast: try last()
    }
  }

  @usableFromInline
  mutating func seek(atOrAfter key: RawSpan) throws(LMDBError) -> Bool {
    try checkKey(key, "mdb_cursor_get")
    var value = unsafe MDB_val()
    // Safe: the cursor is open, the key's bytes lent for the call, after which the pair names the key that was found.
    let (result, found) = unsafe key.withValue { key in
      let result = unsafe mdb_cursor_get(handle, &key, &value, MDB_SET_RANGE)
      return unsafe (result, key)
    }
    return try unsafe settle(result, found, value, otherwise: .afterLast)
  }

  @usableFromInline
  mutating func seek(atOrBefore key: RawSpan) throws(LMDBError) -> Bool {
    guard try seek(atOrAfter: key) else { return try last() }
    if isAt(key) { return true }
    return try previous()
  }

  @usableFromInline
  mutating func seek(exactly key: RawSpan) throws(LMDBError) -> Bool {
    guard try seek(atOrAfter: key) else { return false }
    return isAt(key)
  }

  private mutating func move(_ operation: MDB_cursor_op, otherwise: Position) throws(LMDBError) -> Bool {
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    // Safe: the cursor is open.
    let result = unsafe mdb_cursor_get(handle, &key, &value, operation)
    return try unsafe settle(result, key, value, otherwise: otherwise)
  }

  private mutating func settle(_ result: Int32, _ key: MDB_val, _ value: MDB_val, otherwise: Position) throws(LMDBError) -> Bool {
    guard result != MDB_NOTFOUND else {
      position = otherwise
      return false
    }
    try check("mdb_cursor_get", result, path: transaction.path)
    position = .atKey
    unsafe currentKey = key
    unsafe currentValue = value
    return true
  }
}
