/// One pass over every page of a state that something leads to.
///
/// Every page of the file must be used exactly once: as a meta page, in one table, or in the list of free pages.
struct StructureCheck {
  let file: PageFile
  let meta: MetaPage
  /// Whether something leads to a page.
  private var isUsed: [Bool]
  /// The newest transaction that freed a page.
  private var newestFreeing: UInt64 = 0

  /// LMDB's cursors have room for so many pages from the top of a table.
  private static let maximumDepth = 32
  /// What the top of an empty table is.
  private static let noPage = UInt64.max

  init(_ file: PageFile) throws {
    self.file = file
    meta = try MetaPage.newest(of: file)
    // Asked after the state: another process writes pages before it names them.
    let pageCount = try file.byteCount / meta.pageByteCount
    guard meta.lastPage >= 1, meta.lastPage < UInt64(pageCount) else {
      throw StructureFault(page: 0, problem: "the last page is \(meta.lastPage), the file has \(pageCount)", code: .truncated)
    }
    isUsed = Array(repeating: false, count: Int(meta.lastPage) + 1)
    isUsed[0] = true
    isUsed[1] = true
  }

  /// - Throws: ``StructureFault`` for the first page at fault; ``LMDBError`` where the disk fails.
  mutating func run() throws {
    try walk(meta.free, .free)
    // A commit frees at least the top of the table of tables: a header that claims another age than its pages was damaged.
    guard newestFreeing == meta.transaction || meta.free.entryCount == 0 else {
      throw StructureFault(
        page: 0, problem: "the state of transaction \(meta.transaction), whose pages are of transaction \(newestFreeing)")
    }
    try walk(meta.main, .main)
    if let lost = isUsed.firstIndex(of: false) { throw StructureFault(page: UInt64(lost), problem: "neither used nor free") }
  }

  /// What a table holds.
  private enum Content {
    /// Lists of free pages, by the number of the transaction that freed them.
    case free
    /// The other tables, by name.
    case main
    case entries
  }

  /// What a walk has come across.
  private struct Tally {
    var branchPageCount: UInt64 = 0
    var leafPageCount: UInt64 = 0
    var overflowPageCount: UInt64 = 0
    var entryCount: UInt64 = 0
  }

  private mutating func walk(_ table: TableRecord, _ content: Content) throws {
    var tally = Tally()
    if table.root == Self.noPage {
      guard table.depth == 0 else { throw StructureFault(page: 0, problem: "an empty table that is \(table.depth) pages deep") }
    } else {
      guard table.depth >= 1, table.depth <= Self.maximumDepth else {
        throw StructureFault(page: table.root, problem: "the top of a table that is \(table.depth) pages deep")
      }
      try walk(table.root, levels: table.depth, keys: (nil, nil), content, &tally)
    }
    guard
      tally.branchPageCount == table.branchPageCount, tally.leafPageCount == table.leafPageCount,
      tally.overflowPageCount == table.overflowPageCount, tally.entryCount == table.entryCount
    else { throw StructureFault(page: table.root, problem: "the top of a table of \(tally), expected what its record says") }
  }

  /// - Parameter keys: the least key that may stand below the page, and the least that may not.
  private mutating func walk(
    _ number: UInt64, levels: Int, keys: (least: [UInt8]?, end: [UInt8]?), _ content: Content, _ tally: inout Tally
  ) throws {
    let kind: Page.Kind = levels == 1 ? .leaf : .branch
    try claim(number, count: 1)
    let page = try read(number, kind)
    let nodes = try page.nodes(kind)
    // LMDB ignores the first key of a branch.
    for index in (kind == .branch ? 2 : 1)..<max(nodes.count, kind == .branch ? 2 : 1) {
      guard Self.precedes(page, nodes[index - 1].key, nodes[index].key, content) else { throw page.fault("keys out of order") }
    }
    let first = nodes[kind == .branch ? 1 : 0].key
    if let least = keys.least, Self.precedes(page.bytes, first, least, 0..<least.count, content) { throw page.fault("a key too low") }
    if let end = keys.end, let last = nodes.last?.key, !Self.precedes(page.bytes, last, end, 0..<end.count, content) {
      throw page.fault("a key too high")
    }
    switch kind {
    case .branch:
      tally.branchPageCount += 1
      for (index, node) in nodes.enumerated() {
        let least = index == 0 ? keys.least : Array(page.bytes[node.key])
        let end = index + 1 < nodes.count ? Array(page.bytes[nodes[index + 1].key]) : keys.end
        try walk(node.child, levels: levels - 1, keys: (least, end), content, &tally)
      }
    default:
      tally.leafPageCount += 1
      tally.entryCount += UInt64(nodes.count)
      for node in nodes { try check(node, page, content, &tally) }
    }
  }

  /// Checks what an entry leads to.
  private mutating func check(_ node: Node, _ page: Page, _ content: Content, _ tally: inout Tally) throws {
    var value = page
    var range = node.value
    if node.flags == Page.NodeFlag.overflow {
      let first: UInt64 = page.integer(at: node.value.lowerBound)
      let byteCount = Page.headerByteCount + node.valueByteCount
      let pageCount = (byteCount + meta.pageByteCount - 1) / meta.pageByteCount
      try claim(first, count: pageCount)
      tally.overflowPageCount += UInt64(pageCount)
      // The value itself is nobody's business here, unless it is a list of free pages.
      value = try read(first, .overflow, byteCount: content == .free ? byteCount : Page.headerByteCount)
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
      try walk(table, .entries)
    case .free: try claimFree(value, range, freedBy: node.key.count == 8 ? page.integer(at: node.key.lowerBound) : 0)
    }
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

  private func read(_ number: UInt64, _ kind: Page.Kind, byteCount: Int? = nil) throws -> Page {
    let page = try file.read(number, byteCount: byteCount ?? meta.pageByteCount, at: Int(number) * meta.pageByteCount)
    guard page.kind == kind else { throw page.fault("not the \(kind) page that was expected") }
    guard page.integer(UInt64.self, at: Page.numberOffset) == number else { throw page.fault("a page of another number") }
    return page
  }

  private static func precedes(_ page: Page, _ left: Range<Int>, _ right: Range<Int>, _ content: Content) -> Bool {
    precedes(page.bytes, left, page.bytes, right, content)
  }

  /// Whether a key stands before another: as bytes, or as integers in the list of free pages.
  private static func precedes(
    _ left: [UInt8], _ leftKey: Range<Int>, _ right: [UInt8], _ rightKey: Range<Int>, _ content: Content
  ) -> Bool {
    if content == .free {
      // On the machines that this runs on, integers are little-endian: the last byte counts most.
      return left[leftKey].reversed().lexicographicallyPrecedes(right[rightKey].reversed())
    }
    return left[leftKey].lexicographicallyPrecedes(right[rightKey])
  }
}
