internal import CLMDB

extension RawSpan {
  /// Lends the bytes as LMDB's pair of size and address.
  @inline(__always)
  func withValue<Result>(_ body: (inout MDB_val) -> Result) -> Result {
    // Safe: the pair is used while the bytes are lent, and LMDB does not write through it, although its type would allow that.
    unsafe withUnsafeBytes { bytes in
      var value = unsafe MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return unsafe body(&value)
    }
  }
}
