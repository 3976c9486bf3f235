import LMDB

func keep(_ environment: Environment) throws {
  var kept: ReadTransaction?
  try environment.read { transaction in  // error: 'transaction' is borrowed and cannot be consumed
    kept = consume transaction
  }
  _ = kept
}

func give(_ environment: Environment) throws -> ReadTransaction {
  try environment.read { $0 }  // error: '$0' is borrowed and cannot be consumed
}

func keepTheWriter(_ environment: Environment) throws {
  var kept: WriteTransaction?
  try environment.write { transaction in  // error: 'transaction' is borrowed and cannot be consumed
    kept = consume transaction
  }
  _ = kept
}
