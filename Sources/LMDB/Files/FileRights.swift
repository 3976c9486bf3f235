internal import CLibrary

/// The accounts that may use an environment's files.
///
/// The data file's mode says which accounts may read and which may write. All else follows from it: an account that may read needs to write the lock file, where LMDB's
/// readers have their slots, and to search the directory.
package enum FileRights {
  /// The rights of a file beside the data file, for a mode of that.
  private static func companionMode(_ mode: mode_t) -> mode_t { mode | (mode & 0o444) >> 1 }

  /// Gives the files of a new environment, and its directory, the rights that follow from the data file's mode, whatever the process's mask is.
  static func set(_ mode: mode_t, in directory: String) throws(LMDBError) {
    let files = [
      ("\(directory)/\(Environment.dataFileName)", mode), ("\(directory)/\(LockFile.name)", companionMode(mode)),
      (directory, mode | 0o700 | (mode & 0o444) >> 2),
    ]
    for (path, mode) in files {
      do throws(LMDBError) {
        // Safe: the path is a C string for the call.
        try checkSystem("chmod", path: path) { unsafe chmod(path, mode) }
      } catch {
        // A compact copy has no lock file.
        guard error.code == .noSuchFile else { throw error }
      }
    }
  }

  /// Opens a file beside the data file for reading and writing. Where it is not there, it is made.
  ///
  /// It gets the owner, the group and the mode that follow from the data file's, so far as this process may give them: a file that an administrator's
  /// process has made shuts no service out.
  ///
  /// - Returns: the descriptor.
  /// - Throws: ``LMDBError`` with the missing right, such as ``LMDBError/Code/permissionDenied``.
  package static func openCompanion(_ name: String, in directory: String) throws(LMDBError) -> Int32 {
    let path = "\(directory)/\(name)"
    let descriptor: Int32
    do throws(LMDBError) {
      // Safe: the path is a C string for the call.
      descriptor = try checkSystem("open", path: path) { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    } catch {
      throw explained(error, needing: [(directory, X_OK), (path, R_OK | W_OK), (directory, W_OK)])
    }
    var data = stat()
    var own = stat()
    // Safe: the structures are there for the calls.
    guard unsafe stat("\(directory)/\(Environment.dataFileName)", &data) == 0, unsafe fstat(descriptor, &own) == 0 else {
      return descriptor
    }
    // What cannot be given stays as it is.
    if own.st_uid != data.st_uid { _ = fchown(descriptor, data.st_uid, data.st_gid) }
    if own.st_gid != data.st_gid { _ = fchown(descriptor, uid_t.max, data.st_gid) }
    let mode = companionMode(data.st_mode & 0o666)
    if own.st_mode & mode != mode { _ = fchmod(descriptor, own.st_mode & 0o777 | mode) }
    return descriptor
  }

  /// A refusal to open an environment, with the file at fault and the right that is missing.
  static func explained(_ error: LMDBError, in directory: String, forWriting: Bool) -> LMDBError {
    let data = "\(directory)/\(Environment.dataFileName)"
    let lock = "\(directory)/\(LockFile.name)"
    // Safe: the path is a C string for the call.
    let isLockAbsent = unsafe access(lock, F_OK) != 0
    return explained(
      error,
      needing: [
        (directory, X_OK), (data, forWriting ? R_OK | W_OK : R_OK), isLockAbsent ? (directory, W_OK) : (lock, R_OK | W_OK),
      ])
  }

  private static func explained(_ error: LMDBError, needing needs: [(path: String, right: Int32)]) -> LMDBError {
    guard [.permissionDenied, .notPermitted].contains(error.code) else { return error }
    for (path, rights) in needs {
      for (right, name) in [(R_OK, "read"), (W_OK, "write"), (X_OK, "search")] where rights & right != 0 {
        // Safe: the path is a C string for the call.
        guard unsafe faccessat(AT_FDCWD, path, right, AT_EACCESS) != 0, errno == EACCES || errno == EPERM else { continue }
        var status = stat()
        // Safe: the structure is there for the call.
        guard unsafe stat(path, &status) == 0 else { return LMDBError(error.code, operation: "no right to \(name)", path: path) }
        let mode = String(status.st_mode & 0o777, radix: 8)
        let owner = "user \(status.st_uid), group \(status.st_gid)"
        let process = "user \(geteuid()), group \(getegid())"
        return LMDBError(
          error.code, operation: "no right to \(name) (mode \(mode) of \(owner); this process is of \(process))", path: path)
      }
    }
    return error
  }
}
