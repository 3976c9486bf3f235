internal import CLibrary

extension Environment {
  /// What LMDB writes at once, but for long values: 64 pages.
  private static let commitByteCount = 64 * Int(getpagesize())

  /// The code of a failed commit, which LMDB calls an input or output error also when the system wrote less than it was asked to: then there is
  /// no more room, and a transaction that asks for some behind the end of the file fails with the reason. Room that is there stays the file's, for its next pages.
  func cause(ofFailedCommit code: Int32) -> LMDBError.Code {
    guard code == EIO, let (descriptor, end) = try? dataFile else { return .init(code) }
    // A process that asks for more than this limit is killed by SIGXFSZ.
    if fileByteCountLimit < UInt64(end + Self.commitByteCount) { return .init(EFBIG) }
    let result = posix_fallocate(descriptor, off_t(end), off_t(Self.commitByteCount))
    return result == ENOSPC || result == EDQUOT ? .init(result) : .inputOutput
  }
}
