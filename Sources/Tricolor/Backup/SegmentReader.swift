internal import Crypto
internal import EventLog

/// Reads a segment, front to back, and checks it as a whole at its end.
struct SegmentReader: ~Copyable {
  let header: SegmentHeader
  private let file: SegmentFile
  private var hash = SHA256()
  private var buffer: ArraySlice<UInt8>
  private let seal: StoreSeal?

  private static let bufferByteCount = 1 << 20
  /// No block is longer: some 256 KiB of events and one more of at most a policy.
  private static let maximumBlockByteCount = 1 << 26

  /// - Parameter seal: that of the encrypted store whose backup it is: without it its header alone can be read.
  /// - Throws: ``BackupError/damaged(file:problem:)``.
  init(path: String, sealedBy seal: StoreSeal? = nil) throws {
    let opened = try SegmentFile(reading: path)
    var rest: ArraySlice<UInt8> = []
    let bytes = try Self.fill(SegmentHeader.byteCount, &rest, opened)
    let header = try Self.naming(path) { try SegmentHeader(bytes) }
    self.seal = seal
    self.header = header
    file = opened
    buffer = rest
    hash.update(data: bytes)
  }

  /// The file's path.
  var path: String { file.path }

  /// The bytes of the next block, of at least its length and first fields; not checked yet.
  mutating func nextBlock() throws -> [UInt8] {
    let count = try integer(UInt32.self)
    guard count <= Self.maximumBlockByteCount else { throw damaged("a block of \(count) bytes") }
    return try unsealed(try take(Int(count)))
  }

  /// - Throws: `EncryptionError/noKeys(path:)`; ``BackupError/damaged(file:problem:)``.
  private func unsealed(_ bytes: [UInt8]) throws -> [UInt8] {
    guard header.isSealed else { return bytes }
    guard let seal else { throw EncryptionError.noKeys(path: path) }
    do { return try seal.unsealed(bytes) } catch { throw damaged("\(error)") }
  }

  /// Reads what follows the blocks.
  ///
  /// - Throws: ``BackupError/damaged(file:problem:)`` unless the file ends here and its checksum is right.
  mutating func finish() throws -> [(name: [UInt8], value: [UInt8])] {
    var bookmarks: [(name: [UInt8], value: [UInt8])] = []
    for _ in 0..<(try integer(UInt32.self)) {
      let name = try take(Int(try integer(UInt16.self)))
      let count = try integer(UInt32.self)
      guard count <= Self.maximumBlockByteCount else { throw damaged("a bookmark of \(count) bytes") }
      bookmarks.append((name, try unsealed(try take(Int(count)))))
    }
    let computed = Array(hash.finalize())
    guard try Self.fill(computed.count, &buffer, file) == computed else { throw damaged("its SHA-256 is not what it ends with") }
    guard try buffer.isEmpty && file.read(upTo: 1).isEmpty else { throw damaged("bytes after its end") }
    return bookmarks
  }

  /// Reads the segment to its end, hashes every event in it, and takes them in.
  ///
  /// - Parameter sequence: the events before it.
  /// - Returns: the bookmarks behind them.
  /// - Throws: ``DamagedBytes`` where its events do not lead from its first root to its last; ``BackupError/damaged(file:problem:)``.
  @discardableResult
  mutating func readEvents(into sequence: inout BlockSequence) throws -> [(name: [UInt8], value: [UInt8])] {
    while sequence.frontier.size < header.lastSequence { try sequence.append(try nextBlock()) }
    let bookmarks = try finish()
    guard sequence.frontier.size == header.lastSequence, sequence.frontier.root() == header.rootAfter else {
      throw DamagedBytes("they do not lead to the root of the hash tree")
    }
    return bookmarks
  }

  /// Reads a segment to its end, and holds its bytes against the SHA-256 that it ends with; decodes none of its events.
  ///
  /// - Throws: ``BackupError/damaged(file:problem:)``.
  static func checkBytes(of path: String) throws {
    let file = try SegmentFile(reading: path)
    var hash = SHA256()
    // What may be the checksum is not hashed before more comes behind it.
    var held: ArraySlice<UInt8> = []
    while true {
      let more = try file.read(upTo: bufferByteCount)
      if more.isEmpty { break }
      held = ArraySlice(Array(held) + more)
      let hashed = held.dropLast(SHA256.byteCount)
      hash.update(data: hashed)
      held = held.suffix(SHA256.byteCount)
    }
    guard held.elementsEqual(hash.finalize()) else {
      throw BackupError.damaged(file: path, problem: "its SHA-256 is not what it ends with")
    }
  }

  func damaged(_ problem: String) -> BackupError { .damaged(file: path, problem: problem) }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    let bytes = try Self.fill(count, &buffer, file)
    hash.update(data: bytes)
    return bytes
  }

  private mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws -> T {
    let bytes = try take(MemoryLayout<T>.size)
    // Safe: bytes are their own raw representation.
    return try unsafe bytes.span.bytes.integer(at: 0)
  }

  private static func fill(_ count: Int, _ buffer: inout ArraySlice<UInt8>, _ file: borrowing SegmentFile) throws -> [UInt8] {
    while buffer.count < count {
      let more = try file.read(upTo: bufferByteCount)
      guard !more.isEmpty else { throw BackupError.damaged(file: file.path, problem: "cut off") }
      buffer = ArraySlice(Array(buffer) + more)
    }
    defer { buffer = buffer.dropFirst(count) }
    return Array(buffer.prefix(count))
  }

  /// Says in which file stored bytes are not what they should be.
  static func naming<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DamagedBytes {
      throw BackupError.damaged(file: file, problem: error.problem)
    }
  }
}
