internal import EventLog
internal import CLibrary
internal import Histories
internal import LMDB
internal import LogProof
internal import RiskModel

/// What is made from the entries when it is asked for: which entries are about which person, and the map that proves that they are all.
extension AccessLedger {
  /// The entries that are read in one transaction.
  private static let stepEntryCount: UInt64 = 65_536

  /// The names under which an entry stands in the map.
  static func keys(of entry: LedgerEntry) -> [MapKey] { entry.concernsEveryone ? entry.tags + [LedgerTag.everyone] : entry.tags }

  /// Brings the index of reads and the map up to the end of the ledger.
  ///
  /// - Returns: what the map is of.
  /// - Complexity: O(entries since the last time), and where there are some two hashes and 56 bytes written for every person that was ever asked about.
  @discardableResult
  func advance() throws -> SubjectMap.Manifest {
    let lock = try waitForLock()
    defer { lock.release() }
    try environment.followReplacement()
    let head = try environment.read { try self.head($0) }
    try indexReads(to: head.tree.size)
    let map = try SubjectMap(creatingIn: environment)
    let manifest = try map.advance(to: head.tree.size) { tree, links in try read(to: head.tree.size, &tree, &links) }
    guard manifest.log == head.tree else { throw damaged("its head is not the hashes of its entries") }
    return manifest
  }

  /// One process at a time makes these: a lock on a file beside the ledger's.
  func waitForLock() throws -> WriterLock {
    while true {
      do {
        return try WriterLock(store: path)
      } catch StoreError.otherWriter {
        // Another process has it for the time of an advance.
        usleep(1_000)
      }
    }
  }

  private func indexReads(to size: UInt64) throws {
    while true {
      let isDone = try environment.write { transaction -> Bool in
        let first = try indexedCount(transaction)
        let end = min(first + Self.stepEntryCount, size)
        guard first < end else { return true }
        var rows: [[UInt8]] = []
        try forEachEntry(from: first, transaction) { entry in
          guard entry.index < end else { return false }
          rows += Self.keys(of: entry).map { Self.readKey($0, entry.index) }
          return true
        }
        for row in rows.sorted(by: { $0.lexicographicallyPrecedes($1) }) { try transaction.put([], at: row, in: reads) }
        var indexed = ByteWriter(reservingBytes: 8)
        indexed.write(end)
        try transaction.put(indexed.bytes, at: Self.indexedKey, in: meta)
        return end == size
      }
      if isDone { return }
    }
  }

  /// How many entries are in the index of reads.
  func indexedCount(_ transaction: borrowing some Transaction & ~Copyable) throws -> UInt64 {
    try transaction.value(of: Self.indexedKey, in: meta)?.integer(at: 0) ?? 0
  }

  static func readKey(_ key: MapKey, _ index: UInt64) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 24)
    writer.write(key.bytes)
    writer.write(index.bigEndian)
    return writer.bytes
  }

  /// The entries that have a key, below a size, in order.
  func indices(of key: MapKey, below size: UInt64, _ transaction: borrowing ReadTransaction) throws -> [UInt64] {
    try transaction.withCursor(over: reads) { cursor in
      var found: [UInt64] = []
      var goesOn = try cursor.seek(atOrAfter: Self.readKey(key, 0))
      while goesOn, try MapKey(cursor.key, at: 0) == key {
        let index = UInt64(bigEndian: UInt64(littleEndian: try cursor.key.integer(at: MapKey.byteCount)))
        if index < size { found.append(index) }
        goesOn = try cursor.next()
      }
      return found
    }
  }

  /// Reads the entries after those of a tree.
  private func read(to size: UInt64, _ tree: inout TreeFrontier, _ links: inout ChainLinks) throws {
    while tree.size < size {
      let end = min(tree.size + Self.stepEntryCount, size)
      try environment.read { transaction in
        try forEachEntry(from: tree.size, transaction) { entry in
          guard entry.index < end else { return false }
          guard entry.index == tree.size else { throw damaged("entry \(tree.size): missing, found \(entry.index)") }
          let hash = entry.leafHash
          tree.append(hash)
          for key in Self.keys(of: entry) { try links.append(ChainLink(key: key, index: entry.index, leafHash: hash)) }
          return true
        }
      }
      guard tree.size == end else { throw damaged("entry \(tree.size): missing") }
    }
  }
}
