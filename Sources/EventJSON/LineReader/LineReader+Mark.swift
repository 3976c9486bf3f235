internal import Crypto
internal import CLibrary
internal import RiskModel

extension LineReader {
  /// How far an input was read, in a form that can be kept: a later reader of the same input goes on there.
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

    /// A name that no other mark has: the digest, in hexadecimal.
    public var name: String { digest.hexadecimal }

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

  /// Goes on at the furthest of some marks up to which the input is what was read then, before anything was read.
  ///
  /// - Returns: that mark; nil where the input agrees with none, and the reader stands at the beginning.
  /// - Complexity: O(bytes up to the furthest mark), read once or twice.
  /// - Throws: ``InputError``. An input that is no file, in which a reader cannot go back, is *not* an error: it is copied to a temporary one first.
  public mutating func resume(atFurthestOf marks: [Mark]) throws(InputError) -> Mark? {
    guard !marks.isEmpty else { return nil }
    if origin < 0 { try spool() }
    var found: Mark?
    for mark in marks.sorted(by: { $0.byteCount < $1.byteCount }) {
      try skip(to: mark.byteCount)
      guard position.byteCount == mark.byteCount else { break }
      if Array(position.hash.finalize()) == mark.digest { found = mark }
    }
    if position.byteCount != found?.byteCount { try rewind() }
    guard let found else { return nil }
    let last = try skip(to: found.byteCount)
    position.lineCount = found.lineCount
    // The last line had no line feed when it was read, and may have got one since.
    if last != 0x0A {
      if start == end, !isAtEnd {
        (start, end) = (0, 0)
        try readMore()
      }
      if start < end, unsafe buffer[start] == 0x0A { take(1) }
    }
    return found
  }

  /// Reads on to a position, or to the end if that comes first; returns the byte before it.
  @discardableResult
  private mutating func skip(to byteCount: UInt64) throws(InputError) -> UInt8 {
    while position.byteCount < byteCount {
      if start == end {
        (start, end) = (0, 0)
        try readMore()
        if isAtEnd { break }
      }
      take(Int(min(UInt64(end - start), byteCount - position.byteCount)))
    }
    return lastTaken
  }

  private mutating func take(_ count: Int) {
    unsafe position.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
    position.byteCount += UInt64(count)
    start += count
    lastTaken = unsafe buffer[start - 1]
  }

  /// Goes back to the beginning, once ``resume(atFurthestOf:)`` has found a mark.
  ///
  /// - Throws: ``InputError``, also for an input in which a reader cannot go back.
  public mutating func rewind() throws(InputError) {
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
