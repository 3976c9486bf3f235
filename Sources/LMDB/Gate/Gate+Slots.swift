internal import CLMDB

/// Slots for readers: each running read transaction of all processes has one in the lock file, and an idle reader has none.
extension Gate {
  /// The slots that are kept for a process that writes, so that readers cannot lock it out.
  static let reservedSlotCount = 16

  /// From now on this process's readers may take them.
  func useReservedSlots() { monitor.withLock { usesReservedSlots = true } }

  /// Begins a read transaction, in a slot of its own.
  ///
  /// - Throws: ``LMDBError/Code/readersFull``, with the number of readers and their processes.
  func takeSlot() throws(LMDBError) -> OpaquePointer {
    try slotlessWatch?.check()
    var transaction: OpaquePointer?
    var result = unsafe mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction)
    if result == MDB_READERS_FULL {
      // Slots of processes that died are free again after a look.
      unsafe mdb_reader_check(handle, nil)
      result = unsafe mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction)
    }
    if result == MDB_PANIC { end = .panic }
    if result == MDB_READERS_FULL { throw readersFull(limit: slotCount) }
    try check("mdb_txn_begin", result, path: path)
    if !usesReservedSlots, isCrowded {
      unsafe mdb_txn_abort(transaction)
      throw readersFull(limit: commonSlotCount)
    }
    return unsafe transaction.unsafelyUnwrapped
  }

  /// Whether more slots are taken than those that are for everyone.
  ///
  /// Asked after a slot was taken, so that of several that come at once none is overlooked. Counting them takes some 100 µs, and happens only
  /// where so many have been taken at one time.
  private var isCrowded: Bool {
    var information = unsafe MDB_envinfo()
    // Safe: the environment is open; the call cannot fail then.
    unsafe mdb_env_info(handle, &information)
    guard unsafe Int(information.me_numreaders) > commonSlotCount else { return false }
    if readersOfAllProcesses.count <= commonSlotCount { return false }
    unsafe mdb_reader_check(handle, nil)
    return readersOfAllProcesses.count > commonSlotCount
  }

  private func readersFull(limit: Int) -> LMDBError {
    let readers = readersOfAllProcesses
    let processes = Dictionary(grouping: readers, by: \.process).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let names = processes.map { "process \($0.key) (\($0.value.count))" }.joined(separator: ", ")
    return LMDBError(.readersFull, operation: "mdb_txn_begin (\(readers.count) of \(limit) slots in use, by \(names))", path: path)
  }

  /// How many slots the lock file has, and how many of them are for everyone.
  private var slotCount: Int {
    var count: UInt32 = 0
    // Safe: the environment is open; the call cannot fail then.
    unsafe mdb_env_get_maxreaders(handle, &count)
    return Int(count)
  }

  private var commonSlotCount: Int { max(1, slotCount - Self.reservedSlotCount) }

  /// The processes that hold a slot at present. Called under the lock.
  var readersOfAllProcesses: [Environment.Reader] {
    var text = ""
    // LMDB gives them as lines of text: the number, the thread, and the state, or "-" for none.
    let append: @convention(c) (UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Int32 = { line, text in
      // Safe: LMDB passes a C string, and the address that it was given below.
      if let line = unsafe line, let text = unsafe text {
        unsafe text.assumingMemoryBound(to: String.self).pointee += String(cString: line)
      }
      return 0
    }
    // Safe: the environment is open, and the text outlives the call.
    _ = unsafe withUnsafeMutablePointer(to: &text) { text in unsafe mdb_reader_list(handle, append, text) }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count == 3, let number = Int32(fields[0]) else { return nil }
      return Environment.Reader(process: ReaderNumber.process(of: number), transaction: UInt64(fields[2]))
    }
  }
}
