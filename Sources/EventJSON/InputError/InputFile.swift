internal import CLibrary
internal import RiskModel

/// A small file, read as a whole.
public enum InputFile {
  /// The bytes of a file, or of standard input for `-`.
  ///
  /// - Throws: ``InputError``, also for more than `limit` bytes.
  public static func read(_ path: String, upTo limit: Int) throws(InputError) -> [UInt8] {
    let name = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(name: name, problem: InputError.systemProblem()) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe CLibrary.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(name: name, problem: InputError.systemProblem())
      }
      bytes += piece[..<count]
      guard bytes.count <= limit else {
        throw .refused(name: name, line: 1, Fault(path: "", problem: "over \(limit) bytes, expected a shorter file"))
      }
    }
  }
}
