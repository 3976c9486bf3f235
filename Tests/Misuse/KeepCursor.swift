import LMDB

func keep(_ transaction: borrowing ReadTransaction, _ table: Table<UInt64>) throws {
  var kept: Cursor<UInt64>?
  try transaction.withCursor(over: table) { cursor in
    kept = cursor  // error: implicit conversion to 'Cursor<UInt64>?' is consuming
  }
  _ = kept
}
