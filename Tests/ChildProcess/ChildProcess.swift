import CLibrary

/// A program that a test runs, by `posix_spawn`.
///
/// Not by Foundation's `Process`: that of Swift 6.3.1 looks at each file that the process has open and copies 280 bytes of each directory entry, past the end of the
/// buffer where some thousand files are open, as many tests at one time have.
public enum ChildProcess {
  /// Why a program was not run: the code of `errno`.
  public struct NotRun: Error {
    public let program: String
    public let code: Int32
  }

  /// Runs a program to its end. It inherits the environment; files are opened so that they are closed in it.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: without the program itself.
  ///   - input: the file that it reads.
  ///   - output: the file that it writes.
  ///   - errors: the file that standard error goes to, which may be the same.
  /// - Returns: its exit status; the number of the signal that ended it.
  public static func run(
    _ program: String, _ arguments: [String], input: String = "/dev/null", output: String, errors: String
  ) throws(NotRun) -> Int32 {
    // Safe: the actions, the attributes and the texts live until the call returns, which has copied them by then.
    unsafe try withUnsafeTemporaryActions { actions, attributes throws(NotRun) in
      unsafe posix_spawn_file_actions_addopen(actions, 0, input, O_RDONLY, 0)
      unsafe posix_spawn_file_actions_addopen(actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      if errors == output {
        unsafe posix_spawn_file_actions_adddup2(actions, 1, 2)
      } else {
        unsafe posix_spawn_file_actions_addopen(actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      }
      // A thread of a pool blocks signals, which a child would inherit.
      var none = sigset_t()
      unsafe sigemptyset(&none)
      unsafe posix_spawnattr_setsigmask(attributes, &none)
      unsafe posix_spawnattr_setflags(attributes, Int16(POSIX_SPAWN_SETSIGMASK))
      var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
      unsafe words.append(nil)
      defer { unsafe words.forEach { unsafe free($0) } }
      var process: pid_t = 0
      let code = unsafe posix_spawn(&process, program, actions, attributes, words, environ)
      guard code == 0 else { throw NotRun(program: program, code: code) }
      var status: Int32 = 0
      while unsafe waitpid(process, &status, 0) == -1 {
        guard errno == EINTR else { throw NotRun(program: program, code: errno) }
      }
      return status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
    }
  }

  private static func withUnsafeTemporaryActions(
    _ body: (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafeMutablePointer<posix_spawnattr_t>) throws(NotRun) -> Int32
  ) throws(NotRun) -> Int32 {
    let actions = UnsafeMutablePointer<posix_spawn_file_actions_t>.allocate(capacity: 1)
    let attributes = UnsafeMutablePointer<posix_spawnattr_t>.allocate(capacity: 1)
    unsafe posix_spawn_file_actions_init(actions)
    unsafe posix_spawnattr_init(attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(actions)
      unsafe posix_spawnattr_destroy(attributes)
      unsafe actions.deallocate()
      unsafe attributes.deallocate()
    }
    return unsafe try body(actions, attributes)
  }
}
