internal import Synchronization

/// An LMDB environment: a directory with one file of tables, shared by the threads and processes that open it.
///
/// Any number of readers, each with a consistent state of its own, and one writer at a time. Always in LMDB's default durability: what
/// ``write(_:)`` has returned from is on the disk. `MDB_NOSYNC`, `MDB_NOMETASYNC`, `MDB_MAPASYNC` and `MDB_WRITEMAP` cannot be asked for: the
/// first three lose commits in a power cut, the last dies of a full disk.
///
/// A process opens a file once: ``open(at:access:options:)`` answers the environment that is open already. It is closed when no reference holds
/// it, or by ``close()``.
public final class Environment: Sendable {
  /// The most bytes of a key.
  public static let maximumKeyByteCount = 511

  /// The directory, as it was given.
  public let path: String
  /// What sets this object apart from every other of this process, also from a later one of the same file.
  let id: UInt64
  /// The file that is open: another one once it was compacted.
  let fileID: Mutex<FileID>
  /// The lock file, which a compaction leaves; nil where there is none. Another one at the path belongs to another environment.
  let lockFile: FileID?
  /// What the environment was opened with.
  let options: Options
  let gate: Gate
  /// Why the file cannot be written, if so.
  let obstacle: LMDBError.Code?
  /// Whether the environment has been opened for writing.
  let isForWriting: Atomic<Bool>
  /// The tables of which leaves were left out when the pages were checked; nil until they are.
  let unread = Mutex<Set<String>?>(nil)
  let tables = Mutex<[String: TableID]>([:])
  /// Whether a table with sealed values was opened.
  let hasSealedValues = Atomic(false)
  /// Guards the opening of tables, which LMDB allows to one transaction at a time.
  let tableOpening = Monitor()

  /// What an environment is opened for.
  public enum Access: Sendable {
    /// Reading only.
    case readOnly
    /// Reading and writing.
    case readWrite
  }

  /// The sizes that an environment is opened with, by the first call in the process that opens it.
  public struct Options: Sendable {
    /// The bytes of address space that a new file starts with; it doubles as needed, and a file remembers it.
    public var initialMapByteCount = 1 << 20
    /// The most named tables.
    public var maximumTableCount = 32
    /// The most transactions that read at one time, in all processes: the first process decides. A transaction that is not running does not
    /// count. There are 16 slots more for processes that write (``usesReservedSlots``).
    public var maximumReaderCount = 494
    /// Whether this process's reads may take the slots that are kept so that readers cannot lock a writer out.
    public var usesReservedSlots = true
    /// The rights of a new environment's data file. The lock file's and the directory's follow: an account that may read the data may write its slot, and
    /// search the directory. A reading account of the same group needs 0o640.
    public var mode: UInt32 = 0o600
    /// Up to so many bytes of the file, opening reads and checks every page (``Environment/checkStructure()``) before any is relied on;
    /// of a longer file, the pages that lead to others. 16 MiB cost some 3 ms.
    public var checkedByteCount = 16 << 20
    /// The tables that the caller does not use, by name: opening leaves their leaves out of the check, and to use one ends the process.
    public var unreadTables: Set<String> = []
    /// Whether every page is checked, however long the file is, and also where the process has it open already.
    public var checksStructure = false

    /// The default sizes.
    public init() {}
  }

  init(_ gate: Gate, _ options: Options, file: FileID, isForWriting: Bool, obstacle: LMDBError.Code? = nil) {
    self.path = gate.path
    self.id = Self.lastID.add(1, ordering: .relaxed).newValue
    fileID = Mutex(file)
    lockFile = Self.lockFile(at: gate.path)
    self.options = options
    self.gate = gate
    self.obstacle = obstacle
    self.isForWriting = Atomic(isForWriting)
  }

  static func lockFile(at path: String) -> FileID? { (try? FileStatus(path: "\(path)/\(LockFile.name)"))?.id }

  var file: FileID { fileID.withLock { $0 } }

  deinit { close() }

  private static let lastID = Atomic<UInt64>(0)

  /// Waits for the running transactions and closes the file. Everything after that throws ``LMDBError/Code/closed``, also for callers that
  /// opened the same file elsewhere in the process. Closing again does nothing.
  ///
  /// - Precondition: the calling thread has no transaction of this environment.
  public func close() {
    Registry.shared.close(id: id, file: file, gate: gate)
  }

  /// What the environment may be used for: writing once a call in the process has opened it for that.
  public var access: Access { isForWriting.load(ordering: .relaxed) ? .readWrite : .readOnly }

  /// Whether a flush of the meta page failed: the outcome of that commit is unknown, nothing works any more, and one must ``close()``
  /// and open the file again.
  public var mustBeReopened: Bool { gate.ended == .panic }
}
