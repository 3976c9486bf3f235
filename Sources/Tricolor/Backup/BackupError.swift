/// Why a backup is not made, or not restored from.
public enum BackupError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no segment at the path.
  case noBackup(path: String)
  /// The backup's directory is the store's own.
  case isStore(path: String)
  /// A file is not a whole segment of the format.
  case damaged(file: String, problem: String)
  /// The segment that begins with a sequence is not there.
  case missingLink(path: String, firstSequence: UInt64)
  /// Two logs differ: what was backed up before, and what should follow it. The events up to a sequence are not the same.
  case otherLog(file: String, sequence: UInt64)
  /// What was restored is not sound, or not what a checkpoint says. Nothing was put in place.
  case notSound(path: String, fault: String)

  public var description: String {
    switch self {
    case .noBackup(let path): "\(path): no backup there, expected at least one segment"
    case .isStore(let path): "\(path): a store, expected a directory for the backup alone"
    case .damaged(let file, let problem): "\(file): damaged: \(problem)"
    case .missingLink(let path, let first): "\(path): no segment from event \(first) on, expected each to begin where the one before ends"
    case .otherLog(let file, let sequence): "\(file): of another log: its events up to \(sequence) differ"
    case .notSound(let path, let fault): "\(path): not restored: \(fault)"
    }
  }
}
