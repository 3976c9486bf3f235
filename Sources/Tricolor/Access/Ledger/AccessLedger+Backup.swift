internal import EventLog
internal import CLibrary
internal import Histories
internal import LMDB

/// A ledger in a backup: a compact copy of the whole, in a directory `access-` and the number of its entries in 20 digits.
///
/// The copy is made anew each time and the one before goes: what was erased meanwhile is not in the new one.
extension AccessLedger {
  private static let prefix = "access-"

  /// Copies the ledger into a backup's directory, on the disk when this returns.
  ///
  /// - Throws: errors of the file system.
  package func backUp(to path: String) throws {
    let backup = BackupDirectory.withoutTrailingSlashes(path)
    let size = String(try count())
    let name = Self.prefix + String(repeating: "0", count: 20 - size.utf8.count) + size
    let earlier = try BackupDirectory.names(in: backup).filter(Self.isCopy)
    if !earlier.contains(name) { try environment.copyCompact(to: "\(backup)/\(name)") }
    for other in earlier where other != name { Self.removeFiles(of: "\(backup)/\(other)") }
    try BackupDirectory.synchronize(backup)
  }

  private static func isCopy(_ name: String) -> Bool { name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 20 }

  /// The newest copy in a backup, with what of it is not as it should be; nil where the backup has none.
  static func check(inBackup backup: String, _ source: Source) throws -> (ledger: AccessLedger, faults: [String])? {
    guard let name = try BackupDirectory.names(in: backup).filter(isCopy).max() else { return nil }
    let ledger = try AccessLedger(at: "\(backup)/\(name)", id: nil, source, for: .readOnly)
    return (ledger, try ledger.faults(against: []))
  }

  /// Puts the ledger of a backup in place in a store that was made from it, without the persons that the log's erasures are about, and makes that
  /// accountable. Nothing where the backup has none.
  ///
  /// - Throws: ``BackupError/notSound(path:fault:)`` for a ledger that is not sound; errors of the file system.
  static func restore(
    from backup: String, toStoreAt store: String, erasing erasures: [Erasure], _ surroundings: Engine.Surroundings
  ) throws {
    guard let (copy, faults) = try check(inBackup: backup, Source(surroundings)) else { return }
    defer { copy.environment.close() }
    if let fault = faults.first { throw BackupError.notSound(path: backup, fault: fault) }
    try copy.environment.copyCompact(to: "\(store)/\(directoryName)")
    guard let id = try identity(in: copy.environment) else { throw copy.damaged("no identity") }
    let ledger = try AccessLedger(at: "\(store)/\(directoryName)", id: id, Source(surroundings))
    // Closed before it moves.
    defer { ledger.environment.close() }
    try ledger.eraseAgain(erasures)
    try Accountability.mark(storeAt: store, ledger: id)
  }

  /// Removes a ledger's files, as far as they are there.
  static func removeFiles(of directory: String) {
    // Safe: the paths are C strings for the calls.
    for file in ["data.mdb", "lock.mdb", WriterLock.fileName, compactLockName] { unsafe unlink("\(directory)/\(file)") }
    unsafe rmdir(directory)
  }
}
