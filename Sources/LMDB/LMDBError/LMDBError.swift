internal import CLMDB
internal import Glibc

/// A call of LMDB, or of the system underneath, that failed.
public struct LMDBError: Error, Hashable, Sendable, CustomStringConvertible {
  /// LMDB's code, or the system's `errno`, under a Swift name. Open: a code without a name here is still a code.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// Negative for LMDB's own, positive for the system's, below -40,000 for this module's.
    public let rawValue: Int32

    /// A code by its number.
    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }
  }

  /// What went wrong.
  public let code: Code
  /// The call that failed.
  public let operation: String
  /// The file or directory, where one is at fault.
  public let path: String?

  /// An error of this module's own, or of a call.
  public init(_ code: Code, operation: String, path: String? = nil) {
    self.code = code
    self.operation = operation
    self.path = path
  }

  public var description: String {
    (path.map { "\($0): " } ?? "") + "\(operation): \(code)"
  }
}

extension LMDBError.Code {
  /// The key is there already, or would come before the last one of an append.
  public static let keyExists = Self(rawValue: MDB_KEYEXIST)
  /// A page of the file is missing: the file is damaged.
  public static let pageNotFound = Self(rawValue: MDB_PAGE_NOTFOUND)
  /// A page of the file is of the wrong type: the file is damaged.
  public static let corrupted = Self(rawValue: MDB_CORRUPTED)
  /// A write of the meta page failed and its outcome is unknown: the environment must be reopened.
  public static let panic = Self(rawValue: MDB_PANIC)
  /// The file is of another version of LMDB's format.
  public static let versionMismatch = Self(rawValue: MDB_VERSION_MISMATCH)
  /// The file is no LMDB file.
  public static let invalid = Self(rawValue: MDB_INVALID)
  /// The map is full; seen only where it cannot grow.
  public static let mapFull = Self(rawValue: MDB_MAP_FULL)
  /// The file has more tables than the environment was opened for.
  public static let tablesFull = Self(rawValue: MDB_DBS_FULL)
  /// As many readers as the environment was opened for are active.
  public static let readersFull = Self(rawValue: MDB_READERS_FULL)
  /// One transaction holds too many changed pages.
  public static let transactionFull = Self(rawValue: MDB_TXN_FULL)
  /// Another process made the file larger than the map; seen only where the map cannot follow.
  public static let mapResized = Self(rawValue: MDB_MAP_RESIZED)
  /// There is no table of that name.
  public static let noSuchTable = Self(rawValue: -40_001)
  /// The file is empty; LMDB would take it for an empty environment.
  public static let emptyFile = Self(rawValue: -40_002)
  /// The file ends before its last page.
  public static let truncated = Self(rawValue: -40_003)
  /// The environment is open in this process with less access than asked for.
  public static let openReadOnly = Self(rawValue: -40_004)
  /// There is no such file or directory.
  public static let noSuchFile = Self(rawValue: ENOENT)
  /// There is such a file or directory already.
  public static let fileExists = Self(rawValue: EEXIST)
  /// The permissions do not allow it.
  public static let permissionDenied = Self(rawValue: EACCES)
  /// The file system is mounted for reading only.
  public static let readOnlyFileSystem = Self(rawValue: EROFS)
  /// The disk is full.
  public static let noSpace = Self(rawValue: ENOSPC)
  /// The disk failed.
  public static let inputOutput = Self(rawValue: EIO)
}

extension LMDBError.Code: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSuchTable: "no such table"
    case .emptyFile: "the file is empty, expected an LMDB environment"
    case .truncated: "the file ends before its last page"
    case .openReadOnly: "it is open in this process for reading only"
    // Safe: LMDB answers a constant C string, or the system's message, for every number.
    default: unsafe String(cString: mdb_strerror(rawValue))
    }
  }
}

/// The one seam through which every call of LMDB goes.
func check(_ status: Int32, _ operation: StaticString, path: String? = nil) throws(LMDBError) {
  guard status == MDB_SUCCESS else { throw LMDBError(.init(rawValue: status), operation: "\(operation)", path: path) }
}
