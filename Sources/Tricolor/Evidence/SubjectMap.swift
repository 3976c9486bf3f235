internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof

/// The map of subjects as of the last checkpoint: every subject's key with the chain of its leaves, in order of key, and the tiles of the tree over it.
///
/// Derived from the log alone. Each checkpoint writes a new edition beside the old one and then names it, so that a reader sees one
/// edition whole; a crash leaves chunks that no manifest names, which the next checkpoint removes.
struct SubjectMap: Sendable {
  /// A subject with the chain of its leaves.
  struct Entry: Hashable {
    var key: MapKey
    var chain: LeafChain

    static let byteCount = 56

    var mapEntry: MapEntry { MapEntry(key: key, value: chain.value) }
  }

  /// What is stored, and up to where in the log.
  struct Manifest: Hashable {
    /// What the keys of its chunks begin with; 0 for none.
    var edition: UInt32 = 0
    /// The hash tree over the events that are chained, computed from them: the checkpoint's size and root.
    var log = TreeFrontier()
    /// The number of subjects, and the root over them.
    var head = MapHead(size: 0, root: LogHash.empty)
  }

  /// The entries of one chunk: those under one tile of level 8.
  static let chunkCount = 1 << UInt64(Tile.levels)
  /// What another way of computing keys, chains or leaves must change.
  static let fingerprint = "subjects 1"

  /// The most links of chains that are in memory at once, of 56 bytes each.
  let linkCount: Int
  let environment: Environment
  /// `manifest` → ``Manifest``; edition 4, level 1, index 8 → entries (level 0) or a tile's hash.
  let table: Table<[UInt8]>

  private static let tableName = "subjects"
  private static let manifestKey = Array("manifest".utf8)

  /// The map of a store, made if there is none yet.
  ///
  /// - Parameter linkCount: the most links of chains that are in memory at once, of 56 bytes each, and as much again for subjects.
  init(creatingIn environment: Environment, sealedBy seal: StoreSeal? = nil, linkCount: Int = 1 << 19) throws {
    self.linkCount = linkCount
    self.environment = environment
    table = try environment.createTable(Self.tableName, sealedBy: seal?.values(of: Self.tableName))
  }

  /// The map of a store, nil where no checkpoint was made yet.
  init?(in environment: Environment, sealedBy seal: StoreSeal? = nil) throws {
    self.environment = environment
    linkCount = 0
    do {
      table = try environment.table(Self.tableName, sealedBy: seal?.values(of: Self.tableName))
    } catch let error as LMDBError where error.code == .noSuchTable {
      return nil
    }
  }
}

/// Reading.
extension SubjectMap {
  /// What is stored; nothing, where another version of this code made it.
  ///
  /// - Throws: ``StoreError/damaged(path:problem:)``.
  func manifest(_ transaction: borrowing some Transaction & ~Copyable) throws -> Manifest {
    guard try fingerprint(transaction) == Self.fingerprint, let bytes = try transaction.value(of: Self.manifestKey, in: table) else {
      return Manifest()
    }
    try check(bytes, "manifest")
    var offset = 2 + Self.fingerprint.utf8.count
    func next<T: FixedWidthInteger & BitwiseCopyable>() throws -> T {
      defer { offset += MemoryLayout<T>.size }
      return try bytes.integer(at: offset)
    }
    func nextHash() throws -> Digest32 {
      defer { offset += Digest32.byteCount }
      return try Digest32(try bytes.part(at: offset, byteCount: Digest32.byteCount))
    }
    let edition: UInt32 = try next()
    let head = MapHead(size: try next(), root: try nextHash())
    let size: UInt64 = try next()
    let subtrees = try (0..<size.nonzeroBitCount).map { _ in try nextHash() }
    return Manifest(edition: edition, log: try TreeFrontier(size: size, subtrees: subtrees), head: head)
  }

  /// What made the stored map, nil where there is none.
  func fingerprint(_ transaction: borrowing some Transaction & ~Copyable) throws -> String? {
    guard let bytes = try transaction.value(of: Self.manifestKey, in: table) else { return nil }
    return try bytes.text(at: 2, byteCount: Int(try bytes.integer(UInt16.self, at: 0))).string
  }

  static func write(_ manifest: Manifest, to table: Table<[UInt8]>, _ transaction: borrowing WriteTransaction) throws {
    var writer = ByteWriter()
    writer.write(fingerprint, lengthAs: UInt16.self)
    writer.write(manifest.edition)
    writer.write(manifest.head.size)
    writer.write(manifest.head.root.bytes)
    writer.write(manifest.log.size)
    for subtree in manifest.log.subtrees { writer.write(subtree.bytes) }
    seal(&writer)
    try transaction.put(writer.bytes, at: manifestKey, in: table)
  }

