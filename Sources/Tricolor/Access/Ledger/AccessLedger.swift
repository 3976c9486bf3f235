internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof
internal import RiskModel
internal import Synchronization

/// What was asked about persons: by which operator, for what, when, and what was refused. Append-only, with a hash tree of its own.
///
/// It lives in the directory `access` of a store, an LMDB environment of its own: a question waits for no append to the log, nor an append for it, and each process
/// that asks may write. The store names its ledger by 16 random bytes, so that neither an empty ledger nor another's passes for it. A ledger holds no answer, and
/// no pseudonym but in one row a person, which erasure removes.
public struct AccessLedger: Sendable {
  let environment: Environment
  let path: String
  let source: Source
  /// `format`, `id`, `head`, `indexed`.
  let meta: Table<[UInt8]>
  /// Index of a block's first entry → entries.
  let blocks: Table<UInt64>
  /// Index of an entry → salt and content (``LedgerDetail``).
  let details: Table<UInt64>
  /// Pseudonym → salt (``LedgerTag``).
  let persons: Table<[UInt8]>
  /// Operator's name → index of the last entry that registers it.
  let operators: Table<[UInt8]>
  /// Tag and index of an entry that has it → nothing. Made from the entries when it is asked for.
  let reads: Table<[UInt8]>
  let commits = Commits()

  /// What a ledger takes from outside.
  struct Source: Sendable {
    var clock: @Sendable () -> Instant
    var randomBits: @Sendable () -> UInt64

    init(_ surroundings: Engine.Surroundings) {
      clock = surroundings.clock
      randomBits = surroundings.randomBits
    }

    func bytes16() -> [UInt8] {
      var writer = ByteWriter(reservingBytes: 16)
      writer.write(randomBits())
      writer.write(randomBits())
      return writer.bytes
    }
  }

  /// The directory in a store's.
  public static let directoryName = "access"

  private static let magic = "TRICOLOR LEDGER"
  private static let version: UInt32 = 1
  private static let formatKey = Array("format".utf8)
  private static let idKey = Array("id".utf8)
  static let headKey = Array("head".utf8)
  static let indexedKey = Array("indexed".utf8)

  /// Makes the ledger of a store.
  ///
  /// - Returns: its identity.
  static func create(inStore store: String, mode: UInt32, _ source: Source) throws -> [UInt8] {
    let id = source.bytes16()
    var options = Environment.Options()
    options.mode = mode
    try Environment.create(at: "\(store)/\(directoryName)", options: options) { environment in
      let meta: Table<[UInt8]> = try environment.createTable("meta")
      for name in ["persons", "operators", "reads"] { _ = try environment.createTable(name, keyedBy: [UInt8].self) }
      for name in ["entries", "details"] { _ = try environment.createTable(name, keyedBy: UInt64.self) }
      var format = ByteWriter()
      format.write(magic)
      format.write(version)
      let bytes = format.bytes
      try environment.write { transaction in
        try transaction.put(bytes, at: formatKey, in: meta)
        try transaction.put(id, at: idKey, in: meta)
        try transaction.put(Head().bytes, at: headKey, in: meta)
      }
    }
    return id
  }

  /// Opens a ledger.
  ///
  /// - Parameter path: its directory.
  /// - Parameter id: what the store says that its ledger is; nil for whichever is there.
  /// - Throws: ``AccessError/noLedger(path:problem:)``; errors of the disk.
  init(at path: String, id: [UInt8]?, _ source: Source, for access: Environment.Access = .readWrite) throws {
    self.path = path
    self.source = source
    do {
      environment = try Environment.open(at: path, access: access)
      meta = try environment.table("meta")
      blocks = try environment.table("entries")
      details = try environment.table("details")
      persons = try environment.table("persons")
      operators = try environment.table("operators")
      reads = try environment.table("reads")
    } catch let error as LMDBError where [.noSuchFile, .noSuchTable, .notADirectory, .emptyFile, .invalid].contains(error.code) {
      throw AccessError.noLedger(path: path, problem: "no access ledger, which the store was made with: \(error)")
    }
    guard let found = try Self.identity(in: environment), id == nil || found == id else {
      throw AccessError.noLedger(path: path, problem: "the access ledger of another store, or none of this version")
    }
  }

  /// Which ledger an environment holds; nil for none of this version.
  static func identity(in environment: Environment) throws -> [UInt8]? {
    let meta: Table<[UInt8]> = try environment.table("meta")
    return try environment.read { transaction in
      guard let format = try transaction.value(of: formatKey, in: meta), format.byteCount == magic.utf8.count + 4,
        try format.text(at: 0, byteCount: magic.utf8.count).string == magic,
        try format.integer(UInt32.self, at: magic.utf8.count) == version
      else { return nil }
      return try transaction.value(of: idKey, in: meta)?.array
    }
  }

  func damaged(_ problem: String) -> StoreError { .damaged(path: path, problem: problem) }
}

/// Where a ledger ends.
extension AccessLedger {
  /// The hash tree over the entries, and the time of the last.
  struct Head: Hashable, Sendable {
    var tree = TreeFrontier()
    var at = Instant.earliest
  }

  func head(_ transaction: borrowing some Transaction & ~Copyable) throws -> Head {
    guard let bytes = try transaction.value(of: Self.headKey, in: meta) else { throw damaged("no head") }
    return try Head(bytes)
  }

  /// How many entries there are.
  public func count() throws -> UInt64 { try read { try head($0).tree.size } }
}

extension AccessLedger.Head {
  /// Time 4, size 8, and the roots of the complete subtrees, 32 each.
  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 12 + 32 * tree.subtrees.count)
    writer.write(at.secondsSinceEpoch)
    writer.write(tree.size)
    for subtree in tree.subtrees { writer.write(subtree.bytes) }
    return writer.bytes
  }

  init(_ bytes: RawSpan) throws {
    guard let at = Instant(secondsSinceEpoch: Int(try bytes.integer(UInt32.self, at: 0))) else {
      throw DamagedBytes("a time past 2099 in the access ledger")
    }
    let size: UInt64 = try bytes.integer(at: 4)
    let subtrees = try (0..<size.nonzeroBitCount).map {
      try Digest32(try bytes.part(at: 12 + $0 * Digest32.byteCount, byteCount: Digest32.byteCount))
    }
    self.init(tree: try TreeFrontier(size: size, subtrees: subtrees), at: at)
  }
}
