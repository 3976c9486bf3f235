import LMDB

func wait(_ environment: Environment) async throws {
  try environment.read { transaction in  // error: parameter expecting synchronous function type
    await Task.yield()
    _ = transaction
  }
}

func later(_ transaction: borrowing WriteTransaction) async {}

func carry(_ environment: Environment) async throws {
  try await environment.write { transaction in  // error: parameter expecting synchronous function type
    await later(transaction)
  }
}
