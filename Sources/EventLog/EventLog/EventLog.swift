package import LMDB
package import RiskModel

/// The append-only truth: the tables of the log in an LMDB environment, read and written inside the environment's transactions.
///
/// Holds no state but the handles of its tables, and copies of texts that were read last; where the log ends is asked of a transaction, so it is never out of date.
package struct EventLog: Sendable {
  package let environment: Environment
  package let blocks: Table<UInt64>
  let identifiers: Table<[UInt8]>
  /// The identifiers that end with a number, 64 a row; nil in a store that an earlier version made, and in an encrypted one.
  let numberedIdentifiers: Table<[UInt8]>?
  let retracted: Table<UInt64>
  let tiles: Table<[UInt8]>
  let bookmarks: Table<[UInt8]>
  /// Nil where nothing was ever erased, in a store that an earlier version made and that is only read.
  let erasures: Table<UInt64>?
  /// The ``BlockIndex`` of each block, but for those that an earlier version wrote; nil as the erasures are.
  let mentions: Table<UInt64>?
  /// The ``BlockPersons`` of each block, but for those that an earlier version wrote; nil as the erasures are, and in an encrypted log: its copies would
  /// say of an erased person in which blocks the events were.
  let persons: Table<UInt64>?
  /// What blocks hold still that was erased; nil as the erasures are.
  let redactions: Table<UInt64>?
  /// Persons that have lost old evidence; nil as the erasures are.
  let lapses: Table<[UInt8]>?
  /// What the values of an encrypted store are sealed by; nil where they are in clear.
  package let seal: StoreSeal?
  /// The tables of its keys.
  let keyTables: KeyTables?
  let recentTexts = InflatedTexts()

  /// Makes an empty store.
  ///
  /// - Parameters:
  ///   - mode: the rights of its data file.
  ///   - keys: the directory for the keys of an encrypted store; nil for one that is in clear.
  /// - Throws: ``StoreError/exists(path:)``; ``EncryptionError``; ``LMDBError``.
  package static func create(at path: String, mode: UInt32 = 0o600, keys: String? = nil) throws {
    guard let keys else { return try make(at: path, mode: mode, EncryptionMark?.none) }
    let mark = try EncryptionMark.make(in: keys)
    do {
      try make(at: path, mode: mode, mark)
    } catch {
      // They have sealed nothing.
      try? KeyFile.destroy(in: mark.directory)
      throw error
    }
  }

  private static func make(at path: String, mode: UInt32, _ mark: EncryptionMark?) throws {
    var options = Environment.Options()
    options.mode = mode
    do {
      try Environment.create(at: path, options: options) { environment in
        let meta: Table<[UInt8]> = try environment.createTable(LogFormat.TableName.meta)
        _ = try environment.createTable(LogFormat.TableName.blocks, keyedBy: UInt64.self)
        _ = try environment.createTable(LogFormat.TableName.identifiers, keyedBy: [UInt8].self)
        _ = try environment.createTable(LogFormat.TableName.retracted, keyedBy: UInt64.self)
        _ = try environment.createTable(LogFormat.TableName.tiles, keyedBy: [UInt8].self)
        _ = try environment.createTable(LogFormat.TableName.bookmarks, keyedBy: [UInt8].self)
        _ = try environment.createTable(LogFormat.TableName.erasures, keyedBy: UInt64.self)
        _ = try environment.createTable(LogFormat.TableName.mentions, keyedBy: UInt64.self)
        _ = try environment.createTable(LogFormat.TableName.redactions, keyedBy: UInt64.self)
        _ = try environment.createTable(LogFormat.TableName.lapses, keyedBy: [UInt8].self)
        if mark == nil {
          _ = try environment.createTable(LogFormat.TableName.numberedIdentifiers, keyedBy: [UInt8].self)
          _ = try environment.createTable(LogFormat.TableName.persons, keyedBy: UInt64.self)
        } else {
          _ = try KeyTables(in: environment, creates: true)
        }
        var format = ByteWriter()
        format.write(LogFormat.magic)
        format.write(mark == nil ? LogFormat.version : LogFormat.encryptedVersion)
        let bytes = format.bytes
        try environment.write { transaction in
          try transaction.put(bytes, at: Self.formatKey, in: meta)
          try mark?.put(meta, transaction)
        }
      }
    } catch let error as LMDBError where error.code == .fileExists {
      throw StoreError.exists(path: path)
    }
  }

  /// Opens the log of an environment.
  ///
  /// - Parameter isForAppending: whether a table that earlier versions did not make is made.
  /// - Throws: ``StoreError/notAStore(path:problem:)``, ``StoreError/unknownFormat(path:version:known:)``; ``EncryptionError``; ``LMDBError``.
  package init(in environment: Environment, isForAppending: Bool = false) throws {
    self.environment = environment
    do {
      let meta: Table<[UInt8]> = try environment.table(LogFormat.TableName.meta)
      let version = try Self.checkFormat(environment, meta)
      let mark = version == LogFormat.encryptedVersion ? try EncryptionMark(environment, meta) : nil
      let seal = try mark.map { StoreSeal(try KeyFile(in: $0.directory, of: $0.storeID)) }
      self.seal = seal
      keyTables = try seal.map { _ in try KeyTables(in: environment, creates: false) }
      blocks = try environment.table(LogFormat.TableName.blocks, sealedBy: seal?.blocks(LogFormat.TableName.blocks))
      identifiers = try environment.table(LogFormat.TableName.identifiers)
      numberedIdentifiers = version == LogFormat.version ? try environment.table(LogFormat.TableName.numberedIdentifiers) : nil
      retracted = try environment.table(LogFormat.TableName.retracted)
      tiles = try environment.table(LogFormat.TableName.tiles)
      bookmarks = try environment.table(LogFormat.TableName.bookmarks, sealedBy: seal?.values(of: LogFormat.TableName.bookmarks))
      erasures = try Self.laterTable(LogFormat.TableName.erasures, in: environment, isForAppending: isForAppending)
      mentions = try Self.laterTable(LogFormat.TableName.mentions, in: environment, isForAppending: isForAppending, seal)
      persons = seal == nil ? try Self.laterTable(LogFormat.TableName.persons, in: environment, isForAppending: isForAppending) : nil
      redactions = try Self.laterTable(LogFormat.TableName.redactions, in: environment, isForAppending: isForAppending, seal)
      lapses = try Self.laterTable(LogFormat.TableName.lapses, in: environment, isForAppending: isForAppending, seal)
    } catch let error as LMDBError where error.code == .noSuchTable {
      throw StoreError.notAStore(path: environment.path, problem: error.operation)
    }
  }

  /// A table that stores of the first version do not have.
  private static func laterTable<Key: TableKey>(
    _ name: String, in environment: Environment, isForAppending: Bool, _ seal: StoreSeal? = nil
  ) throws -> Table<Key>? {
    do {
      return try environment.table(name, sealedBy: seal?.values(of: name))
    } catch let error as LMDBError where error.code == .noSuchTable {
      return isForAppending ? try environment.createTable(name, sealedBy: seal?.values(of: name)) : nil
    }
  }

  private static let formatKey = Array("format".utf8)

  /// - Returns: the version.
  static func checkFormat(_ environment: Environment, _ meta: Table<[UInt8]>) throws -> UInt32 {
    let version: UInt32? = try environment.read { transaction in
      guard let found = try transaction.value(of: formatKey, in: meta) else { return nil }
      let magic = LogFormat.magic.utf8.count
      guard found.byteCount == magic + 4, try found.text(at: 0, byteCount: magic).string == LogFormat.magic else { return nil }
      return try found.integer(at: magic)
    }
    guard let version else { throw StoreError.notAStore(path: environment.path, problem: "it names no format") }
    guard LogFormat.versions.contains(version) else {
      throw StoreError.unknownFormat(path: environment.path, version: version, known: LogFormat.versions.upperBound)
    }
    return version
  }
}

/// Where a log ends.
package struct LogEnd: Hashable, Sendable {
  /// The last sequence, 0 for an empty log.
  package var sequence: UInt64
  /// When the last event was recorded; the earliest instant for an empty log.
  package var recordedAt: Instant

  package init(sequence: UInt64, recordedAt: Instant) {
    self.sequence = sequence
    self.recordedAt = recordedAt
  }
}