  static func key(_ edition: UInt32, level: Int, index: UInt64) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 13)
    writer.write(edition.bigEndian)
    writer.write(UInt8(level))
    writer.write(index.bigEndian)
    return writer.bytes
  }

  /// Ends stored bytes with their checksum.
  static func seal(_ writer: inout ByteWriter) {
    // Safe: bytes are their own raw representation.
    let checksum = unsafe Checksum.of(writer.bytes.span.bytes)
    writer.write(checksum)
  }

  /// Refuses bytes that are not what was written: what a disk made of them is not to be signed.
  private func check(_ bytes: RawSpan, _ what: String) throws {
    let end = bytes.byteCount - MemoryLayout<UInt64>.size
    guard end >= 0, try bytes.integer(at: end) == Checksum.of(bytes.extracting(0..<end)) else {
      throw damaged("\(what) differs from its checksum")
    }
  }

  private func damaged(_ problem: String) -> StoreError {
    .damaged(path: environment.path, problem: "map of subjects: \(problem)")
  }

  /// The entries of a chunk, in order of key.
  func chunk(_ index: UInt64, of manifest: Manifest, _ transaction: borrowing some Transaction & ~Copyable) throws -> [Entry] {
    let bytes = try stored(level: 0, index: index, of: manifest, transaction)
    try check(bytes, "chunk \(index)")
    return try (0..<bytes.byteCount / Entry.byteCount).map { try Entry(bytes, at: $0 * Entry.byteCount) }
  }

  /// The entry at a position, without a look at its chunk's checksum: what comes of it is checked afterwards.
  func entry(_ position: UInt64, of manifest: Manifest, _ transaction: borrowing some Transaction & ~Copyable) throws -> Entry {
    let chunk = UInt64(Self.chunkCount)
    let bytes = try stored(level: 0, index: position / chunk, of: manifest, transaction)
    return try Entry(bytes, at: Int(position % chunk) * Entry.byteCount)
  }

  /// The chain of a key, nil where it has none. O(log subjects).
  func chain(of key: MapKey, in manifest: Manifest, _ transaction: borrowing some Transaction & ~Copyable) throws -> LeafChain? {
    let position = try (0..<manifest.head.size).firstReached { try entry($0, of: manifest, transaction).key >= key }
    guard position < manifest.head.size else { return nil }
    let found = try entry(position, of: manifest, transaction)
    return found.key == key ? found.chain : nil
  }

  /// Proves a key present or absent. O(log subjects), and at most 511 leaves hashed.
  func proof(of key: MapKey, in manifest: Manifest, _ transaction: borrowing some Transaction & ~Copyable) throws -> MapProof {
    var reader = TileReader(size: manifest.head.size)
    return try MapProof.make(key: key, size: manifest.head.size, entry: { try entry($0, of: manifest, transaction).mapEntry }) {
      level, index in
      try reader.subtree(level: level, index: index) { level, indices in
        guard level == 0 else {
          return try indices.map { try Digest32(try stored(level: level, index: $0, of: manifest, transaction)) }
        }
        // A row of leaves is what lies under one tile: one chunk.
        return try chunk(indices.lowerBound / UInt64(Self.chunkCount), of: manifest, transaction).map(\.mapEntry.leafHash)
      }
    }
  }

  @_lifetime(borrow transaction)
  func stored(
    level: Int, index: UInt64, of manifest: Manifest, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> RawSpan {
    guard let bytes = try transaction.value(of: Self.key(manifest.edition, level: level, index: index), in: table) else {
      throw damaged("no chunk or tile \(index) of level \(level)")
    }
    return bytes
  }
}

extension SubjectMap.Entry {
  init(_ bytes: RawSpan, at offset: Int) throws {
    key = MapKey(
      high: UInt64(bigEndian: UInt64(littleEndian: try bytes.integer(at: offset))),
      low: UInt64(bigEndian: UInt64(littleEndian: try bytes.integer(at: offset + 8))))
    chain = LeafChain(count: try bytes.integer(at: offset + 16), digest: try Digest32(try bytes.part(at: offset + 24, byteCount: 32)))
  }

  func write(to writer: inout ByteWriter) {
    writer.write(key.high.bigEndian)
    writer.write(key.low.bigEndian)
    writer.write(chain.count)
    writer.write(chain.digest.bytes)
  }
}
