public import LogProof
public import RiskModel

// Each as the form of the same name that blocks, on a thread besides the tasks' own.

extension Reader {
  /// As ``verify(against:progress:)``, to await.
  public func verify(
    against checkpoints: [Checkpoint] = [], progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> Verification {
    try await onOwnThread { try self.verify(against: checkpoints, progress: progress) }
  }

  /// As ``statistics(progress:)``, to await.
  public func statistics(progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil) async throws -> Statistics {
    try await onOwnThread { try self.statistics(progress: progress) }
  }

  /// As ``backup(to:progress:)``, to await.
  public func backup(
    to path: String, progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> BackupReport {
    try await onOwnThread { try self.backup(to: path, progress: progress) }
  }

  /// As ``difference(from:to:)``, to await.
  public func difference(from before: View, to after: View) async throws -> Differences {
    try await onOwnThread { try self.difference(from: before, to: after) }
  }
}

extension Engine {
  /// As ``snapshot()``, to await.
  @discardableResult
  public func snapshot() async throws -> Snapshot? { try await onOwnThread { try self.snapshot() } }

  /// As ``rebuildSnapshot()``, to await.
  @discardableResult
  public func rebuildSnapshot() async throws -> Snapshot? { try await onOwnThread { try self.rebuildSnapshot() } }

  /// As ``checkBackup(at:keys:progress:)``, to await.
  public static func checkBackup(
    at path: String, keys: String? = nil, progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> BackupCheck {
    try await onOwnThread { try checkBackup(at: path, keys: keys, progress: progress) }
  }

  /// As ``restore(_:to:checkpoints:erasures:keys:backupKeys:surroundings:progress:)``, to await.
  public static func restore(
    _ backup: String, to path: String, checkpoints: [Checkpoint] = [], erasures: [Erasure] = [],
    keys: String? = nil, backupKeys: String? = nil, surroundings: Surroundings = Surroundings(),
    progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws {
    try await onOwnThread {
      try restore(
        backup, to: path, checkpoints: checkpoints, erasures: erasures, keys: keys, backupKeys: backupKeys, surroundings: surroundings,
        progress: progress)
    }
  }

  /// As ``erase(_:by:ground:)-(PersonID,_,_)``, to await.
  @discardableResult
  public func erase(_ person: PersonID, by source: EventSource, ground: Text) async throws -> Erasure {
    try await onOwnThread { try self.erase(person, by: source, ground: ground) }
  }

  /// As ``erase(_:by:ground:)-([PersonID],_,_)``, to await.
  public func erase(_ persons: [PersonID], by source: EventSource, ground: Text) async throws -> [Erasure] {
    try await onOwnThread { try self.erase(persons, by: source, ground: ground) }
  }

  /// As ``compact()``, to await.
  public func compact() async throws -> Compaction { try await onOwnThread { try self.compact() } }
}
