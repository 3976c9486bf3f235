internal import CLibrary

extension Environment {
  /// Removes an environment's files, the data first; their directory stays.
  ///
  /// - Throws: ``LMDBError``: ``LMDBError/Code/busy`` where this process or another has the environment open; errors of the file system.
  public static func remove(at path: String) throws {
    let file = "\(path)/\(dataFileName)"
    let status = try FileStatus(path: file)
    guard !Registry.shared.isOpen(status.id) else { throw LMDBError(.busy, operation: "remove", path: path) }
    try LockFile.alone(in: path) { () throws(LMDBError) in
      try checkSystem("unlink", path: file) { unsafe unlink(file) }
      try DirectoryInTheMaking.flush(path)
    }
    try removeLeftCopy(in: path)
    // Safe: the path is a C string for the call. What is not there is not removed.
    unsafe unlink("\(path)/\(LockFile.name)")
  }

  /// The bytes of a data file, open or not.
  public static func byteCount(at path: String) throws -> Int { try FileStatus(path: "\(path)/\(dataFileName)").byteCount }
}
