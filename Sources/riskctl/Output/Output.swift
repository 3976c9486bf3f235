import CLibrary
import Tricolor

/// Standard output or a file, buffered.
///
/// Unchecked, since a command writes from one task only. ``flush()`` before the process ends.
final class Output: @unchecked Sendable {
  /// Standard output.
  static let standard = Output(descriptor: STDOUT_FILENO, name: "standard output")
  /// Standard error, for what is no part of the answer.
  static let standardError = Output(descriptor: STDERR_FILENO, name: "standard error")

  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []

  private init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// A file, made anew; `-` is standard output.
  static func file(_ path: String) throws -> Output {
    if path == "-" { return standard }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Failure(.inputOutput, "\(path): \(Self.systemProblem())") }
    return Output(descriptor: descriptor, name: path)
  }

  /// Makes a file of these bytes; `-` is standard output.
  static func save(_ bytes: [UInt8], to path: String) throws {
    let output = try file(path)
    try output.append(bytes)
    try output.close()
  }

  /// Writes bytes.
  func append(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Writes a line.
  func print(_ line: String) throws {
    buffer.append(contentsOf: line.utf8)
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Writes what is still buffered.
  ///
  /// - Throws: ``Failure``; quietly, with status 0, where no process reads any more.
  func flush() throws {
    var start = 0
    while start < buffer.count {
      let count = unsafe buffer.withUnsafeBytes { bytes in
        // Safe: the range is inside the buffer.
        unsafe write(descriptor, bytes.baseAddress! + start, bytes.count - start)
      }
      if count >= 0 {
        start += count
      } else if errno != EINTR {
        buffer = []
        throw errno == EPIPE ? Failure(.done) : Failure(.inputOutput, "\(name): \(Self.systemProblem())")
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is still buffered, and lets go of a file.
  func close() throws {
    try flush()
    guard descriptor != STDOUT_FILENO else { return }
    guard CLibrary.close(descriptor) == 0 else { throw Failure(.inputOutput, "\(name): \(Self.systemProblem())") }
  }

  private static func systemProblem() -> String {
    // Safe: the text is the C library's and is copied at once.
    unsafe String(cString: strerror(errno))
  }
}

extension Output {
  /// Says on standard error what was done: no part of the answer.
  static func note(_ text: String) {
    var bytes = Array("\(text.printable)\n".utf8)
    // Where no process reads it, nothing is lost.
    unsafe _ = write(STDERR_FILENO, &bytes, bytes.count)
  }
}

/// Writes a line for people to standard output; texts of a log stand in it as they are printable.
func printLine(_ line: String = "") throws { try Output.standard.print(Terminal.line(line)) }

/// Writes a line for machines to standard output, as it is.
func printData(_ line: String) throws { try Output.standard.print(line) }

/// Writes a value to standard output, on a line.
func printJSON(_ value: JSONValue) throws { try printData(value.description) }
