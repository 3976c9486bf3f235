internal import CLibrary

/// What a file is, whatever path leads to it.
struct FileID: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64
}

/// What is known of a file before it is opened.
struct FileStatus {
  let id: FileID
  let byteCount: Int
  /// The bytes that have room on the disk: fewer where there are holes.
  let allocatedByteCount: Int
  let isDirectory: Bool
  /// The accounts that may read and write it.
  let mode: UInt32

  /// - Throws: ``LMDBError``, such as with ``LMDBError/Code/noSuchFile``.
  init(path: String) throws(LMDBError) {
    var status = stat()
    // Safe: the structure is there for the call.
    try checkSystem("stat", path: path) { unsafe stat(path, &status) }
    self.init(status)
  }

  init(descriptor: Int32, path: String) throws(LMDBError) {
    var status = stat()
    // Safe: the structure is there for the call.
    try checkSystem("fstat", path: path) { unsafe fstat(descriptor, &status) }
    self.init(status)
  }

  private init(_ status: stat) {
    id = FileID(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    byteCount = Int(status.st_size)
    // Counted in units of 512 bytes, whatever the file system's are (stat(3type)).
    allocatedByteCount = Int(status.st_blocks) * 512
    mode = status.st_mode & 0o777
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
  }
}
