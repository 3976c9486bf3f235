internal import CLibrary

/// Looks for processes that may write while this one reads without a slot.
///
/// Where the lock file cannot be opened because its file system is read-only, LMDB 0.9 reads without a slot. A read-only mount need not be a
/// read-only file system: through another mount a process may write meanwhile, take the pages of this reader's snapshot for free, and change them under
/// it. Such a process holds a lock on the first byte of the lock file, which can be seen through a descriptor that only reads.
final class SlotlessWatch: Sendable {
  private let descriptor: Int32
  private let path: String

  private init(_ descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// A watch, where the lock file of a directory is there and may not be written because of its file system; nil where LMDB's readers have slots.
  ///
  /// - Precondition: this process does not have the environment open: closing a file gives back the process's locks on it.
  static func over(_ directory: String) -> SlotlessWatch? {
    let path = "\(directory)/\(LockFile.name)"
    // Safe: the path is a C string for the calls.
    let writable = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard writable < 0 else {
      close(writable)
      return nil
    }
    guard errno == EROFS else { return nil }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    return descriptor < 0 ? nil : SlotlessWatch(descriptor, path: path)
  }

  /// - Throws: ``LMDBError`` with ``LMDBError/Code/readOnlyFileSystem`` where another process has the environment open with a slot or for writing.
  /// - Complexity: one system call.
  func check() throws(LMDBError) {
    guard LockFile.isInUse(descriptor) else { return }
    throw LMDBError(
      .readOnlyFileSystem, operation: "no slot for a reader while another process has the store open: mount it for writing, or read a copy",
      path: path)
  }

  deinit { close(descriptor) }
}
