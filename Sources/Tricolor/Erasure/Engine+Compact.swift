internal import Dispatch
internal import EventLog
internal import LMDB

extension Engine {
  /// What a compaction has done to a store's file.
  public struct Compaction: Hashable, Sendable {
    /// The bytes of the file before.
    public let before: Int
    /// The bytes of the file after.
    public let after: Int

    package init(before: Int, after: Int) {
      self.before = before
      self.after = after
    }
  }

  /// The blocks that are written again in one transaction, some 6 MiB.
  private static let blocksPerTransaction = 64

  /// Rewrites a store's file without what was erased or deleted otherwise.
  ///
  /// First the blocks of the log that hold erased events are written again without them, a few in a transaction; then a copy of the pages that are in use is made
  /// beside the file, and takes its place in one step when it is on the disk. Reads go on, also in other processes; appends wait. A crash at any moment
  /// leaves one whole store; what it leaves beside is removed at the next opening.
  ///
  /// - Throws: `StoreError.closed(path:)`; errors of the disk, such as that it has no room for the copy. The store is whole
  ///   then, and as large as before.
  /// - Complexity: O(bytes in use), and O(events of the blocks with erased ones).
  @available(*, noasync, message: "it takes long: use the one to await")
  public func compact() throws -> Compaction {
    return try whileSealing { _ in
      try appender.queue.sync {
        guard !appender.isClosed else { throw StoreError.closed(path: path) }
        let before = try log.environment.fileByteCount
        while try log.environment.write({ try log.settle(upTo: Self.blocksPerTransaction, $0) }) {}
        return Compaction(before: before, after: try log.environment.compact().after)
      }
    }
  }
}
