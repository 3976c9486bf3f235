internal import CLMDB
internal import CLibrary

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

  /// Begins to bring a range of bytes of the map into the processor's cache, by its lines of 64 bytes.
  ///
  /// - Parameter offsets: of the bytes, within bounds.
  public func readAhead(_ offsets: Range<Int>) {
    precondition(offsets.lowerBound >= 0 && offsets.upperBound <= byteCount, "bytes of the span")
    // Safe: the addresses are within bounds, and are not read from.
    unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for offset in stride(from: offsets.lowerBound, to: offsets.upperBound, by: 64) { unsafe CLMDB.readAhead(base + offset) }
    }
  }

  /// Begins to bring all bytes of a long value of the map from the disk into memory, for a reader of all of them: else each page is waited for by itself.
  public func readAheadFromDisk() {
    unsafe withUnsafeBytes { bytes in
      let start = UInt(bitPattern: bytes.baseAddress)
      // The first page is there by now: the value's length was read from it.
      if bytes.count > SequentialReading.pageByteCount { SequentialReading.request(start, start + UInt(bytes.count)) }
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

/// Reads the disk ahead of a cursor that goes through values in the order in which they lie in the file.
///
/// The map is opened without the system's own read-ahead (`MDB_NORDAHEAD`), which reads 128 KiB to 8 MiB around each page, by the setting of the disk: a few
/// readers at different places then push each other's pages out of a small memory. A cursor knows more: values that were written one behind the other
/// follow one another in the file, and the more of them it has passed, the further it reads ahead.
struct SequentialReading {
  /// What is asked for, or was passed, without a gap.
  private var first: UInt = 0
  private var end: UInt = 0
  private var stepByteCount = Self.firstStepByteCount
  /// How many more requests are skipped, since the pages of the last one were in memory; and the length of that pause.
  private var (rest, pause) = (0, 0)

  /// The least page there is.
  static let pageByteCount = 4_096
  private static let firstStepByteCount: UInt = 64 << 10
  private static let lastStepByteCount: UInt = 1 << 20
  private static let longestPause = 31

  /// Takes note that the cursor has come to a value.
  mutating func pass(_ start: UInt, byteCount: Int) {
    let last = start + UInt(max(byteCount, 1))
    // A page of keys may lie between two values.
    if start >= first, start < end + Self.firstStepByteCount {
      guard last + stepByteCount / 2 > end else { return }
      let next = max(last, end) + stepByteCount
      // Nothing was asked for yet of the value itself, where it is longer than a step.
      request(end, next)
      end = next
      stepByteCount = min(2 * stepByteCount, Self.lastStepByteCount)
    } else {
      // Elsewhere: perhaps a single value there. All of it was asked for, nothing beyond.
      (first, end) = (start, last)
      stepByteCount = Self.firstStepByteCount
      if byteCount > Self.pageByteCount { request(start, last) }
    }
  }

  /// Requests pages, unless they are in memory; then the pages after them mostly are too, and up to ``longestPause`` requests are skipped. The system looks up
  /// each page of a request, and each one that it is asked about: without the pauses that took as long as half a recolor.
  ///
  /// Linux reports all pages of a file that the process may not write as in memory (mincore(2)): such a reader reads page by page.
  private mutating func request(_ start: UInt, _ end: UInt) {
    guard rest == 0 else { return rest -= 1 }
    pause = Self.areInMemory(start, end) ? min(2 * pause + 1, Self.longestPause) : 0
    rest = pause
    if pause == 0 { Self.request(start, end) }
  }

  /// Whether the first and the last page of some addresses are in memory.
  private static func areInMemory(_ start: UInt, _ end: UInt) -> Bool {
    func isInMemory(_ address: UInt) -> Bool {
      var found: UInt8 = 0
      // Safe: one byte is written for one page. Where no file is mapped, or the system does not say, the page is not in memory.
      guard let page = unsafe UnsafeMutableRawPointer(bitPattern: address & ~UInt(pageByteCount - 1)), unsafe mincore(page, 1, &found) == 0
      else { return false }
      return found & 1 != 0
    }
    return isInMemory(end - 1) && isInMemory(start)
  }

  /// Asks the system for the pages of some addresses. One where no file is mapped does no harm.
  static func request(_ start: UInt, _ end: UInt) {
    let first = start & ~UInt(pageByteCount - 1)
    guard let address = unsafe UnsafeMutableRawPointer(bitPattern: first) else { return }
    // Safe: nothing is changed. What the system does not do is read when it is needed.
    unsafe _ = madvise(address, Int(end - first), MADV_WILLNEED)
  }
}
