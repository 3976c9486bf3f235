import LMDB

func keep(_ environment: Environment, _ table: Table<UInt64>) throws -> Int {
  var kept = RawSpan()  // error: lifetime-dependent variable 'kept' escapes its scope
  try environment.read { transaction in
    if let value = try transaction.value(of: 1, in: table) { kept = value }
  }
  return kept.byteCount
}

func keepRoomToWriteIn(_ transaction: borrowing WriteTransaction, _ table: Table<UInt64>) throws -> Int {
  var kept = MutableRawSpan()
  try transaction.reserve(8, at: 1, in: table) { bytes in  // error: missing reinitialization of inout parameter 'bytes' after consume
    kept = bytes
  }
  return kept.byteCount
}
