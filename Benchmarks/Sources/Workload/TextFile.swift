import Glibc

/// Why a file could not be used.
public struct FileFailure: Error, CustomStringConvertible {
  public let path: String
  /// The system's `errno`.
  public let code: Int32

  public init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  public var description: String { "\(path): \(String(cString: strerror(code)))" }
}

/// A text file that is written from the beginning, in large blocks.
public struct TextFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private static let blockBytes = 1 << 20

  /// - Parameter path: `-` for standard output.
  public init(_ path: String) throws(FileFailure) {
    self.path = path
    descriptor = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(path: path, code: errno) }
    buffer.reserveCapacity(Self.blockBytes + 4_096)
  }

  public mutating func write(_ text: String) throws(FileFailure) {
    buffer.append(contentsOf: text.utf8)
    try flushIfFull()
  }

  /// A line of numbers, separated by commas; nil is an empty field.
  public mutating func writeLine(_ numbers: UInt64?...) throws(FileFailure) {
    for (index, number) in numbers.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      if let number { write(digits: number) }
    }
    buffer.append(UInt8(ascii: "\n"))
    try flushIfFull()
  }

  private mutating func write(digits number: UInt64) {
    let first = buffer.count
    var rest = number
    repeat {
      buffer.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    buffer[first...].reverse()
  }

  private mutating func flushIfFull() throws(FileFailure) {
    if buffer.count >= Self.blockBytes { try flush() }
  }

  private mutating func flush() throws(FileFailure) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
      guard count >= 0 || errno == EINTR else { throw FileFailure(path: path, code: errno) }
      written += max(count, 0)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left. A file that is dropped without is not whole.
  public consuming func finish() throws(FileFailure) {
    try flush()
  }

  deinit {
    if descriptor != STDOUT_FILENO { close(descriptor) }
  }
}

/// Writes a line to standard error: standard output is for results.
public func note(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  // What cannot be told to people stops no measurement.
  _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress!, $0.count) }
}
