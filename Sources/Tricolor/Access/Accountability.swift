internal import EventLog
internal import LMDB

/// What makes a store accountable: the name of its access ledger, in the file of the log itself, so that taking the ledger away does not open the store.
enum Accountability {
  private static let tableName = "accountable"
  private static let key = Array("ledger".utf8)

  /// Makes a store accountable, for ever, that nothing has open.
  static func mark(storeAt path: String, ledger id: [UInt8]) throws {
    let environment = try Environment.open(at: path)
    defer { environment.close() }
    let table: Table<[UInt8]> = try environment.createTable(tableName)
    try environment.write { try $0.put(id, at: key, in: table) }
  }

  /// The ledger that a store must have; nil for a store that is not accountable.
  static func ledger(of environment: Environment) throws -> [UInt8]? {
    do {
      let table: Table<[UInt8]> = try environment.table(tableName)
      return try environment.read { try $0.value(of: key, in: table)?.array }
    } catch let error as LMDBError where error.code == .noSuchTable {
      return nil
    }
  }
}
