internal import Glibc

extension Environment {
  /// What LMDB writes at once, but for long values.
  private static let commitPageCount: UInt = 64

  /// The code of a failed commit, which LMDB calls an input or output error also when the system wrote less than it was asked to: then the
  /// disk is full, and shows it, unless a quota ended before it.
  func cause(ofFailedCommit code: Int32) -> LMDBError.Code {
    var status = statvfs()
    // Safe: the path is a C string and the structure is there for the call.
    guard code == EIO, unsafe statvfs(path, &status) == 0 else { return .init(code) }
    let freeBlockCount = geteuid() == 0 ? status.f_bfree : status.f_bavail
    return UInt(freeBlockCount) * status.f_frsize < Self.commitPageCount * UInt(getpagesize()) ? .noSpace : .inputOutput
  }
}
