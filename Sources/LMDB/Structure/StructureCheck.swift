/// One pass over the pages of a state that something leads to.
///
/// Every page of the file must be used exactly once: as a meta page, in one table, or in the list of free pages.
struct StructureCheck {
  let file: PageFile
  let meta: MetaPage
  let extent: Extent
  /// The pages that the file has.
  private let pageCount: Int
  /// Whether something leads to a page.
  private var isUsed: [Bool]
  /// The newest transaction that freed a page.
  private var newestFreeing: UInt64 = 0
  private var tables: [Tally] = []
  /// The leaves of tables, which lead to no page but those of long values: they are read last, in the order of the file.
  private var leaves: [Leaf] = []
  /// The branch pages of which ``Bound``s are keys: those above a page, and those of all leaves that are to be read.
  private var branches: [Page] = []
  private var ends: [UInt16] = []

  /// LMDB's cursors have room for so many pages from the top of a table.
  private static let maximumDepth = 32
  /// What the top of an empty table is.
  private static let noPage = UInt64.max
  /// The most leaves that are read at once.
  private static let runPageCount = 16

  /// How far a check goes.
  enum Extent {
    /// To every page, but for the leaves of the tables of some names.
    case everything(but: Set<String>)
    /// To all pages that lead to others, some two in a hundred, and the lists of tables and of free pages: after it, a reader that follows a page comes
    /// to an end inside the file, and a writer writes over no page in use. The leaves of tables are counted, and not read.
    case branches
  }

  init(_ file: PageFile, _ extent: Extent) throws {
    self.file = file
    self.extent = extent
    meta = try MetaPage.newest(of: file)
    // Asked after the state: another process writes pages before it names them.
    pageCount = try file.byteCount / meta.pageByteCount
    isUsed = Array(repeating: false, count: Int(meta.lastPage) + 1)
    isUsed[0] = true
    isUsed[1] = true
  }

  /// - Throws: ``StructureFault`` for the first page at fault; ``LMDBError`` where the disk fails.
  mutating func run() throws {
    try checkIsWhole()
    // A commit frees at least the top of the table of tables: a header that claims another age than its pages was damaged.
    guard newestFreeing == meta.transaction || meta.free.entryCount == 0 else {
      throw StructureFault(
        page: 0, problem: "the state of transaction \(meta.transaction), whose pages are of transaction \(newestFreeing)")
    }
    try walk(meta.main, .main)
    try readLeaves()
    for table in tables { try table.check() }
    guard case .everything(let unread) = extent, unread.isEmpty else { return }
    if let lost = isUsed.firstIndex(of: false) { throw StructureFault(page: UInt64(lost), problem: "neither used nor free") }
  }

  /// Checks that the file has every page but free ones: LMDB does not write a page that one transaction makes and then needs no more, and the file may
  /// end before it. For a check that has done nothing yet.
  ///
  /// - Complexity: O(lists of free pages).
  mutating func checkIsWhole() throws {
    try walk(meta.free, .free)
    if let missing = isUsed.indices.dropFirst(pageCount).first(where: { !isUsed[$0] }) {
      throw StructureFault(page: UInt64(missing), problem: "neither free nor in the file, of \(pageCount) pages", code: .truncated)
    }
  }

  /// What a table holds.
  private enum Content {
    /// Lists of free pages, by the number of the transaction that freed them.
    case free
    /// The other tables, by name.
    case main
    case entries
  }

  /// What a walk has come across of a table.
  private struct Tally {
    let record: TableRecord
    let content: Content
    /// Whether its leaves are read.
    let isRead: Bool
    var branchPageCount: UInt64 = 0
    var leafPageCount: UInt64 = 0
    var overflowPageCount: UInt64 = 0
    var entryCount: UInt64 = 0

    func check() throws(StructureFault) {
      guard branchPageCount == record.branchPageCount, leafPageCount == record.leafPageCount,
        !isRead || overflowPageCount == record.overflowPageCount && entryCount == record.entryCount
      else {
        let found = "\(branchPageCount) + \(leafPageCount) + \(overflowPageCount) pages, \(entryCount) entries"
        throw StructureFault(page: record.root, problem: "the top of a table of \(found), expected what its record says")
      }
    }
  }

  /// A key of a branch page further up. Small, since each leaf has two.
  private struct Bound {
    /// Where in the list of branches the page is.
    let branch: UInt32
    let start: UInt16
    let byteCount: UInt16

