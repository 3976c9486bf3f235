internal import CLibrary
public import RiskModel

/// Why an input cannot be read to its end.
public enum InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system cannot open or read it.
  case unreadable(name: String, problem: String)
  /// A line that is not what it should be, counted from 1.
  case refused(name: String, line: Int, Fault)
  /// The caller ended the wait for more of it.
  case interrupted(name: String)

  public var description: String {
    switch self {
    case .unreadable(let name, let problem): "\(name): \(problem)"
    case .interrupted(let name): "\(name): interrupted"
    case .refused(let name, let line, let fault): "\(name):\(line): \(fault)"
    }
  }

  static func systemProblem() -> String {
    // Safe: the text is the C library's and is copied at once.
    unsafe String(cString: strerror(errno))
  }
}
