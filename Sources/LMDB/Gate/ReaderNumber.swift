internal import CLMDB
internal import CLibrary

/// The number under which a process's readers stand in the lock file, each of them in a slot.
///
/// LMDB takes the number that the process has in its own PID namespace, and says that it lives by a lock on the byte at that offset. But the
/// first process of every container has the number 1: the second one's lock is refused, and the slot of one that was killed stays taken for as
/// long as its successor lives, so that the file grows without end. So the bits above the greatest number of a process, 22 bits on Linux, are
/// used to distinguish such twins.
struct ReaderNumber {
  /// Linux's PID_MAX_LIMIT is 2^22.
  private static let processBitCount: Int32 = 22
  /// How many twins there may be: what is left of the 31 bits of a positive number, but for 0, which LMDB itself uses.
  private static let twinCount: Int32 = 1 << (31 - processBitCount) - 1

  /// Whether the number of LMDB's environment can be set.
  private let isFree: Bool
  private let process = getpid()

  /// - Parameter handle: an environment that was created just now.
  init(of handle: OpaquePointer) {
    // Safe: the environment is there, and only read.
    isFree = unsafe hasKnownHead(handle, process)
  }

  /// The process of the reader under a number, as numbered in its own PID namespace.
  static func process(of number: Int32) -> Int32 { number & (1 << processBitCount - 1) }

  /// Frees the slots of dead processes and takes a number that no living one has.
  ///
  /// - Parameter handle: the environment, open by now, and without readers.
  /// - Throws: ``LMDBError/Code/processNumberTaken``.
  func claim(for handle: OpaquePointer, path: String) throws(LMDBError) {
    guard isFree else {
      try unsafe check("mdb_reader_check", mdb_reader_check(handle, nil), path: path)
      guard unsafe take(handle) else { throw LMDBError(.processNumberTaken, operation: "mdb_txn_begin", path: path) }
      return
    }
    // As a process that does not exist: LMDB takes what stands under its own number to be alive.
    unsafe setReaderNumber(handle, 0)
    try unsafe check("mdb_reader_check", mdb_reader_check(handle, nil), path: path)
    let first = Int32.random(in: 0..<Self.twinCount)
    for offset in 0..<Self.twinCount {
      let twin = (first + offset) % Self.twinCount + 1
      unsafe setReaderNumber(handle, twin << Self.processBitCount | process)
      if unsafe take(handle) { return }
    }
    throw LMDBError(.processNumberTaken, operation: "mdb_txn_begin", path: path)
  }

  /// LMDB locks the byte of its number in the first read transaction, and keeps it locked.
  private func take(_ handle: OpaquePointer) -> Bool {
    var transaction: OpaquePointer?
    // Safe: the environment is open, and the transaction is ended here. What else may fail comes after the lock, and again with the first reader.
    let result = unsafe mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction)
    if result == MDB_SUCCESS { unsafe mdb_txn_abort(transaction) }
    return result != EAGAIN && result != EACCES
  }
}
