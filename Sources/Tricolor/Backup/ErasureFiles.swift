internal import CLibrary
public import EventLog
internal import LMDB

/// The statements of erasures that a store leaves beside its backups, so that one that is restored from an older backup brings no person back.
///
/// Each file is one block of the log with statements alone (`LogBlock`), named `erasures-` and the block's first sequence in 20 digits. It names no pseudonym.
enum ErasureFiles {
  private static let prefix = "erasures-"

  static func name(of first: UInt64) -> String {
    let digits = String(first)
    return prefix + String(repeating: "0", count: 20 - digits.count) + digits
  }

  /// The statements beside a backup, in order.
  ///
  /// - Throws: ``BackupError/damaged(file:problem:)``; errors of the file system.
  static func read(beside backup: String) throws -> [Erasure] {
    var erasures: [Erasure] = []
    for name in try BackupDirectory.names(in: backup).filter({ $0.hasPrefix(prefix) && !$0.contains("-writing") }).sorted() {
      let path = "\(backup)/\(name)"
      let bytes = try BackupDirectory.bytes(of: path)
      do {
        // Safe: bytes are their own raw representation.
        let block = try unsafe LogBlock(bytes.span.bytes)
        try block.forEachEntry { entry in
          if case .erasure(let record) = entry { erasures.append(try record.erasure(in: block)) }
          return true
        }
      } catch let error as DamagedBytes {
        throw BackupError.damaged(file: path, problem: error.problem)
      }
    }
    return erasures
  }

  /// Whether the block of statements that begins with a sequence is beside a backup.
  static func isThere(_ first: UInt64, beside backup: String) -> Bool {
    // Safe: the path is a C string for the call.
    unsafe access("\(backup)/\(name(of: first))", F_OK) == 0
  }

  /// Writes a block of statements beside a backup.
  static func write(_ block: [UInt8], startingAt first: UInt64, beside backup: String) throws {
    try BackupDirectory.write(block, to: "\(backup)/\(name(of: first))")
  }
}

/// The directories to which a store was backed up, one path a line in the file `backups` of the store's directory: an erasure leaves its statement there.
enum KnownBackups {
  private static func file(_ store: String) -> String { "\(store)/backups" }

  static func read(_ store: String) throws -> [String] {
    let path = file(store)
    // Safe: the path is a C string for the call.
    guard unsafe access(path, F_OK) == 0 else { return [] }
    return String(decoding: try BackupDirectory.bytes(of: path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Notes a directory, by its absolute path.
  static func add(_ backup: String, to store: String) throws {
    // Safe: the path is a C string for the call; what is returned is copied and given back.
    guard let absolute = unsafe realpath(backup, nil) else { throw LMDBError(.init(rawValue: errno), operation: "realpath", path: backup) }
    defer { unsafe free(absolute) }
    let path = unsafe String(cString: absolute)
    let known = try read(store)
    guard !known.contains(path) else { return }
    try BackupDirectory.write(Array((known + [path]).map { "\($0)\n" }.joined().utf8), to: file(store))
  }
}

extension Reader {
  /// Leaves statements beside every backup that can be reached.
  func leaveBesideBackups(_ statements: [Erasure]) {
    guard let first = statements.first, let backups = try? KnownBackups.read(path), !backups.isEmpty else { return }
    try? log.environment.read { transaction in
      try log.forEachBlock(from: first.sequence, transaction) { bytes, sequences in
        // One that cannot be reached is named by backups(without:).
        for backup in backups { try? ErasureFiles.write(bytes.array, startingAt: sequences.lowerBound, beside: backup) }
        return true
      }
    }
  }

  /// The backups of this store beside which an erasure's statement is not: they could not be reached. One that is restored from there brings the person back, unless
  /// the statement is given to the restoration.
  public func backups(without erasure: Erasure) throws -> [String] {
    let first = try log.environment.read { transaction -> UInt64 in
      var first = erasure.sequence
      try log.forEachBlock(from: erasure.sequence, transaction) { _, sequences in
        first = sequences.lowerBound
        return false
      }
      return first
    }
    return try KnownBackups.read(path).filter { !ErasureFiles.isThere(first, beside: $0) }
  }
}
