internal import Dispatch
internal import EventLog
internal import Histories
internal import LMDB
internal import RiskModel
internal import Synchronization

extension Reader {
  /// The snapshot in use; nil for none. A store has one at most.
  public var currentSnapshot: Snapshot? { Snapshot(state.withLock { $0.manifest }) }
}

extension Engine {
  /// Makes a snapshot of the present position: seals what is in memory, and makes one run of each partition of the persons.
  ///
  /// Appends and questions go on meanwhile. What is appended by then may be sealed in further runs.
  ///
  /// - Returns: the snapshot; nil for an empty log.
  /// - Complexity: O(events), where more than one run or unsealed events are there; else O(1).
  /// - Throws: `StoreError.closed(path:)`; errors of the disk. What was sealed before stays in use then.
  @discardableResult
  @available(*, noasync, message: "it takes long: use the one to await")
  public func snapshot() throws -> Snapshot? {
    try seal(.allRuns)
    return currentSnapshot
  }

  /// Drops the snapshot. Every answer stays the same: the histories are read from the log again, into memory.
  ///
  /// Appends wait meanwhile.
  ///
  /// - Complexity: O(events).
  /// - Throws: errors of the disk.
  public func dropSnapshot() throws {
    try whileSealing { derived in try appender.queue.sync { try replaceDerived(derived) } }
  }

  /// Makes the snapshot again, from the log alone.
  ///
  /// Appends and questions go on meanwhile; the old one is in use until the new one is there.
  ///
  /// - Complexity: O(events), on all cores; some 32 bytes of memory for each of at most 33 million events at a time.
  /// - Throws: errors of the disk.
  @discardableResult
  @available(*, noasync, message: "it takes long: use the one to await")
  public func rebuildSnapshot() throws -> Snapshot? {
    try rederive()
    return try snapshot()
  }

  /// Empties the derived tables, and keeps in memory what they held: read from the log, so that no question finds anything missing.
  private func replaceDerived(_ derived: DerivedTables) throws {
    let before = state.withLock { $0.manifest }
    var fresh = EngineState(before.emptied)
    fresh.places = try placesOfBefore(derived)
    try log.environment.read { try takeInLog(&fresh, sealedPlaces: nil, $0) }
    try log.environment.write { try derived.clear($0) }
    derived.forget(before.runs)
    let replacement = fresh
    state.withLock { $0 = replacement }
  }
}

extension DerivedTables {
  /// Reads all chunks that a manifest names, on all cores. Says what is not as it was written; nil for nothing.
  ///
  /// - Complexity: O(bytes), at the speed of memory.
  func findDamage(_ manifest: Manifest) throws -> String? {
    try concurrentMap(manifest.runs.count) { index in
      do { return try findDamage(manifest.runs[index]) } catch { return "\(error)" }
    }.lazy.compactMap(\.self).first
  }

  /// Says what is not as it was written in a run.
  ///
  /// - Parameter readsBodies: whether every byte is read. If not, only whether the chunks are all there, each under its key, and their columns: O(chunks).
  func findDamage(_ run: Manifest.Run, readsBodies: Bool = true) throws -> String? {
    try environment.read { transaction in
      var checksums = ByteWriter()
      var next = 0
      var problem: String?
      func take(_ name: String, _ number: Int, _ checksum: UInt64) -> Bool {
        if number != next { problem = "\(name) \(next) of run \(run.id) is missing, found \(number)" }
        next += 1
        checksums.write(checksum)
        return problem == nil
      }
      try forEachChunk(of: run.id, readsBodies: readsBodies, transaction) { take("chunk", $0.number, $0.checksum) }
      next = 0
      try forEachBlock(of: run.id, readsBodies: readsBodies, transaction) { take("columns", $0.number, $0.checksum) }
      if problem != nil { return problem }
      // Safe: bytes are their own raw representation.
      return Checksum.of(unsafe checksums.bytes.span.bytes) == run.checksum ? nil : "run \(run.id) differs from its checksum"
    }
  }
}
