/// One of the two pages at the start of a file, each naming a whole state of it. Commits write them in turn.
struct MetaPage {
  let transaction: UInt64
  let lastPage: UInt64
  /// The bytes of address space that the file asks for.
  let mapByteCount: UInt64
  let free: TableRecord
  let main: TableRecord
  let pageByteCount: Int

  /// The bytes of a page that the fields take.
  static let byteCount = Page.headerByteCount + 136
  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let version: UInt32 = 1
  /// Page numbers are compared as integers in the list of free pages, the one table with flags.
  private static let freeFlags: UInt16 = 8
  /// No process has more addresses for its maps, on any machine of 64 bits: 47 of these are left to a process.
  private static let maximumMapByteCount: UInt64 = 1 << 47
  /// No transaction here makes so many pages and needs none of them in the end, 16 MiB: a header that claims more of them is damaged.
  private static let maximumMissingCount = 4_096
  /// A writer that commits while the header is read makes it be read again. So many commits in a row are none.
  private static let maximumReadCount = 100

  init(_ page: Page) throws(StructureFault) {
    let body = Page.headerByteCount
    guard page.kind == .meta, page.integer(UInt64.self, at: Page.numberOffset) == page.number else {
      throw page.fault("no meta page", .invalid)
    }
    guard page.integer(UInt32.self, at: body) == Self.magic else { throw page.fault("no LMDB file", .invalid) }
    let version: UInt32 = page.integer(at: body + 4)
    guard version == Self.version else { throw page.fault("LMDB's format \(version), expected \(Self.version)", .versionMismatch) }
    pageByteCount = Int(page.integer(UInt32.self, at: body + 24))
    guard pageByteCount >= 512, pageByteCount <= 65_536, pageByteCount.nonzeroBitCount == 1 else {
      throw page.fault("pages of \(pageByteCount) bytes")
    }
    mapByteCount = page.integer(at: body + 16)
    guard mapByteCount <= Self.maximumMapByteCount else { throw page.fault("a map of \(mapByteCount) bytes") }
    free = TableRecord(page, at: body + 24)
    main = TableRecord(page, at: body + 72)
    guard free.flags == Self.freeFlags, main.flags == 0 else { throw page.fault("tables of the kinds \(free.flags) and \(main.flags)") }
    lastPage = page.integer(at: body + 120)
    transaction = page.integer(at: body + 128)
    // The state of transaction n stands on page n mod 2.
    guard transaction == 0 || transaction % 2 == page.number else { throw page.fault("the state of transaction \(transaction)") }
  }

  /// The newer of a file's two states.
  ///
  /// - Throws: ``StructureFault`` where one of the pages is none, names pages that the file does not have, or asks for more addresses than there
  ///   are; where the two are not of consecutive transactions.
  static func newest(of file: PageFile) throws -> MetaPage {
    var before: [UInt8] = []
    for _ in 1..<maximumReadCount {
      let pages = try bothPages(of: file)
      do {
        return try newest(of: pages, in: file)
      } catch let fault as StructureFault {
        // A writer may have committed between the two reads, or during one: what is wrong twice is wrong.
        guard pages.flatMap(\.bytes) != before else { throw fault }
        before = pages.flatMap(\.bytes)
      }
    }
    return try newest(of: bothPages(of: file), in: file)
  }

  /// The bytes of both states of a compact copy as of transaction n: its one state as that of transaction n and, on the other page, of n - 1. Each with its
  /// place in the file.
  static func states(of copy: PageFile, asOf transaction: UInt64) throws -> [(offset: Int, bytes: [UInt8])] {
    let pageByteCount = try newest(of: copy).pageByteCount
    let body = byteCount - Page.headerByteCount
    // A copy's state stands on the second page.
    let state = try copy.bytes(body, at: pageByteCount + Page.headerByteCount, of: 1)
    return (0...1).map { page in
      let number = transaction % 2 == page ? transaction : transaction - 1
      let offset = Int(page) * pageByteCount + Page.headerByteCount
      return (offset, state.dropLast(8) + (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
  }

  private static func bothPages(of file: PageFile) throws -> [Page] {
    let first = try file.read(0, byteCount: byteCount, at: 0)
    let second = try file.read(1, byteCount: byteCount, at: MetaPage(first).pageByteCount)
    return [first, second]
  }

  private static func newest(of pages: [Page], in file: PageFile) throws -> MetaPage {
    let (first, second) = (try MetaPage(pages[0]), try MetaPage(pages[1]))
    // Asked after the states: another process writes pages before it names them.
    let pageCount = try file.byteCount / first.pageByteCount
    for (meta, page) in zip([first, second], pages) {
      guard meta.lastPage >= 1, meta.lastPage < UInt64(pageCount + maximumMissingCount) else {
        throw page.fault("the last page is \(meta.lastPage), the file has \(pageCount)", .truncated)
      }
    }
    let (newer, older) = first.transaction > second.transaction ? (first, second) : (second, first)
    guard first.pageByteCount == second.pageByteCount, newer.transaction - older.transaction <= 1 else {
      throw pages[0].fault("the states of transactions \(older.transaction) and \(newer.transaction), expected consecutive ones")
    }
    // LMDB gives no page back: where the older state has more, its age was damaged, and it is the newer one.
    guard older.lastPage <= newer.lastPage else {
      throw pages[0].fault("\(older.lastPage) pages in transaction \(older.transaction), \(newer.lastPage) in \(newer.transaction)")
    }
    return newer
  }
}

/// What the file says of a table: 48 bytes.
struct TableRecord {
  let flags: UInt16
  let depth: Int
  let branchPageCount: UInt64
  let leafPageCount: UInt64
  let overflowPageCount: UInt64
  let entryCount: UInt64
  /// The page at the top; all bits set for an empty table.
  let root: UInt64

  static let byteCount = 48

  init(_ page: Page, at offset: Int) {
    flags = page.integer(at: offset + 4)
    depth = Int(page.integer(UInt16.self, at: offset + 6))
    branchPageCount = page.integer(at: offset + 8)
    leafPageCount = page.integer(at: offset + 16)
    overflowPageCount = page.integer(at: offset + 24)
    entryCount = page.integer(at: offset + 32)
    root = page.integer(at: offset + 40)
  }
}
