import CLibrary
package import LMDB

/// What an encrypted store says of its keys, in clear: their owner, and where they are.
struct EncryptionMark {
  /// The identifier of the store, which its file of keys has too.
  let storeID: [UInt8]
  /// The directory of the keys, an absolute path.
  let directory: String

  private static let storeIDKey = Array("store".utf8)
  private static let directoryKey = Array("keys".utf8)

  /// Makes the keys of a store that is to be made.
  ///
  /// - Throws: ``LMDBError``, with ``LMDBError/Code/fileExists`` where there are keys.
  static func make(in directory: String) throws(LMDBError) -> EncryptionMark {
    let storeID = try KeyFile.make(in: directory)
    return EncryptionMark(storeID: storeID, directory: try absolute(directory))
  }

  private init(storeID: [UInt8], directory: String) {
    (self.storeID, self.directory) = (storeID, directory)
  }

  /// Reads it.
  ///
  /// - Throws: ``StoreError/damaged(path:problem:)``.
  init(_ environment: Environment, _ meta: Table<[UInt8]>) throws {
    let rows = try environment.read { transaction in
      try (
        transaction.value(of: Self.storeIDKey, in: meta)?.array, transaction.value(of: Self.directoryKey, in: meta)?.array
      )
    }
    guard let storeID = rows.0, let directory = rows.1 else {
      throw StoreError.damaged(path: environment.path, problem: "encrypted, and it does not say where its keys are")
    }
    self.init(storeID: storeID, directory: String(decoding: directory, as: UTF8.self))
  }

  /// Writes it into a store's `meta` table.
  func put(_ meta: Table<[UInt8]>, _ transaction: borrowing WriteTransaction) throws {
    try transaction.put(storeID, at: Self.storeIDKey, in: meta)
    try transaction.put(Array(directory.utf8), at: Self.directoryKey, in: meta)
  }

  /// The same keys in another place, to which the operator has moved them.
  func moved(to directory: String, ofStoreAt store: String) throws -> EncryptionMark {
    _ = try KeyFile(in: directory, of: storeID)
    let path = try Self.absolute(directory)
    guard !"\(path)/".hasPrefix("\(try Self.absolute(store))/") else { throw EncryptionError.insideStore(path: directory) }
    return EncryptionMark(storeID: storeID, directory: path)
  }

  private static func absolute(_ path: String) throws(LMDBError) -> String {
    // Safe: the path is a C string for the call; what is returned is copied and given back.
    guard let absolute = unsafe realpath(path, nil) else { throw LMDBError(.init(rawValue: errno), operation: "realpath", path: path) }
    defer { unsafe free(absolute) }
    return unsafe String(cString: absolute)
  }
}

extension EventLog {
  /// Whether the store of an environment is encrypted, and where its keys are then.
  package static func keyDirectory(of environment: Environment) throws -> String? {
    let meta: Table<[UInt8]> = try environment.table(LogFormat.TableName.meta)
    guard try checkFormat(environment, meta) == LogFormat.encryptedVersion else { return nil }
    return try EncryptionMark(environment, meta).directory
  }

  /// Notes that the keys of a store were moved.
  ///
  /// - Throws: ``EncryptionError`` where the keys there are not the store's, or the store has none; ``LMDBError``. Nothing is changed then.
  package static func setKeyDirectory(_ directory: String, of environment: Environment) throws {
    let meta: Table<[UInt8]> = try environment.table(LogFormat.TableName.meta)
    guard try checkFormat(environment, meta) == LogFormat.encryptedVersion else {
      throw EncryptionError.notEncrypted(path: environment.path)
    }
    let moved = try EncryptionMark(environment, meta).moved(to: directory, ofStoreAt: environment.path)
    try environment.write { try moved.put(meta, $0) }
  }

  /// Writes over the keys of a store and removes them: all that they sealed is gone.
  package static func destroyKeys(in directory: String) throws { try KeyFile.destroy(in: directory) }
}
