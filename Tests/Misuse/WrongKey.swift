import LMDB

func look(_ transaction: borrowing ReadTransaction, _ table: Table<UInt64>) throws -> Bool {
  try transaction.contains(Array("key".utf8), in: table)  // error: cannot convert value of type
}
