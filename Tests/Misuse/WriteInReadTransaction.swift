import LMDB

func put(_ environment: Environment, _ table: Table<UInt64>) throws {
  try environment.read { transaction in
    try transaction.put([1], at: 1, in: table)  // error: value of type 'ReadTransaction' has no member 'put'
  }
}

func clear(_ transaction: borrowing ReadTransaction, _ table: Table<UInt64>) throws {
  try transaction.clear(table)  // error: value of type 'ReadTransaction' has no member 'clear'
}
