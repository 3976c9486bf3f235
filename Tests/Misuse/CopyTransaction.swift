import LMDB

func copy(_ environment: Environment) throws {
  try environment.read { transaction in  // error: 'transaction' is borrowed and cannot be consumed
    let copy = transaction
    _ = copy
  }
}
