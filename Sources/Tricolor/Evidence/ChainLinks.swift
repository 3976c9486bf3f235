internal import Crypto
internal import CLibrary
internal import LMDB
internal import LogProof

/// A leaf that goes on the chain of a subject.
struct ChainLink: Hashable, BitwiseCopyable {
  var key: MapKey
  /// The leaf's, in the log.
  var index: UInt64
  var leafHash: Digest32
}

/// Links in shares by key, those of a share in the order in which they came: in memory or, where they are more than that is for, in a file without a name.
///
/// The subjects of a share are so few that their chains are in memory at once, whatever the length of the log.
struct ChainLinks: ~Copyable {
  let shareBits: Int
  /// Of each share, what is in memory, behind what is in the file.
  private var held: [[ChainLink]]
  /// Of each share, where in the file pieces of it are, in order.
  private var pieces: [[ScratchFile.Piece]]
  private var file: ScratchFile?
  /// The most links of a share in memory.
  private let heldCountOfShare: Int
  private let directory: String

  /// The bytes that a changed chain takes in a dictionary.
  private static let chainByteCount = 120
  private static let maximumShareBits = 10

  /// - Parameters:
  ///   - heldCount: the most links in memory.
  ///   - subjectCount: the most subjects that there may be, old ones and new ones.
  ///   - directory: where the file is made, if there is one.
  init(heldCount: Int, subjectCount: UInt64, directory: String) {
    let subjectsAtOnce = UInt64(max(1, heldCount * MemoryLayout<ChainLink>.stride / Self.chainByteCount))
    let shareCount = max(1, subjectCount / subjectsAtOnce)
    shareBits = min(Self.maximumShareBits, UInt64.bitWidth - (shareCount - 1).leadingZeroBitCount)
    held = Array(repeating: [], count: 1 << shareBits)
    pieces = Array(repeating: [], count: 1 << shareBits)
    heldCountOfShare = max(1, heldCount >> shareBits)
    self.directory = directory
  }

  var shareCount: Int { held.count }

  /// The share of a key: shares stand in the order of keys.
  func share(of key: MapKey) -> Int { shareBits == 0 ? 0 : Int(key.high >> UInt64(64 - shareBits)) }

  mutating func append(_ link: ChainLink) throws {
    let share = share(of: link.key)
    held[share].append(link)
    guard held[share].count >= heldCountOfShare else { return }
    let file = try file ?? ScratchFile(in: directory)
    self.file = file
    // Safe: a link has no padding, and no pointer.
    let bytes = unsafe held[share].withUnsafeBytes { unsafe Array($0) }
    pieces[share].append(try file.append(bytes))
    held[share].removeAll(keepingCapacity: true)
  }

  /// Gives each link of a share, in the order in which they came.
  func forEach(in share: Int, _ body: (ChainLink) throws -> Void) throws {
    for piece in pieces[share] {
      let bytes = try piece.bytes
      let count = bytes.count / MemoryLayout<ChainLink>.stride
      // Safe: whole links were written, and any bytes are one.
      let links = unsafe [ChainLink](unsafeUninitializedCapacity: count) { buffer, initialized in
        unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes.prefix(count * MemoryLayout<ChainLink>.stride))
        initialized = count
      }
      for link in links { try body(link) }
    }
    for link in held[share] { try body(link) }
  }
}

/// A file without a name, of pieces that are written once and read again by the process that wrote them.
///
/// They are sealed by a key that no one else has (AES-GCM): nothing can be read of what the disk keeps of them.
final class ScratchFile {
  /// Where a piece is.
  struct Piece {
    fileprivate let file: ScratchFile
    fileprivate let offset: Int
    fileprivate let byteCount: Int

    /// What was written.
    var bytes: [UInt8] { get throws { try file.bytes(of: self) } }
  }

  private let descriptor: Int32
  private let directory: String
  private let key = SymmetricKey(size: .bits256)
  private var byteCount = 0

  init(in directory: String) throws {
    self.directory = directory
    var template = Array("\(directory)/scratch-XXXXXX".utf8CString)
    // Safe: the template is a C string of its own, which mkstemp changes in place, and a C string for unlink.
    descriptor = unsafe template.withUnsafeMutableBufferPointer { path in
      let descriptor = unsafe mkstemp(path.baseAddress!)
      if descriptor >= 0 { unsafe unlink(path.baseAddress!) }
      return descriptor
    }
    guard descriptor >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "mkstemp", path: directory) }
    // No program that the process runs has it.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Writes a piece behind all others.
  func append(_ bytes: [UInt8]) throws -> Piece {
    // Nil for a nonce of another length than its own alone.
    guard let sealed = try AES.GCM.seal(bytes, using: key).combined.map({ Array($0) }) else { preconditionFailure("a nonce of its own") }
    var start = 0
    while start < sealed.count {
      // Safe: the range is inside the array.
      let count = unsafe sealed.withUnsafeBytes { bytes in
        unsafe pwrite(descriptor, bytes.baseAddress! + start, bytes.count - start, off_t(byteCount + start))
      }
      if count >= 0 {
        start += count
      } else if errno != EINTR {
        throw LMDBError(.init(rawValue: errno), operation: "write a scratch file", path: directory)
      }
    }
    defer { byteCount += sealed.count }
    return Piece(file: self, offset: byteCount, byteCount: sealed.count)
  }

  private func bytes(of piece: Piece) throws -> [UInt8] {
    var failure: Int32 = 0
    let sealed = unsafe [UInt8](unsafeUninitializedCapacity: piece.byteCount) { buffer, count in
      while count < piece.byteCount {
        // Safe: the rest of the buffer.
        let result = unsafe pread(descriptor, buffer.baseAddress! + count, piece.byteCount - count, off_t(piece.offset + count))
        if result < 0 && errno == EINTR { continue }
        if result < 0 { failure = errno }
        if result <= 0 { return }
        count += result
      }
    }
    guard failure == 0 else { throw LMDBError(.init(rawValue: failure), operation: "read a scratch file", path: directory) }
    do {
      return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key))
    } catch {
      throw LMDBError(.inputOutput, operation: "read a scratch file: not what was written", path: directory)
    }
  }
}
