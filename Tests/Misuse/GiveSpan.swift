import LMDB

func give(_ environment: Environment, _ table: Table<UInt64>) throws -> Int {
  let kept: RawSpan? = try environment.read { transaction in  // error: requires that 'RawSpan' conform to 'Escapable'
    try transaction.value(of: 1, in: table)
  }
  return kept?.byteCount ?? 0
}
