internal import CLibrary
internal import RiskModel

/// Why a key of pseudonyms cannot be read. Never quotes the key.
public enum KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(path: String, errno: Int32)
  /// Others than the owner may read or write the file.
  case openToOthers(path: String, mode: UInt32)
  /// A line that is no key.
  case notAKey(path: String, line: Int)
  /// The same key twice.
  case repeated(path: String, line: Int)

  public var description: String {
    switch self {
    case .unreadable(let path, let number): "\(path): cannot be read: error \(number) of the system"
    case .openToOthers(let path, let mode): "\(path): mode \(String(mode, radix: 8)), expected 600: nobody but its owner may read a key"
    case .notAKey(let path, let line): "\(path):\(line): no key, expected 64 hexadecimal digits"
    case .repeated(let path, let line): "\(path):\(line): the same key as before, expected an earlier one"
    }
  }
}

extension Pseudonymizer {
  /// Reads keys from a file that only its owner may read: one a line, 64 hexadecimal digits, the present one first, then earlier ones.
  ///
  /// - Parameter path: the file; `fd:` and a number for a descriptor that this process was started with, which is read to its end.
  /// - Throws: ``KeyFileError``.
  public init(keyFile path: String) throws(KeyFileError) {
    let text = try Self.contents(of: path)
    var keys: [[UInt8]] = []
    for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
      guard let key = Self.key(line) else { throw .notAKey(path: path, line: index + 1) }
      if keys.contains(key) { throw .repeated(path: path, line: index + 1) }
      keys.append(key)
    }
    guard let current = keys.first else { throw .notAKey(path: path, line: 1) }
    self.init(key: current, earlier: Array(keys.dropFirst()))
  }

  private static func key(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    guard line.count == 2 * keyByteCount else { return nil }
    return [UInt8](hexadecimal: String(decoding: line, as: UTF8.self))
  }

  private static func contents(of path: String) throws(KeyFileError) -> [UInt8] {
    let given = path.hasPrefix("fd:") ? Int32(path.dropFirst(3)) : nil
    // Safe: the path is a C string for the call.
    let descriptor = if let given { given } else { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    // Safe: the structure is there for the call.
    guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
    // Only the processes at the two ends of a pipe can read it; every account with the right to open a file can read that.
    if status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
      throw .openToOthers(path: path, mode: UInt32(status.st_mode & 0o777))
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      // Safe: the buffer has as many bytes as are asked for.
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .unreadable(path: path, errno: errno)
      }
      bytes += buffer[..<count]
      // 1,000 keys are 65 kB.
      guard bytes.count <= 1 << 20 else { throw .notAKey(path: path, line: 1) }
    }
  }
}
