internal import CLMDB

extension RawSpan {
  /// Begins to bring bytes of the map into the processor's cache. Nothing waits for it, so that many are on their way at once.
  ///
  /// - Parameter offset: of the bytes; one that is out of bounds does nothing.
  public func readAhead(at offset: Int) {
    // Safe: the address is not read from, and one that cannot be read is passed over.
    unsafe withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { unsafe CLMDB.readAhead(base + offset) }
    }
  }
}

extension UnsafeRawPointer {
  /// Has the processor begin to fetch the bytes at an address, for reading or writing them a little later. One where nothing is does no harm.
  public func readAhead() {
    // Safe: nothing is read.
    unsafe CLMDB.readAhead(self)
  }
}
