import LMDB

func move(_ transaction: borrowing ReadTransaction, _ table: Table<UInt64>) throws {
  try transaction.withCursor(over: table) { cursor in
    guard try cursor.first() else { return }
    let value = try cursor.value
    _ = try cursor.next()  // error: overlapping accesses to 'cursor'
    print(value.byteCount)
  }
}
