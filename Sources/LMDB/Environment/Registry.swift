/// The files that this process has open.
///
/// Opening an LMDB file a second time in a process and closing it breaks the first's locks without an error.
final class Registry: @unchecked Sendable {
  // Unchecked: `entries` is read and written under the lock of `monitor` only.

  static let shared = Registry()

  private struct Entry {
    weak var environment: Environment?
    let id: UInt64
    let path: String
    /// The file is being closed: it can be opened again when the entry has gone.
    var isClosing = false

    init(_ environment: Environment) {
      self.environment = environment
      id = environment.id
      path = environment.path
    }
  }

  private let monitor = Monitor()
  private var entries: [FileID: Entry] = [:]

  /// The environment of a file that is open, or else the one that the body opens.
  ///
  /// An environment that is being closed, or has lost its last reference and will be, is waited for.
  func environment(of file: FileID, orOpen open: () throws(LMDBError) -> Environment) throws(LMDBError) -> Environment {
    try monitor.withLock { () throws(LMDBError) in
      while let entry = entries[file] {
        if !entry.isClosing, let environment = entry.environment { return environment }
        monitor.wait()
      }
      let environment = try open()
      entries[file] = Entry(environment)
      return environment
    }
  }

  /// Whether this process has a file open.
  func isOpen(_ file: FileID) -> Bool { monitor.withLock { entries[file] != nil } }

  /// The environment of a path that is open.
  func environment(at path: String) -> Environment? {
    monitor.withLock {
      for entry in entries.values where entry.path == path {
        // Handed on, never let go here: what lets the last reference go closes the environment, which takes this lock.
        if let environment = entry.environment { return environment }
      }
      return nil
    }
  }

  /// An environment is about to go on with another file: a call that opens that gets this environment.
  func enter(_ file: FileID, for environment: Environment) {
    monitor.withLock { entries[file] = Entry(environment) }
  }

  /// A file is no environment's any more.
  func leave(_ file: FileID) {
    monitor.withLock {
      entries[file] = nil
      monitor.wakeAll()
    }
  }

  /// Closes an environment.
  func close(id: UInt64, file: FileID, gate: Gate) {
    monitor.withLock {
      if entries[file]?.id == id { entries[file]?.isClosing = true }
    }
    // Not under the lock: a running transaction that is waited for here may open another file.
    gate.close()
    monitor.withLock {
      if entries[file]?.id == id { entries[file] = nil }
      monitor.wakeAll()
    }
  }
}
