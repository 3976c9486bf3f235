/// A failure of LMDB or of the file system below it: what failed, in which call, on which environment.
///
/// Compare by code: `error.code == .mapFull`.
public struct LMDBError: Error, Hashable, Sendable {
  /// What failed.
  public let code: Code
  /// The C function or the check that reported the failure, such as `mdb_put`.
  public let operation: String
  /// The directory or file concerned, where known.
  public let path: String?

  /// A failure of `operation`.
  public init(_ code: Code, operation: String, path: String? = nil) {
    self.code = code
    self.operation = operation
    self.path = path
  }
}

extension LMDBError: CustomStringConvertible {
  /// Where, in which call, and what LMDB or the system says about it.
  public var description: String {
    (path.map { "\($0): " } ?? "") + "\(operation): \(code)"
  }
}
