internal import CLMDB
internal import CLibrary

/// The map of an environment, while a pass over all of it by LMDB itself is under way: the system reads ahead there, as it does not for cursors
/// (see ``SequentialReading``).
@safe struct MapAdvice {
  // Safe: the map does not move while the transaction that it was found by runs.
  private let map: UnsafeMutableRawPointer
  private let byteCount: Int

  /// The map that a transaction reads in; nil where no page of it can be found, as in an environment without tables.
  ///
  /// LMDB does not say where its map is. A key of the table of tables lies in a page, which begins with its number.
  @unsafe init?(of handle: OpaquePointer, in transaction: OpaquePointer) {
    var information = unsafe MDB_envinfo()
    var statistics = MDB_stat()
    var cursor: OpaquePointer?
    let mainTable: MDB_dbi = 1
    // Safe here and below: the environment is open and the transaction live.
    guard unsafe mdb_env_info(handle, &information) == MDB_SUCCESS, unsafe mdb_env_stat(handle, &statistics) == MDB_SUCCESS,
      unsafe mdb_cursor_open(transaction, mainTable, &cursor) == MDB_SUCCESS
    else { return nil }
    defer { unsafe mdb_cursor_close(cursor) }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    guard unsafe mdb_cursor_get(cursor, &key, &value, MDB_FIRST) == MDB_SUCCESS, let found = unsafe key.mv_data else { return nil }
    let pageByteCount = UInt(statistics.ms_psize)
    guard pageByteCount <= UInt(sysconf(Int32(_SC_PAGESIZE))),
      let page = unsafe UnsafeRawPointer(bitPattern: UInt(bitPattern: found) & ~(pageByteCount - 1))
    else { return nil }
    // Safe: the page of the key is in the map, whole.
    let number = unsafe page.load(fromByteOffset: Page.numberOffset, as: UInt64.self)
    let flags = unsafe page.load(fromByteOffset: Page.flagsOffset, as: UInt16.self)
    let lastNumber = unsafe UInt64(information.me_last_pgno)
    guard flags == Page.Kind.leaf.rawValue, number <= lastNumber,
      let map = unsafe UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: page) - UInt(number) * pageByteCount)
    else { return nil }
    unsafe self.map = map
    byteCount = (Int(lastNumber) + 1) * Int(pageByteCount)
  }

  /// Turns the read-ahead of the system on.
  func isReadInOrder() {
    // Safe here and below: nothing of the map is changed. What the system does not do costs time alone.
    unsafe _ = madvise(map, byteCount, MADV_SEQUENTIAL)
  }

  /// Turns the read-ahead of the system off: a page is read when it is accessed or requested.
  func isReadAnywhere() {
    unsafe _ = madvise(map, byteCount, MADV_RANDOM)
  }
}
