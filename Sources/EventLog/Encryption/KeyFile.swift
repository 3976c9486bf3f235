import CLibrary
import Crypto
import LMDB

/// The keys of an encrypted store: a file `keys` in a directory of the operator's choice, apart from the store. One without the other is nothing.
///
/// Integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 8 | `TCKEYS1` and a zero byte |
/// | 8 | 16 | the identifier of the store, which the store has too |
/// | 24 | 32 | the key of the store: of its values, and of the names of persons and identifiers in its tables |
/// | 56 | 8 | checksum of what is before |
/// | 4096 | 32 each | the key of a person, by number; zeros for one that was erased |
///
/// No pseudonym is in it: which number is a person's stands in the store. It is no environment of LMDB, since LMDB's free pages keep what was deleted until the file is
/// compacted: a key that goes is written over where it lies, in one sector, and the write is flushed.
package final class KeyFile: Sendable {
  package static let name = "keys"
  static let magic = Array("TCKEYS1\0".utf8)
  static let storeIDByteCount = 16
  static let keyByteCount = 32
  static let checksumOffset = 56
  static let firstKeyOffset = 4096

  /// The path of the file.
  package let path: String
  /// The key of the store.
  let storeKey: SymmetricKey
  private let descriptor: Int32
  private let isWritable: Bool

  /// Makes the keys of a new store.
  ///
  /// - Parameter directory: made where it is not there, for its owner alone.
  /// - Returns: the identifier of the store.
  /// - Throws: ``LMDBError``, with ``LMDBError/Code/fileExists`` where there are keys.
  static func make(in directory: String) throws(LMDBError) -> [UInt8] {
    // Safe here and below: paths are C strings for the calls.
    if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST { throw LMDBError(.init(rawValue: errno), operation: "mkdir", path: directory) }
    let path = "\(directory)/\(name)"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "open", path: path) }
    defer { close(descriptor) }
    let storeID = random(storeIDByteCount)
    var header = ByteWriter(reservingBytes: firstKeyOffset)
    header.write(magic)
    header.write(storeID)
    header.write(random(keyByteCount))
    // Safe: bytes are their own raw representation.
    header.write(unsafe Checksum.of(header.bytes.span.bytes))
    header.write(repeatElement(0, count: firstKeyOffset - header.count))
    try write(header.bytes, at: 0, descriptor, path)
    let parent = unsafe open(directory, O_RDONLY | O_CLOEXEC)
    defer { if parent >= 0 { close(parent) } }
    guard parent >= 0, fsync(parent) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "fsync", path: directory) }
    return storeID
  }

  /// Opens the keys of a store.
  ///
  /// - Parameter storeID: the store's; any if left out.
  /// - Throws: ``EncryptionError``; ``LMDBError``.
  package init(in directory: String, of storeID: [UInt8]? = nil) throws {
    path = "\(directory)/\(Self.name)"
    var descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    isWritable = descriptor >= 0
    if descriptor < 0, [EACCES, EROFS, EPERM].contains(errno) { descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw LMDBError(.init(rawValue: errno), operation: "open", path: path) }
      throw EncryptionError.noKeys(path: path)
    }
    self.descriptor = descriptor
    do {
      let header = try Self.read(Self.checksumOffset + 8, at: 0, descriptor, path)
      guard let header, Array(header[..<Self.magic.count]) == Self.magic else {
        throw EncryptionError.damagedKeys(path: path, problem: "no file of keys")
      }
      // Safe: bytes are their own raw representation.
      let bytes = unsafe header.span.bytes
      guard try bytes.integer(at: Self.checksumOffset) == Checksum.of(bytes.extracting(0..<Self.checksumOffset)) else {
        throw EncryptionError.damagedKeys(path: path, problem: "its head differs from its checksum")
      }
      guard storeID.map({ $0 == Array(header[8..<24]) }) ?? true else { throw EncryptionError.otherStore(path: path) }
      storeKey = SymmetricKey(data: header[24..<56])
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// The key of a number; nil where it was erased or never made.
  ///
  /// - Complexity: one call of the system.
  func key(_ number: UInt32) throws(LMDBError) -> SymmetricKey? {
    let bytes = try Self.read(Self.keyByteCount, at: Self.offset(of: number), descriptor, path)
    guard let bytes, bytes.contains(where: { $0 != 0 }) else { return nil }
    return SymmetricKey(data: bytes)
  }

  /// Makes keys, which are on the disk when this returns.
  ///
  /// - Returns: the number of the first; the others follow.
  func addKeys(_ count: Int) throws -> UInt32 {
    guard isWritable else { throw EncryptionError.readOnlyKeys(path: path) }
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "lseek", path: path) }
    // What a crash left of a key is not one.
    let first = (Int(end) - Self.firstKeyOffset + Self.keyByteCount - 1) / Self.keyByteCount
    guard first >= 0, first + count < Int(SealedRecords.noKey) else {
      throw EncryptionError.damagedKeys(path: path, problem: "\(first) keys, expected at most \(SealedRecords.noKey - 1)")
    }
    try Self.write(Self.random(count * Self.keyByteCount), at: Self.offset(of: UInt32(first)), descriptor, path)
    return UInt32(first)
  }

  /// Writes zeros over keys; they are gone from the disk when this returns. Those that are gone already stay so.
  func erase(_ numbers: [UInt32]) throws {
    guard !numbers.isEmpty else { return }
    guard isWritable else { throw EncryptionError.readOnlyKeys(path: path) }
    let zeros = [UInt8](repeating: 0, count: Self.keyByteCount)
    for number in numbers { try Self.put(zeros, at: Self.offset(of: number), descriptor, path) }
    try Self.flush(descriptor, path)
  }

  /// Writes over all of a file of keys, and removes it, so that what they sealed is gone.
  static func destroy(in directory: String) throws(LMDBError) {
    let path = "\(directory)/\(name)"
    let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw LMDBError(.init(rawValue: errno), operation: "open", path: path)
    }
    defer { close(descriptor) }
    let end = Int(lseek(descriptor, 0, SEEK_END))
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    for offset in stride(from: 0, to: end, by: zeros.count) {
      try put(Array(zeros[..<min(zeros.count, end - offset)]), at: offset, descriptor, path)
    }
    try flush(descriptor, path)
    guard unsafe unlink(path) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "unlink", path: path) }
    // A directory with anything else in it stays.
    unsafe rmdir(directory)
  }

  private static func offset(of number: UInt32) -> Int { firstKeyOffset + Int(number) * keyByteCount }

  private static func random(_ count: Int) -> [UInt8] {
    var system = SystemRandomNumberGenerator()
    var bytes = ByteWriter(reservingBytes: count)
    while bytes.count < count { bytes.write(system.next()) }
    return Array(bytes.bytes[..<count])
  }

  /// Nil where the file ends before.
  private static func read(_ count: Int, at offset: Int, _ descriptor: Int32, _ path: String) throws(LMDBError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    // Safe: so many bytes have room.
    let found = unsafe pread(descriptor, &bytes, count, off_t(offset))
    guard found >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "pread", path: path) }
    return found == count ? bytes : nil
  }

  private static func put(_ bytes: [UInt8], at offset: Int, _ descriptor: Int32, _ path: String) throws(LMDBError) {
    // Safe: so many bytes are there.
    guard unsafe pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
      throw LMDBError(errno == 0 ? .noSpace : .init(rawValue: errno), operation: "pwrite", path: path)
    }
  }

  private static func write(_ bytes: [UInt8], at offset: Int, _ descriptor: Int32, _ path: String) throws(LMDBError) {
    try put(bytes, at: offset, descriptor, path)
    try flush(descriptor, path)
  }

  private static func flush(_ descriptor: Int32, _ path: String) throws(LMDBError) {
    guard fsync(descriptor) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "fsync", path: path) }
  }
}
