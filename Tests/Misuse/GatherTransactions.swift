import LMDB

func gather(_ environment: Environment) throws {
  try environment.write { transaction in
    let several = [transaction]  // error: generic struct 'Array' requires that 'WriteTransaction' conform to 'Copyable'
    _ = several
  }
}
