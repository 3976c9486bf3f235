internal import CLMDB

/// How much of the file a table takes.
public struct TableSize: Hashable, Sendable {
  /// The number of keys.
  public let entryCount: Int
  /// The bytes of a page.
  public let pageByteCount: Int
  /// The levels of the tree; 0 when the table is empty.
  public let depth: Int
  /// The pages that lead to others.
  public let branchPageCount: Int
  /// The pages with keys and short values.
  public let leafPageCount: Int
  /// The pages of values too long for a leaf.
  public let overflowPageCount: Int

  /// The bytes of all pages of the table.
  public var byteCount: Int { (branchPageCount + leafPageCount + overflowPageCount) * pageByteCount }

  init(_ statistics: MDB_stat) {
    entryCount = statistics.ms_entries
    pageByteCount = Int(statistics.ms_psize)
    depth = Int(statistics.ms_depth)
    branchPageCount = statistics.ms_branch_pages
    leafPageCount = statistics.ms_leaf_pages
    overflowPageCount = statistics.ms_overflow_pages
  }
}
