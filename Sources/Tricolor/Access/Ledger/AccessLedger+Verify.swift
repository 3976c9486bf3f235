internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof
internal import RiskModel

extension AccessLedger {
  /// Reads everything: every entry, its hash, every row that is made from entries, and the ledger against what checkpoints state of it.
  ///
  /// - Parameter heads: what checkpoints of the store state.
  /// - Returns: what is not as it should be; none for a sound ledger.
  /// - Complexity: O(entries) in time; memory for some 100 bytes a person.
  /// - Throws: errors of the disk.
  func faults(against heads: [LedgerHead]) throws -> [String] {
    do {
      try environment.followReplacement()
      try environment.checkStructure()
      let map = try SubjectMap(in: environment)
      return try environment.read { transaction in
        let manifest = try map?.manifest(transaction)
        var audit = LedgerAudit(
          ledger: self, heads: heads, map: map, stored: manifest?.edition == 0 ? nil : manifest, indexed: try indexedCount(transaction))
        try forEachEntry(from: 0, transaction) { try audit.take($0, transaction) }
        return try audit.finish(transaction)
      }.map { "access ledger: \($0)" }
    } catch StoreError.damaged(_, let problem) {
      return ["access ledger: \(problem)"]
    } catch let error as DamagedBytes {
      return ["access ledger: \(error.problem)"]
    } catch let error as LMDBError where error.code == .corrupted {
      return ["access ledger: \(error)"]
    }
  }
}

/// One pass over a ledger.
private struct LedgerAudit {
  let ledger: AccessLedger
  let heads: [LedgerHead]
  let map: SubjectMap?
  let stored: SubjectMap.Manifest?
  private var faults: [String] = []
  private var tree = TreeFrontier()
  private var at = Instant.earliest
  private var chains: [MapKey: LeafChain] = [:]
  private var operators: [Text: UInt64] = [:]
  /// The entries that the index of reads is said to name, and the rows of it that entries explain.
  private let indexed: UInt64
  private var readCount = 0
  private var erased: Set<MapKey> = []
  /// Entries of which a detail is missing, which an erasure must explain.
  private var bare: [LedgerEntry] = []

  init(ledger: AccessLedger, heads: [LedgerHead], map: SubjectMap?, stored: SubjectMap.Manifest?, indexed: UInt64) {
    self.ledger = ledger
    self.heads = heads
    self.map = map
    self.stored = stored
    self.indexed = indexed
  }

  mutating func take(_ entry: LedgerEntry, _ transaction: borrowing ReadTransaction) throws -> Bool {
    if tree.size == 0 { try compare(transaction) }
    guard entry.index == tree.size else {
      faults.append("entry \(tree.size): missing, found \(entry.index)")
      return false
    }
    if entry.at < at { faults.append("entry \(entry.index): at \(entry.at), before \(at)") }
    at = entry.at
    let hash = entry.leafHash
    tree.append(hash)
    for key in AccessLedger.keys(of: entry) {
      chains[key, default: LeafChain()].append(index: entry.index, leafHash: hash)
      guard try transaction.contains(AccessLedger.readKey(key, entry.index), in: ledger.reads) else {
        if entry.index < indexed { faults.append("entry \(entry.index): the index of reads does not name it") }
        continue
      }
      readCount += 1
    }
    switch try ledger.detail(of: entry.index, transaction) {
    case let detail?:
      if detail.digest != entry.detailDigest { faults.append("entry \(entry.index): its statement is not what was stated") }
    case nil:
      if entry.detailDigest != nil { bare.append(entry) }
    }
    if entry.act == .registered { operators[entry.operatorName] = entry.index }
    if entry.act == .erased { erased.formUnion(entry.tags) }
    try compare(transaction)
    return true
  }

  /// Holds what is stored or stated of this size of the ledger against its entries.
  private mutating func compare(_ transaction: borrowing ReadTransaction) throws {
    let size = tree.size
    guard heads.contains(where: { $0.size == size }) || stored?.log.size == size else { return }
    let entries = chains.map { SubjectMap.Entry(key: $0, chain: $1) }.sorted { $0.key < $1.key }
    var builder = SortedMapBuilder()
    for entry in entries { try builder.append(entry.mapEntry) }
    let head = LedgerHead(size: size, root: tree.root(), persons: MapHead(size: builder.size, root: builder.root()))
    for stated in heads where stated.size == size && stated != head {
      faults.append("entries 0 to \(size): not those of a checkpoint; changed, removed, inserted or in another order")
    }
    guard let map, let stored, stored.log.size == size else { return }
    guard LedgerHead(stored) == head else { return faults.append("map of persons: not what its entries say") }
    for (position, entry) in entries.enumerated() where try map.entry(UInt64(position), of: stored, transaction) != entry {
      return faults.append("map of persons: entry \(position) is not what the ledger says")
    }
  }

  mutating func finish(_ transaction: borrowing ReadTransaction) throws -> [String] {
    let head = try ledger.head(transaction)
    if head.tree != tree { faults.append("its head is of \(head.tree.size) entries or others, where there are \(tree.size)") }
    if let newest = heads.map(\.size).max(), newest > tree.size {
      faults.append("it ends at \(tree.size), before a checkpoint's \(newest): entries were removed, or it was rolled back")
    }
    if let stored, stored.log.size > tree.size {
      faults.append("map of persons: of \(stored.log.size) entries, where there are \(tree.size)")
    }
    for entry in bare where erased.isDisjoint(with: entry.tags) {
      faults.append("entry \(entry.index): its statement is missing, and no erasure says so")
    }
    try checkPersons(transaction)
    try checkReads(transaction)
    let registered = try ledger.operatorIndices(transaction)
    if registered != operators { faults.append("the registered operators are not those that its entries register") }
    return faults
  }

  /// Each tag is that of one row, or was erased.
  private mutating func checkPersons(_ transaction: borrowing ReadTransaction) throws {
    var tags: Set<MapKey> = []
    try transaction.withCursor(over: ledger.persons) { cursor in
      while try cursor.next() { tags.insert(LedgerTag(person: try cursor.key.person(at: 0), salt: try cursor.value.array).key) }
    }
    let named = Set(chains.keys).subtracting([LedgerTag.everyone])
    let unknown = named.subtracting(tags).subtracting(erased)
    if !unknown.isEmpty { faults.append("\(unknown.count) persons of its entries have no row, and no erasure says so") }
    if !tags.isSubset(of: named) { faults.append("\(tags.subtracting(named).count) persons have a row and no entry") }
  }

  private mutating func checkReads(_ transaction: borrowing ReadTransaction) throws {
    let count = try transaction.size(of: ledger.reads).entryCount
    if count != readCount { faults.append("the index of reads has \(count) rows, of which its entries explain \(readCount)") }
  }
}

extension AccessLedger {
  /// By operator, the index of the entry that is said to register it last.
  fileprivate func operatorIndices(_ transaction: borrowing ReadTransaction) throws -> [Text: UInt64] {
    var found: [Text: UInt64] = [:]
    try transaction.withCursor(over: operators) { cursor in
      while try cursor.next() { found[try cursor.key.text(at: 0, byteCount: cursor.key.byteCount)] = try cursor.value.integer(at: 0) }
    }
    return found
  }
}