    init(_ branch: Int, _ key: Range<Int>) {
      // In a page of 65,536 bytes an empty key may stand at the end.
      (self.branch, start, byteCount) = (UInt32(branch), UInt16(truncatingIfNeeded: key.lowerBound), UInt16(key.count))
    }

    var key: Range<Int> { Int(start)..<Int(start) + Int(byteCount) }
  }

  /// A leaf that is still to be read.
  private struct Leaf {
    let number: UInt64
    let table: Int
    /// The least key that may stand in it, and the least that may not.
    let keys: (least: Bound?, end: Bound?)
  }

  private mutating func walk(_ table: TableRecord, _ content: Content, isRead: Bool = true) throws {
    tables.append(Tally(record: table, content: content, isRead: isRead))
    if table.root == Self.noPage {
      guard table.depth == 0 else { throw StructureFault(page: 0, problem: "an empty table that is \(table.depth) pages deep") }
    } else {
      guard table.depth >= 1, table.depth <= Self.maximumDepth else {
        throw StructureFault(page: table.root, problem: "the top of a table that is \(table.depth) pages deep")
      }
      // A record may claim more than there are.
      if content == .entries, isRead {
        leaves.reserveCapacity(leaves.count + min(Int(clamping: table.leafPageCount), pageCount))
      }
      try walk(table.root, levels: table.depth, keys: (nil, nil), of: tables.count - 1)
    }
  }

  private mutating func walk(_ number: UInt64, levels: Int, keys: (least: Bound?, end: Bound?), of table: Int) throws {
    try claim(number, count: 1)
    guard levels > 1 else {
      tables[table].leafPageCount += 1
      let leaf = Leaf(number: number, table: table, keys: keys)
      // What leads to pages is read at once.
      if tables[table].content != .entries { return try check(leaf, read(number)) }
      if tables[table].isRead { leaves.append(leaf) }
      return
    }
    tables[table].branchPageCount += 1
    let page = try read(number)
    let nodes = try leadingNodes(of: page, .branch, keys: keys, in: table)
    let branch = branches.count
    branches.append(page)
    for (index, node) in nodes.enumerated() {
      let least = index == 0 ? keys.least : Bound(branch, node.key)
      let end = index + 1 < nodes.count ? Bound(branch, nodes[index + 1].key) : keys.end
      try walk(node.child, levels: levels - 1, keys: (least, end), of: table)
    }
    // No leaf is compared with its keys any more.
    if !tables[table].isRead { branches.removeLast() }
  }

  /// Reads the leaves, those that stand one behind another together.
  private mutating func readLeaves() throws {
    if leaves.isEmpty { return }
    leaves.sort { $0.number < $1.number }
    // One for all runs: the system hands out memory anew page by page.
    var buffer = [UInt8](repeating: 0, count: Self.runPageCount * meta.pageByteCount)
    var first = 0
    while first < leaves.count {
      var end = first + 1
      while end < leaves.count, end - first < Self.runPageCount, leaves[end].number == leaves[end - 1].number + 1 { end += 1 }
      let number = leaves[first].number
      try file.read((end - first) * meta.pageByteCount, at: Int(number) * meta.pageByteCount, of: number, into: &buffer)
      for index in first..<end {
        let page = Page(
          number: leaves[index].number, in: buffer, at: (index - first) * meta.pageByteCount, byteCount: meta.pageByteCount)
        try check(leaves[index], page)
      }
      first = end
    }
  }

  private mutating func check(_ leaf: Leaf, _ page: Page) throws {
    for node in try leadingNodes(of: page, .leaf, keys: leaf.keys, in: leaf.table) { try check(node, page, in: leaf.table) }
  }

  /// Checks a page's nodes and their order, and returns those that lead to something: all of a branch.
  private mutating func leadingNodes(
    of page: Page, _ kind: Page.Kind, keys: (least: Bound?, end: Bound?), in table: Int
  ) throws -> [Node] {
    try page.check(kind)
    let content = tables[table].content
    // LMDB ignores the first key of a branch.
    var ignoredCount = kind == .branch ? 1 : 0
    var leading: [Node] = []
    var previous: Range<Int>?
    var count = 0
    try page.forEachNode(kind, ends: &ends) { node in
      count += 1
      if kind == .branch || content != .entries || node.flags != 0 { leading.append(node) }
      guard ignoredCount == 0 else { return ignoredCount -= 1 }
      if let previous {
        guard Self.precedes(page, previous, page, node.key, content) else { throw page.fault("keys out of order") }
      } else if let least = keys.least, Self.precedes(page, node.key, branches[Int(least.branch)], least.key, content) {
        throw page.fault("a key too low")
      }
      previous = node.key
    }
    if let end = keys.end, let previous, !Self.precedes(page, previous, branches[Int(end.branch)], end.key, content) {
      throw page.fault("a key too high")
    }
    if kind == .leaf { tables[table].entryCount += UInt64(count) }
    return leading
  }

