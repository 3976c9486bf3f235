internal import CLibrary

/// The file through which the readers and writers of all processes see one another.
///
/// LMDB maps it and writes through the map. Where there is no block behind a page of it and the disk is full, such a write ends the process
/// with SIGBUS. So its room is asked for before LMDB maps it, where no room is an error like any other.
enum LockFile {
  static let name = "lock.mdb"

  /// LMDB 0.9 keeps the states of its two mutexes and each reader's slot in 64 bytes of their own.
  private static let slotByteCount = 64

  /// Runs the body while no process has the environment open, and none can open it.
  ///
  /// LMDB locks the first byte of its lock file, shared, for as long as an environment is open.
  ///
  /// - Precondition: this process does not have the environment open.
  /// - Throws: ``LMDBError/Code/busy`` where another process has; what the body throws.
  static func alone(in directory: String, _ body: () throws(LMDBError) -> Void) throws(LMDBError) {
    let path = "\(directory)/\(name)"
    let descriptor = try checkSystem("open", path: path) { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    defer { close(descriptor) }
    var region = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 1, l_pid: 0)
    // Safe: the structure is there for the call.
    guard unsafe fcntl(descriptor, F_SETLK, &region) == 0 else {
      throw LMDBError([EAGAIN, EACCES].contains(errno) ? .busy : .init(errno), operation: "compact", path: directory)
    }
    try body()
  }

  /// Makes the file if it is not there, with room for so many readers and no holes.
  ///
  /// LMDB takes a longer file for one with more slots, and a process that is alone with it initializes it, whatever it holds. While others use it, it
  /// keeps its length: they have mapped no more of it.
  ///
  /// - Precondition: this process does not have the environment open: closing a file gives back the process's locks on it.
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/noSpace`` and the like. What cannot be opened is left to LMDB, which may not need it.
  static func reserve(in directory: String, readerCount: Int) throws(LMDBError) {
    let path = "\(directory)/\(name)"
    guard let descriptor = try? FileRights.openCompanion(name, in: directory) else { return }
    defer { close(descriptor) }
    let status = try FileStatus(descriptor: descriptor, path: path)
    let byteCount = isInUse(descriptor) ? status.byteCount : max(status.byteCount, (readerCount + 2) * slotByteCount)
    guard status.byteCount < byteCount || status.allocatedByteCount < byteCount else { return }
    // A file that stays behind too short is made longer by the next process that opens it.
    let result = posix_fallocate(descriptor, 0, off_t(byteCount))
    guard result == 0 else { throw LMDBError(.init(result), operation: "posix_fallocate", path: path) }
  }

  /// Whether another process has the environment open: then it holds a lock on the first byte.
  static func isInUse(_ descriptor: Int32) -> Bool {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_len = 1
    // Safe: the structure is there for the call.
    return unsafe fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }
}
