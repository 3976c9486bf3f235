internal import EventLog
internal import LMDB

/// Encryption at rest: of a store that was made with keys, no value and no key of a table says anything of a person without the file of keys, which is
/// in a directory of the operator's choice.
extension Reader {
  /// Where the keys of the store are; nil for a store that is in clear.
  public var keyDirectory: String? { get throws { try EventLog.keyDirectory(of: log.environment) } }

  /// Where the keys of a store are, which need not be there; nil for a store that is in clear.
  ///
  /// - Throws: `StoreError` and `LMDBError` as for opening.
  public static func keyDirectory(ofStoreAt path: String) throws -> String? {
    do {
      return try EventLog.keyDirectory(of: Environment.open(at: path))
    } catch let error as LMDBError where error.code == .noSuchFile {
      throw StoreError.noStore(path: path)
    }
  }

  /// Notes in a store that its keys were moved to another directory.
  ///
  /// - Parameters:
  ///   - directory: where they are now, not inside the store.
  ///   - path: the store's directory.
  /// - Throws: `EncryptionError` where the keys there are not the store's, or it has none; `StoreError` and `LMDBError` as for opening.
  public static func setKeyDirectory(_ directory: String, ofStoreAt path: String) throws {
    let lock = try WriterLock(store: path)
    defer { lock.release() }
    try EventLog.setKeyDirectory(directory, of: Environment.open(at: path))
  }

  /// - Throws: `EncryptionError/notOfEncrypted(operation:path:)` for what would leave in clear what an encrypted store seals.
  package func refuseIfEncrypted(_ operation: String) throws {
    if log.seal != nil { throw EncryptionError.notOfEncrypted(operation: operation, path: path) }
  }
}
