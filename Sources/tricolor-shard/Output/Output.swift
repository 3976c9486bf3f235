import CLibrary

/// Standard output.
enum Output {
  /// Writes all bytes.
  ///
  /// - Throws: ``KernelError/output(problem:)``.
  static func write(_ bytes: [UInt8]) throws(KernelError) {
    var start = 0
    while start < bytes.count {
      // Safe: the range is inside the array.
      let count = unsafe bytes.withUnsafeBytes { unsafe CLibrary.write(STDOUT_FILENO, $0.baseAddress! + start, $0.count - start) }
      if count >= 0 {
        start += count
      } else if errno != EINTR {
        // Safe: the text is the C library's and is copied at once.
        throw .output(problem: unsafe String(cString: strerror(errno)))
      }
    }
  }
}
