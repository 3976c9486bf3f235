/// Why the kernel gives no answer.
enum KernelError: Error, CustomStringConvertible {
  /// An argument is missing, unknown or not what was expected.
  case usage(String)
  /// The store is not what was promised.
  case otherStore(path: String, problem: String)
  /// A file cannot be read.
  case input(path: String, problem: String)
  /// The answer cannot be written.
  case output(problem: String)

  var description: String {
    switch self {
    case .usage(let problem): problem
    case .otherStore(let path, let problem): "\(path): \(problem)"
    case .input(let path, let problem): "\(path): \(problem)"
    case .output(let problem): "standard output: \(problem)"
    }
  }

  /// What the process ends with (`riskctl`'s statuses).
  var status: Int32 {
    switch self {
    case .usage: 64
    case .otherStore: 65
    case .input, .output: 74
    }
  }
}
