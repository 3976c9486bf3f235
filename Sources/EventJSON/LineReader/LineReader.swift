public import Crypto
internal import CLibrary
internal import RiskModel

/// Reads a file or a pipe in pieces of whole lines, in memory that does not grow with it.
@safe public struct LineReader: ~Copyable {
  /// The most bytes of a line, besides its fields `sequence` and `recordedAt`, which an export adds.
  public static let maximumLineByteCount = JSONParser.maximumByteCount
  /// The most bytes that these fields add: `"sequence":` and 20 digits, `"recordedAt":` and a quoted instant, a comma behind each.
  static let maximumExportedByteCount = 11 + 20 + 1 + 13 + 22 + 1
  /// How long an interrupted reader waits for input.
  private static let patienceMilliseconds: Int32 = 100
  /// The most bytes of a piece.
  static let pieceByteCount = 4 * (maximumLineByteCount + maximumExportedByteCount)

  /// How far a reader has got.
  public struct Position: Sendable {
    /// How many bytes are read.
    public var byteCount: UInt64 = 0
    /// How many lines are read.
    public var lineCount = 0
    /// The SHA-256 of all that is read, not yet finalized.
    public var hash = SHA256()

    /// The beginning.
    public init() {}
  }

  /// The name for messages.
  public let name: String
  var descriptor: Int32
  var isOwned: Bool
  /// Where in the file the reader began; -1 for what is no file.
  var origin: Int
  let buffer: UnsafeMutableRawBufferPointer
  /// What is read of the file and not yet handed out stands in `buffer[start..<end]`.
  var start = 0
  var end = 0
  var isAtEnd = false
  /// The last byte that was passed over.
  var lastTaken: UInt8 = 0x0A
  /// Whether reading is to end where it would wait: asked some times a second.
  let isInterrupted: (@Sendable () -> Bool)?
  /// How far the lines handed out reach.
  public internal(set) var position = Position()

  /// Opens a file, or takes standard input for `-`.
  ///
  /// - Parameter isInterrupted: asked while the input has nothing more to read: where it is true, reading ends with
  ///   ``InputError/interrupted(name:)``.
  /// - Throws: ``InputError/unreadable(name:problem:)``.
  public init(path: String, isInterrupted: (@Sendable () -> Bool)? = nil) throws(InputError) {
    self.isInterrupted = isInterrupted
    if path == "-" {
      name = "standard input"
      descriptor = STDIN_FILENO
      isOwned = false
    } else {
      name = path
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      isOwned = true
      guard descriptor >= 0 else { throw .unreadable(name: path, problem: InputError.systemProblem()) }
    }
    origin = lseek(descriptor, 0, SEEK_CUR)
    unsafe buffer = .allocate(byteCount: Self.pieceByteCount + JSONParser.padding, alignment: 64)
  }

  deinit {
    unsafe buffer.deallocate()
    if isOwned { close(descriptor) }
  }

  /// How many bytes the file has, or nil for what is no file.
  public var byteCount: UInt64? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return UInt64(status.st_size)
  }

  /// The next lines, up to so many, at least one; nil at the end. The last line need not end with a line feed.
  ///
  /// - Parameter read: gets the lines' bytes, line feeds included, with the parser's padding behind them, and takes them into the hash of all that is read.
  /// - Throws: ``InputError`` for a line that is too long, before it is read, and where the system cannot read.
  @unsafe mutating func withLines<Result>(
    upTo limit: Int, waits: Bool = true, _ read: (UnsafeRawBufferPointer, _ hash: inout SHA256) throws(InputError) -> Result
  ) throws(InputError) -> Result? {
    guard let (length, lineCount) = try fill(upTo: limit, waits: waits) else { return nil }
    let result = try unsafe read(UnsafeRawBufferPointer(rebasing: buffer[start..<start + length]), &position.hash)
    position.byteCount += UInt64(length)
    position.lineCount += lineCount
    start += length
    return result
  }

  /// Reads until the buffer holds whole lines; returns how many bytes the next of them have, and how many they are.
  ///
  /// - Parameter waits: whether more is read though a whole line is there.
  mutating func fill(upTo limit: Int, waits: Bool = true) throws(InputError) -> (length: Int, lineCount: Int)? {
    if start == end { (start, end) = (0, 0) }
    var scanned = start
    var lineEnd = start
    var lineCount = 0
    while true {
      while lineCount < limit, scanned < end {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[scanned..<end])
        guard let feed = unsafe memchr(rest.baseAddress!, 0x0A, rest.count) else {
          scanned = end
          break
        }
        scanned += unsafe rest.baseAddress!.distance(to: UnsafeRawPointer(feed)) + 1
        try checkLength(scanned - 1 - lineEnd, line: lineCount)
        lineEnd = scanned
        lineCount += 1
      }
      if lineCount == limit || lineCount > 0 && !waits { break }
      try checkLength(end - lineEnd, line: lineCount)
      if isAtEnd {
        if lineEnd < end {
          lineEnd = end
          lineCount += 1
        }
        break
      }
      if end == Self.pieceByteCount {
        // Full. Hand out what there is, or else make room behind the beginning of a line: at most a quarter of the buffer is moved.
        if lineCount > 0 { break }
        unsafe buffer.baseAddress!.copyMemory(from: buffer.baseAddress! + start, byteCount: end - start)
        scanned -= start
        lineEnd -= start
        end -= start
        start = 0
      }
      try readMore()
    }
    return lineCount == 0 ? nil : (lineEnd - start, lineCount)
  }

  private func checkLength(_ length: Int, line: Int) throws(InputError) {
    guard length <= Self.maximumLineByteCount + Self.maximumExportedByteCount else {
      throw .refused(name: name, line: position.lineCount + line + 1, Self.tooLong)
    }
  }

  static var tooLong: Fault { Fault(path: "", problem: "a line of over \(maximumLineByteCount) bytes, expected a shorter one") }

  mutating func readMore() throws(InputError) {
    try waitForInput()
    while true {
      let count = unsafe CLibrary.read(descriptor, buffer.baseAddress! + end, Self.pieceByteCount - end)
      if count > 0 {
        end += count
        return
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      guard errno == EINTR else { throw .unreadable(name: name, problem: InputError.systemProblem()) }
    }
  }

  /// Waits until there is something to read, or the end. A signal need not reach the thread that waits, so it looks up now and then.
  private func waitForInput() throws(InputError) {
    guard let isInterrupted else { return }
    var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&input, 1, Self.patienceMilliseconds) <= 0 {
      if isInterrupted() { throw .interrupted(name: name) }
    }
  }
}
