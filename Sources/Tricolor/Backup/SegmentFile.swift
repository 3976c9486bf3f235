internal import CLibrary
internal import LMDB

/// A file that is written or read from beginning to end. Closed when it goes.
package struct SegmentFile: ~Copyable {
  package let path: String
  private let descriptor: Int32

  /// Opens a file for reading.
  package init(reading path: String) throws {
    self.path = path
    // Safe: the path is a C string for the call.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "open", path: path) }
  }

  /// Makes a file that only its owner can read, under a name with six characters of its own after the given one.
  package init(makingAt prefix: String) throws {
    var template = Array("\(prefix)-XXXXXX".utf8CString)
    // Safe: the template is a C string of its own, which mkstemp changes in place.
    descriptor = unsafe template.withUnsafeMutableBufferPointer { unsafe mkstemp($0.baseAddress!) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else { throw LMDBError(.init(rawValue: errno), operation: "mkstemp", path: prefix) }
  }

  deinit { close(descriptor) }

  package func write(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      // Safe: the range is inside the array.
      let count = unsafe bytes.withUnsafeBytes { unsafe CLibrary.write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if count >= 0 {
        start += count
      } else if errno != EINTR {
        throw LMDBError(.init(rawValue: errno), operation: "write", path: path)
      }
    }
  }

  /// Reads up to so many bytes; none at the end.
  func read(upTo count: Int) throws -> [UInt8] {
    while true {
      var result = 0
      // Safe: the buffer has as many bytes as are asked for, and what was read of it is what becomes the array.
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        result = unsafe CLibrary.read(descriptor, buffer.baseAddress, count)
        initialized = max(0, result)
      }
      if result >= 0 { return bytes }
      guard errno == EINTR else { throw LMDBError(.init(rawValue: errno), operation: "read", path: path) }
    }
  }

  /// Returns when what was written is on the disk.
  package func synchronize() throws {
    guard fsync(descriptor) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "fsync", path: path) }
  }
}

/// What the making of backups asks of the file system.
package enum BackupDirectory {
  /// Makes a directory that only its owner can read, unless it is there.
  package static func make(_ path: String) throws {
    // Safe: the path is a C string for the call.
    if unsafe mkdir(path, 0o700) == 0 { return try synchronize(parent(of: path)) }
    guard errno == EEXIST else { throw LMDBError(.init(rawValue: errno), operation: "mkdir", path: path) }
  }

  /// Whether a store is in a directory: a backup there would be taken for part of it.
  static func isStore(_ path: String) -> Bool {
    // Safe: the path is a C string for the call.
    unsafe access("\(path)/\(Environment.dataFileName)", F_OK) == 0
  }

  /// Gives a file its final name, unless there is one of that name.
  static func publish(_ temporary: String, as final: String) throws {
    // Safe: both paths are C strings for the calls.
    guard unsafe link(temporary, final) == 0 else { throw LMDBError(.init(rawValue: errno), operation: "link", path: final) }
    unsafe unlink(temporary)
    try synchronize(parent(of: final))
  }

  /// A path that another name can be appended to.
  static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path[...]
    while path.utf8.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }

  /// Returns when the names in a directory are on the disk.
  package static func synchronize(_ path: String) throws { try SegmentFile(reading: path).synchronize() }

  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The names of the segments in a directory, in order.
  static func segmentNames(in path: String) throws -> [String] {
    try names(in: path).filter { $0.hasSuffix(".\(SegmentHeader.fileExtension)") }
  }

  /// The names in a directory, in order.
  static func names(in path: String) throws -> [String] {
    // Safe here and below: the stream is open from here to the end of the scope, and an entry is copied before the next is read.
    guard let stream = unsafe opendir(path) else {
      if errno == ENOENT { throw BackupError.noBackup(path: path) }
      throw LMDBError(.init(rawValue: errno), operation: "opendir", path: path)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // Not by its type, which is longer than most entries are.
      let start = unsafe UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name)!)
      names.append(unsafe String(cString: start.assumingMemoryBound(to: CChar.self)))
    }
    return names.sorted()
  }
}
