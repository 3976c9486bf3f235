extension Environment {
  /// A slot of the lock file that is taken: a running read transaction of some process.
  public struct Reader: Hashable, Sendable {
    /// The process, by its number in its own PID namespace: in two containers there may be two of one number.
    public let process: Int32
    /// The last transaction that it sees; nil while it is being begun.
    public let transaction: UInt64?
  }

  /// The readers of all processes at present.
  ///
  /// - Complexity: O(slots), some 100 µs.
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/closed``.
  public var readers: [Reader] {
    get throws(LMDBError) {
      try unsafe gate.withOpenHandle { _ in gate.readersOfAllProcesses }
    }
  }
}
