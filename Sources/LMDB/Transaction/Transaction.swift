internal import CLMDB

/// A transaction: one consistent state of the environment, lent to a synchronous closure.
///
/// Neither kind can be copied, kept, or carried over an `await`; the compiler refuses it.
public protocol Transaction: ~Copyable {
  /// LMDB's transaction.
  var raw: RawTransaction { get }
}

/// LMDB's handle of a transaction, opaque outside this module.
@safe public struct RawTransaction {
  let pointer: OpaquePointer
}

/// A transaction that reads.
public struct ReadTransaction: Transaction, ~Copyable {
  public let raw: RawTransaction

  init(_ pointer: OpaquePointer) {
    unsafe raw = RawTransaction(pointer: pointer)
  }
}

/// The transaction that writes; there is one at a time for all processes.
public struct WriteTransaction: Transaction, ~Copyable {
  public let raw: RawTransaction

  init(_ pointer: OpaquePointer) {
    unsafe raw = RawTransaction(pointer: pointer)
  }
}

extension Transaction where Self: ~Copyable {
  /// The value of a key, in place, or nil. O(log entries).
  ///
  /// - Throws: ``LMDBError`` for a damaged file. A missing key is *not* an error.
  @_lifetime(borrow self)
  public func value<Key>(of key: Key, in table: Table<Key>) throws(LMDBError) -> RawSpan? {
    var found = unsafe MDB_val()
    let status = unsafe key.withValue { unsafe mdb_get(raw.pointer, table.handle, $0, &found) }
    if status == MDB_NOTFOUND { return nil }
    try check(status, "mdb_get")
    // Safe: LMDB keeps the bytes in place until the transaction ends or writes, and the span cannot outlive the borrow of the transaction.
    let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(found.mv_data), byteCount: found.mv_size)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Lends a cursor over a table to a closure.
  public func withCursor<Key, R: ~Copyable>(
    over table: Table<Key>, _ body: (inout Cursor<Key>) throws -> R
  ) throws -> R {
    var cursor = try unsafe Cursor<Key>(raw.pointer, table.handle)
    return try body(&cursor)
  }

  /// How many entries and pages a table has. O(1).
  public func size<Key>(of table: Table<Key>) throws(LMDBError) -> TableSize {
    var stat = MDB_stat()
    try check(unsafe mdb_stat(raw.pointer, table.handle, &stat), "mdb_stat")
    return TableSize(
      entryCount: stat.ms_entries, byteCount: (stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages) * Int(stat.ms_psize))
  }
}

/// What a table takes.
public struct TableSize: Hashable, Sendable {
  /// The number of keys.
  public let entryCount: Int
  /// The bytes of the pages that hold it.
  public let byteCount: Int
}
