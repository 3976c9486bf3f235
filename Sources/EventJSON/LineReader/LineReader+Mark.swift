internal import Crypto
internal import Glibc
internal import RiskModel

extension LineReader {
  /// How far an input was read, in a form that can be kept: whoever reads it again goes on there, if it still begins the same.
  public struct Mark: Hashable, Sendable {
    /// How many bytes were read.
    public let byteCount: UInt64
    /// How many lines were read.
    public let lineCount: Int
    /// The SHA-256 of these bytes.
    let digest: [UInt8]

    init(_ position: Position) {
      byteCount = position.byteCount
      lineCount = position.lineCount
      digest = Array(position.hash.finalize())
    }

    /// Reads the kept form; nil for what is none.
    public init?(bytes: [UInt8]) {
      guard bytes.count == 16 + SHA256.byteCount, let lines = Int(exactly: Self.number(bytes[8..<16])) else { return nil }
      byteCount = Self.number(bytes[0..<8])
      lineCount = lines
      digest = Array(bytes[16...])
    }

    /// The form to keep: the counts, big-endian in 8 bytes each, and the digest.
    public var bytes: [UInt8] {
      [byteCount, UInt64(lineCount)].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) } } + digest
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
  }

  /// How far this reader has got.
  public var mark: Mark { Mark(position) }

  /// The SHA-256 of the first line without its line feed, before anything was read; nil for an empty input.
  ///
  /// - Throws: ``InputError``.
  public mutating func firstLineDigest() throws(InputError) -> [UInt8]? {
    guard let (length, _) = try fill(upTo: 1) else { return nil }
    let line = unsafe UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
    let end = unsafe line.last == 0x0A ? length - 1 : length
    var hash = SHA256()
    unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: line[..<end]))
    return Array(hash.finalize())
  }

  /// Goes on at a mark, before anything was read, if the input begins with what was read up to there.
  ///
  /// - Returns: whether it does. If not, the reader stands at the beginning.
  /// - Throws: ``InputError``. An input that is no file, in which nobody can go back, is *not* an error: it is copied to a temporary one first.
  public mutating func resume(at mark: Mark) throws(InputError) -> Bool {
    if origin < 0 { try spool() }
    var last: UInt8 = 0x0A
    while position.byteCount < mark.byteCount {
      if start == end {
        (start, end) = (0, 0)
        try readMore()
        if isAtEnd { break }
      }
      let count = Int(min(UInt64(end - start), mark.byteCount - position.byteCount))
      unsafe last = buffer[start + count - 1]
      take(count)
    }
    guard position.byteCount == mark.byteCount, Array(position.hash.finalize()) == mark.digest else {
      try rewind()
      return false
    }
    position.lineCount = mark.lineCount
    // The last line had no line feed when it was read, and may have got one since.
    if last != 0x0A {
      if start == end, !isAtEnd {
        (start, end) = (0, 0)
        try readMore()
      }
      if start < end, unsafe buffer[start] == 0x0A { take(1) }
    }
    return true
  }

  private mutating func take(_ count: Int) {
    unsafe position.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
    position.byteCount += UInt64(count)
    start += count
  }

  private mutating func rewind() throws(InputError) {
    guard lseek(descriptor, origin, SEEK_SET) == origin else { throw .unreadable(name: name, problem: InputError.systemProblem()) }
    (start, end, isAtEnd) = (0, 0, false)
    position = Position()
  }

  /// Copies all that is still to be read to a temporary file without a name, and reads on from there.
  private mutating func spool() throws(InputError) {
    // Safe: the stream is closed once, after its descriptor was doubled; what is written lies in the buffer.
    guard let stream = unsafe tmpfile() else { throw .unreadable(name: name, problem: InputError.systemProblem()) }
    defer { unsafe fclose(stream) }
    let file = unsafe dup(fileno(stream))
    guard file >= 0 else { throw .unreadable(name: name, problem: InputError.systemProblem()) }
    while true {
      while start < end {
        let count = unsafe write(file, buffer.baseAddress! + start, end - start)
        guard count > 0 || errno == EINTR else {
          close(file)
          throw .unreadable(name: name, problem: "copying to a temporary file: \(InputError.systemProblem())")
        }
        start += max(count, 0)
      }
      if isAtEnd { break }
      (start, end) = (0, 0)
      try readMore()
    }
    if isOwned { close(descriptor) }
    (descriptor, isOwned, origin) = (file, true, 0)
    try rewind()
  }
}
