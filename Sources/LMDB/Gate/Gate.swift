internal import CLMDB
internal import CLibrary

/// Admits transactions to the map, and a thread that moves the map only when no transaction is running.
///
/// LMDB may move its map when it grows, so all spans of running transactions would dangle. The thread that moves it waits here until all
/// transactions have ended; meanwhile new ones wait, but each no longer than ``patience``, so that a closure that waits for another
/// thread's read cannot stop both for good. A thread that has a transaction already is never held.
@safe final class Gate: @unchecked Sendable {
  // Unchecked: all variables are read and written under the lock of `monitor` only.

  /// How long a new transaction lets a thread that wants to move the map go first: 1 s.
  static let patience = 1_000_000_000

  @safe struct Reader {
    // Safe: the transaction is a token here; it is used where it is begun and ended.
    let thread: UInt
    let transaction: OpaquePointer
    var depth = 1
  }

  let path: String
  /// Safe: an environment is closed once, by the gate, under the lock, when no transaction is running; `end` is checked before each use.
  var handle: OpaquePointer
  /// Whether the environment was closed and could not be opened again.
  var isHandleClosed = false
  let monitor = Monitor()
  var readers: [Reader] = []
  /// Whether this process's readers may take the last slots of the lock file too.
  var usesReservedSlots = false
  var writer: UInt?
  var moversWaiting = 0
  /// Why no transaction can begin any more.
  var end: LMDBError.Code?
  /// Where readers have no slots.
  let slotlessWatch: SlotlessWatch?

  init(_ handle: OpaquePointer, path: String, slotlessWatch: SlotlessWatch? = nil) {
    unsafe self.handle = handle
    self.path = path
    self.slotlessWatch = slotlessWatch
  }

  deinit { close() }

  /// Why no transaction can begin any more, if so.
  var ended: LMDBError.Code? { monitor.withLock { end } }

  /// Says that no transaction can begin any more.
  func end(with code: LMDBError.Code) { monitor.withLock { end = end ?? code } }

  /// Whether the calling thread has a transaction.
  var isInTransaction: Bool { monitor.withLock { holdsTransaction(callingThread) } }

  /// Whether the calling thread has a read transaction.
  var isInRead: Bool { monitor.withLock { reads(callingThread) } }

  func holdsTransaction(_ thread: UInt) -> Bool { writer == thread || reads(thread) }

  private func reads(_ thread: UInt) -> Bool { readers.contains { $0.thread == thread } }

  func checkEnd(_ operation: StaticString) throws(LMDBError) {
    guard let end else { return }
    throw LMDBError(end, operation: "\(operation)", path: path)
  }
}