  /// Checks what an entry leads to.
  private mutating func check(_ node: Node, _ page: Page, in table: Int) throws {
    let content = tables[table].content
    var value = page
    var range = node.value
    if node.flags == Page.NodeFlag.overflow {
      let first: UInt64 = page.integer(at: node.value.lowerBound)
      let byteCount = Page.headerByteCount + node.valueByteCount
      let pageCount = (byteCount + meta.pageByteCount - 1) / meta.pageByteCount
      try claim(first, count: pageCount)
      tables[table].overflowPageCount += UInt64(pageCount)
      // The value itself is not looked at here, unless it is a list of free pages.
      value = try read(first, byteCount: content == .free ? byteCount : Page.headerByteCount)
      try value.check(.overflow)
      guard value.integer(UInt32.self, at: Page.pageCountOffset) == UInt32(pageCount) else {
        throw value.fault("a value on another number of pages than \(pageCount)")
      }
      range = Page.headerByteCount..<byteCount
    }
    switch content {
    case .entries: guard node.flags != Page.NodeFlag.table else { throw page.fault("a table inside a table") }
    case .main:
      guard node.flags == Page.NodeFlag.table, node.value.count == TableRecord.byteCount else {
        throw page.fault("an entry that is no table")
      }
      let table = TableRecord(page, at: node.value.lowerBound)
      guard table.flags == 0 else { throw page.fault("a table of the kind \(table.flags), which nobody makes here") }
      try walk(table, .entries, isRead: isRead(String(decoding: page.bytes[node.key], as: UTF8.self)))
    case .free: try claimFree(value, range, freedBy: node.key.count == 8 ? page.integer(at: node.key.lowerBound) : 0)
    }
  }

  /// Whether the leaves of a table are read.
  private func isRead(_ table: String) -> Bool {
    guard case .everything(let unread) = extent else { return false }
    return !unread.contains(table)
  }

  /// A list of free pages: their number, then theirs, in descending order.
  private mutating func claimFree(_ page: Page, _ range: Range<Int>, freedBy transaction: UInt64) throws {
    guard transaction >= 1, transaction <= meta.transaction else { throw page.fault("pages freed by transaction \(transaction)") }
    newestFreeing = max(newestFreeing, transaction)
    guard range.count >= 8, range.count % 8 == 0 else { throw page.fault("a list of free pages of \(range.count) bytes") }
    let count: UInt64 = page.integer(at: range.lowerBound)
    guard count <= UInt64(range.count / 8 - 1) else { throw page.fault("\(count) free pages in \(range.count) bytes") }
    var last = UInt64.max
    for index in 0..<Int(count) {
      let free: UInt64 = page.integer(at: range.lowerBound + 8 + index * 8)
      guard free < last else { throw page.fault("free pages out of order") }
      last = free
      try claim(free, count: 1)
    }
  }

  private mutating func claim(_ first: UInt64, count: Int) throws(StructureFault) {
    guard first <= meta.lastPage, UInt64(count) <= meta.lastPage - first + 1 else {
      throw StructureFault(page: first, problem: "past the last page, \(meta.lastPage)")
    }
    for number in Int(first)..<Int(first) + count {
      guard !isUsed[number] else { throw StructureFault(page: UInt64(number), problem: "used twice") }
      isUsed[number] = true
    }
  }

  private func read(_ number: UInt64, byteCount: Int? = nil) throws -> Page {
    try file.read(number, byteCount: byteCount ?? meta.pageByteCount, at: Int(number) * meta.pageByteCount)
  }

  /// Whether a key stands before another: as bytes, or as integers in the list of free pages.
  @inline(__always)
  private static func precedes(
    _ left: Page, _ leftKey: Range<Int>, _ right: Page, _ rightKey: Range<Int>, _ content: Content
  ) -> Bool {
    guard content == .free else { return left.precedes(leftKey, right, rightKey) }
    guard leftKey.count == 8, rightKey.count == 8 else { return false }
    return left.integer(UInt64.self, at: leftKey.lowerBound) < right.integer(UInt64.self, at: rightKey.lowerBound)
  }
}
