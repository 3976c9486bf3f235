internal import CLMDB
internal import CLibrary

extension LMDBError {
  /// A code of LMDB (-30799 to -30780), an `errno` (positive, small), or one of this module (from 1,000,001).
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The number that the C function returned.
    public let rawValue: Int32

    /// A code from its number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    init(_ rawValue: Int32) { self.rawValue = rawValue }
  }
}

/// The codes of LMDB.
extension LMDBError.Code {
  /// The key is already there, or is not greater than the last one when appending.
  public static let keyExists = Self(MDB_KEYEXIST)
  /// There is no such key.
  public static let notFound = Self(MDB_NOTFOUND)
  /// A page that another page names is not there: the file is damaged.
  public static let pageNotFound = Self(MDB_PAGE_NOTFOUND)
  /// A page has the wrong type: the file is damaged.
  public static let corrupted = Self(MDB_CORRUPTED)
  /// A flush of the meta page failed earlier. The outcome of that commit is unknown and the environment must be reopened.
  public static let panic = Self(MDB_PANIC)
  /// The file was made by another version of LMDB.
  public static let versionMismatch = Self(MDB_VERSION_MISMATCH)
  /// The file is not an LMDB data file.
  public static let invalid = Self(MDB_INVALID)
  /// The map is full. ``Environment/write(_:)`` grows it, so callers do not see this.
  public static let mapFull = Self(MDB_MAP_FULL)
  /// More tables than the environment was opened for.
  public static let tablesFull = Self(MDB_DBS_FULL)
  /// More simultaneous readers than the environment was opened for.
  public static let readersFull = Self(MDB_READERS_FULL)
  /// The transaction has too many changed pages.
  public static let transactionFull = Self(MDB_TXN_FULL)
  /// Another process grew the file past this process's map. Readers and writers remap, so callers do not see this.
  public static let mapResized = Self(MDB_MAP_RESIZED)
  /// The table has flags that this module never sets, or is not a table.
  public static let incompatible = Self(MDB_INCOMPATIBLE)
  /// A reader slot was used wrongly.
  public static let badReaderSlot = Self(MDB_BAD_RSLOT)
  /// The transaction has failed before and can only be aborted.
  public static let badTransaction = Self(MDB_BAD_TXN)
  /// A key or value has a size that is not allowed.
  public static let badValueSize = Self(MDB_BAD_VALSIZE)
  /// The table was dropped.
  public static let badDatabaseHandle = Self(MDB_BAD_DBI)
}

/// The codes of the system that matter here.
extension LMDBError.Code {
  /// Nothing at the path.
  public static let noSuchFile = Self(ENOENT)
  /// A process has the environment open.
  public static let busy = Self(EBUSY)
  /// Something is at the path already.
  public static let fileExists = Self(EEXIST)
  /// A component of the path is not a directory.
  public static let notADirectory = Self(ENOTDIR)
  /// The permissions do not allow it.
  public static let permissionDenied = Self(EACCES)
  /// The system does not allow it, whatever the permissions.
  public static let notPermitted = Self(EPERM)
  /// The file system is mounted for reading only.
  public static let readOnlyFileSystem = Self(EROFS)
  /// The disk is full.
  public static let noSpace = Self(ENOSPC)
  /// The disk failed.
  public static let inputOutput = Self(EIO)
  /// No memory, or no address space for the map.
  public static let outOfMemory = Self(ENOMEM)
}

/// The codes of this module.
extension LMDBError.Code {
  /// The data file has no bytes. LMDB would open it as an empty database.
  public static let emptyFile = Self(1_000_001)
  /// The data file ends before the last page that it names. LMDB would die with SIGBUS on reading it.
  public static let truncated = Self(1_000_002)
  /// There is no table of that name.
  public static let noSuchTable = Self(1_000_004)
  /// No handle of this process has the environment open for writing.
  public static let openReadOnly = Self(1_000_005)
  /// The environment was closed.
  public static let closed = Self(1_000_003)
  /// A process of another PID namespace (container), with the number that this one has in its own, has the environment open, and this LMDB's readers
  /// cannot be numbered otherwise.
  public static let processNumberTaken = Self(1_000_006)
  /// A sealed value is not what its key has sealed under the table's key: it was changed, or moved, or the key is another.
  public static let notSealedByKey = Self(1_000_007)
}

extension LMDBError.Code: CustomStringConvertible {
  /// What LMDB or the system says about the code.
  public var description: String {
    switch self {
    case .emptyFile: "the data file is empty"
    case .truncated: "the data file is shorter than its own header says"
    case .noSuchTable: "no such table"
    case .openReadOnly: "it is open in this process for reading only"
    case .processNumberTaken:
      "a process of another container, which has the same number there, has it open; this version of LMDB tells them apart by that alone. "
        + "Let the containers share a PID namespace, or start the program under another number (docker run --init)"
    case .closed: "the environment is closed"
    case .notSealedByKey: "a sealed value is not what the store's key has sealed"
    // Safe: mdb_strerror returns a static C string for every number (or strerror's, copied at once).
    default: unsafe String(cString: mdb_strerror(rawValue))
    }
  }
}
