internal import CLMDB
internal import Glibc
internal import Synchronization

/// The environments that this process has open, by the identity of their files.
///
/// LMDB's locks belong to the process: opening a file a second time and closing it breaks the first one's readers without an error.
private struct Registry: ~Copyable {
  struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  struct Weak {
    weak var environment: Environment?
  }

  var open: [FileIdentity: Weak] = [:]
}

private let registry = Mutex(Registry())

extension Environment {
  /// The name of the file of tables in an environment's directory.
  public static let dataFileName = "data.mdb"

  /// Opens an environment, or answers the one that this process has open already.
  ///
  /// Readers that killed processes left behind are cleared.
  ///
  /// - Throws: ``LMDBError``: `noSuchFile`; `emptyFile` and `truncated` for files that LMDB would take and fail on later; `invalid` and
  ///   `versionMismatch` for what is no environment of this version; `openReadOnly` where it is open here for reading only and writing is asked for.
  public static func open(at path: String, access: Access = .readWrite, options: Options = Options()) throws -> Environment {
    let file = "\(path)/\(dataFileName)"
    var status = stat()
    guard unsafe stat(file, &status) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "stat", path: file) }
    guard status.st_size > 0 else { throw LMDBError(.emptyFile, operation: "open", path: file) }
    let identity = Registry.FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    return try registry.withLock { registry in
      if let known = registry.open[identity]?.environment {
        guard known.access == .readWrite || access == .readOnly else { throw LMDBError(.openReadOnly, operation: "open", path: path) }
        return known
      }
      let environment = try Environment(path, access, options)
      try environment.checkLength(of: file, byteCount: Int(status.st_size))
      registry.open = registry.open.filter { $0.value.environment != nil }
      registry.open[identity] = Registry.Weak(environment: environment)
      return environment
    }
  }

  /// LMDB reads a missing page through the map and dies of it, so a file that was copied in half is refused here.
  private func checkLength(of file: String, byteCount: Int) throws(LMDBError) {
    var info = unsafe MDB_envinfo()
    var stat = MDB_stat()
    try check(unsafe mdb_env_info(handle, &info), "mdb_env_info", path: file)
    try check(unsafe mdb_env_stat(handle, &stat), "mdb_env_stat", path: file)
    let needed = unsafe (info.me_last_pgno + 1) * Int(stat.ms_psize)
    guard byteCount >= needed else { throw LMDBError(.truncated, operation: "open (\(byteCount) bytes of \(needed))", path: file) }
  }
}

extension Environment {
  /// Makes an environment, all or nothing: in a directory of its own beside the path, flushed, and renamed when it is complete.
  ///
  /// A crash meanwhile leaves either nothing at the path or a complete environment, and perhaps a directory `….creating` that the next attempt removes.
  ///
  /// - Parameter fill: makes the tables and their first entries.
  /// - Throws: ``LMDBError`` with `fileExists` where there is something at the path; what `fill` throws.
  public static func create(
    at path: String, options: Options = Options(), fill: (Environment) throws -> Void
  ) throws {
    var status = stat()
    guard unsafe lstat(path, &status) != 0 else { throw LMDBError(.fileExists, operation: "create", path: path) }
    let temporary = path + ".creating"
    removeDirectory(temporary)
    guard unsafe mkdir(temporary, 0o755) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "mkdir", path: temporary) }
    do {
      try {
        let environment = try Environment(temporary, .readWrite, options)
        try fill(environment)
      }()
      try synchronize("\(temporary)/\(dataFileName)")
      try synchronize(temporary)
      // Fails where something came to be at the path meanwhile, unless that is an empty directory.
      guard unsafe rename(temporary, path) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "rename", path: path) }
      try synchronize(parent(of: path))
    } catch {
      removeDirectory(temporary)
      throw error
    }
  }

  /// Flushes a file or a directory to the disk.
  public static func synchronize(_ path: String) throws(LMDBError) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "open", path: path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "fsync", path: path) }
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.dropLast().lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Removes what an attempt at creating left. That it is not there is no error.
  private static func removeDirectory(_ path: String) {
    for file in [dataFileName, "lock.mdb"] { unsafe unlink("\(path)/\(file)") }
    unsafe rmdir(path)
  }
}
