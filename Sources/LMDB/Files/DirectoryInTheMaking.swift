internal import CLibrary

/// A directory that appears at its path complete and on the disk, or not at all.
struct DirectoryInTheMaking {
  /// Where it is made: beside its final path, under a name that says what it is.
  let temporary: String
  private let final: String

  /// Makes a directory for `path`, fills it by the body and moves it there. When anything fails, nothing is left.
  ///
  /// - Throws: ``LMDBError/Code/fileExists`` when something is at `path`; what the body throws.
  static func make(at path: String, _ body: (String) throws -> Void) throws {
    let making = try Self(path)
    do {
      try body(making.temporary)
      try making.publish()
    } catch {
      making.remove()
      throw error
    }
  }

  private init(_ path: String) throws(LMDBError) {
    final = Self.withoutTrailingSlashes(path)
    try Self.checkAbsent(final)
    var template = Array("\(final).creating-XXXXXX".utf8CString)
    // Safe: the template is a C string of its own, which mkdtemp changes in place.
    guard unsafe template.withUnsafeMutableBufferPointer({ unsafe mkdtemp($0.baseAddress!) != nil }) else {
      throw LMDBError(.init(errno), operation: "mkdtemp", path: path)
    }
    temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }

  private static func checkAbsent(_ path: String) throws(LMDBError) {
    do throws(LMDBError) {
      _ = try FileStatus(path: path)
    } catch {
      guard error.code == .noSuchFile else { throw error }
      return
    }
    throw LMDBError(.fileExists, operation: "rename", path: path)
  }

  private func publish() throws(LMDBError) {
    for name in Self.fileNames where (try? FileStatus(path: "\(temporary)/\(name)")) != nil { try Self.flush("\(temporary)/\(name)") }
    try Self.flush(temporary)
    // An empty directory that came to be at the path meanwhile would be replaced: no harm is done.
    try checkSystem("rename", path: final) { unsafe rename(temporary, final) }
    let parent = final.lastIndex(of: "/").map { $0 == final.startIndex ? "/" : String(final[..<$0]) } ?? "."
    try Self.flush(parent)
  }

  private func remove() {
    for name in Self.fileNames { unsafe unlink("\(temporary)/\(name)") }
    unsafe rmdir(temporary)
  }

  private static let fileNames = [Environment.dataFileName, LockFile.name]

  /// The names in a directory, in no order.
  static func entries(of path: String) throws(LMDBError) -> [String] {
    // Safe here and below: the stream is open from here to the end of the scope, and an entry is copied before the next is read.
    guard let stream = unsafe opendir(path) else { throw LMDBError(.init(errno), operation: "opendir", path: path) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // Not by its type, which is longer than most entries are.
      let start = unsafe UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name)!)
      names.append(unsafe String(cString: start.assumingMemoryBound(to: CChar.self)))
    }
    return names
  }

  /// Flushes a file or directory to the disk.
  static func flush(_ path: String) throws(LMDBError) {
    let descriptor = try checkSystem("open", path: path) { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    defer { CLibrary.close(descriptor) }
    try checkSystem("fsync", path: path) { fsync(descriptor) }
  }
}
