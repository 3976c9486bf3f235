internal import Dispatch
@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel
internal import Synchronization

extension Engine {
  /// The chunks that are written in one transaction, so that an append waits for at most some 4 MiB of them.
  private static let chunksPerTransaction = 64
  /// So many runs of about one size become one: each event is then written again for each fourfold growth of the log.
  private static let runsPerSize = 4

  /// Seals in the background when the tail is long enough.
  func sealIfDue() {
    guard let appender, state.withLock({ $0.tail.entries.count }) >= surroundings.sealingEventCount else { return }
    appender.sealingQueue.async { [self] in
      // What fails here fails again where someone waits for it: at the next append or at close.
      guard state.withLock({ $0.tail.entries.count }) >= surroundings.sealingEventCount else { return }
      try? seal()
    }
  }

  /// Seals the histories up to the present position: what was in memory is then read in place, and opening is quick.
  ///
  /// Appends go on meanwhile. A crash leaves at most chunks that no manifest names; the next open removes them.
  ///
  /// - Complexity: O(*n* log *n*) for *n* events since the last seal, and their share of merging runs.
  public func seal() throws {
    try seal(.similarRuns)
  }

  /// Which runs a seal makes one with what it adds.
  enum Merging {
    /// Those that are not much larger, once there are enough, of no more records than are sealed at once: for one who waits.
    case shortRuns
    /// The same of up to eight times as many, or a quarter of all: while they are written again, what they were still takes up the file.
    case similarRuns
    /// All, even where that means writing everything again.
    case allRuns
  }

  /// Seals the histories.
  func seal(_ merging: Merging) throws {
    guard let appender, let derived else { throw StoreError.readOnly(path: path) }
    try appender.sealing.withLock { _ in
      let (before, entries, news) = state.withLock { ($0.manifest, $0.tail.entries, $0.unpublished) }
      var manifest = before
      let merged: [UInt32]
      switch merging {
      case .allRuns:
        guard news.position > before.sealedThrough || before.runs.count > 1 else { return }
        merged = manifest.runs.map(\.id)
      case .shortRuns, .similarRuns:
        guard news.position > before.sealedThrough else { return }
        merged = Self.runsToMerge(manifest.runs, with: UInt64(entries.count), atMost: mostMerged(merging, manifest))
      }
      let recordCount = manifest.runs.suffix(merged.count).reduce(UInt64(entries.count)) { $0 + $1.recordCount }
      manifest.runs.removeLast(merged.count)
      if !entries.isEmpty || !merged.isEmpty {
        manifest.runs.append(try writeRun(manifest.nextRunID, merging: merged, entries, derived, isBase: manifest.isBase(recordCount)))
        manifest.nextRunID += 1
      }
      let named = manifest
      let published = try log.environment.write { transaction in
        let published = try derived.publish(named, news, transaction)
        for run in merged { try derived.removeRun(run, transaction) }
        return published
      }
      state.withLock { $0.seal(published) }
    }
  }

  /// The most records that runs which are merged may have.
  private func mostMerged(_ merging: Merging, _ manifest: Manifest) -> UInt64 {
    let sealedAtOnce = min(UInt64(clamping: surroundings.sealingEventCount), .max / 8)
    if case .shortRuns = merging { return sealedAtOnce }
    return max(8 * sealedAtOnce, manifest.runs.reduce(0) { $0 + $1.recordCount } / 4)
  }

  /// The last runs that are not much larger than what is added to them, once there are enough; of no more than so many records.
  private static func runsToMerge(_ runs: [Manifest.Run], with count: UInt64, atMost limit: UInt64) -> [UInt32] {
    var merged: [UInt32] = []
    var records = count
    while true {
      let rest = runs.dropLast(merged.count)
      let similar = rest.reversed().prefix { $0.recordCount < records * UInt64(runsPerSize) }
      let added = similar.reduce(0) { $0 + $1.recordCount }
      guard similar.count + 1 >= runsPerSize, records - count + added <= limit else { return merged }
      merged = similar.reversed().map(\.id) + merged
      records += added
    }
  }

  /// Writes a run of the tail's entries and of older runs, in transactions of a bounded size.
  private func writeRun(
    _ id: UInt32, merging older: [UInt32], _ entries: TailEntries, _ derived: DerivedTables, isBase: Bool
  ) throws -> Manifest.Run {
    var writer = try RunWriter(id, derived)
    let tail = entries.orderedByPerson()
    var builder = RunChunkBuilder(columnsBy: isBase ? try log.environment.read { try RecordingDays(log, $0) } : nil)
    var next: PersonID? = PersonID(high: 0, low: 0)
    // A pass is cut into stretches, each reading in a transaction of its own, so that no page freed meanwhile is held for long.
    while let first = next {
      next = nil
      var pending: [UnnumberedChunk] = []
      var count = (persons: 0, records: 0)
      try log.environment.read { transaction in
        var merge = try HistoryMerge(older, derived, tail: tail, from: first, transaction)
        var history = PersonHistory()
        while let person = try merge.next(into: &history, transaction) {
          if builder.isFull(for: history) {
            pending.append(builder.finish())
            if pending.count >= Self.chunksPerTransaction {
              next = person
              return
            }
          }
          builder.append(person, history)
          count.persons += 1
          count.records += history.events.count + history.retractions.count
        }
        if !builder.isEmpty { pending.append(builder.finish()) }
      }
      try writer.write(pending, personCount: count.persons, recordCount: count.records)
    }
    return try writer.finish()
  }

  /// Removes the chunks that no manifest names: what a crash during sealing left.
  func removeOrphanedRuns() throws {
    guard let derived else { return }
    let named = Set(state.withLock { $0.manifest.runs.map(\.id) })
    let orphaned = try log.environment.read { try derived.runIDs($0) }.filter { !named.contains($0) }
    guard !orphaned.isEmpty else { return }
    try log.environment.write { transaction in
      for run in orphaned { try derived.removeRun(run, transaction) }
    }
  }

  /// Waits for the appends under way, seals, and lets another engine append. Long runs are left for a seal in the background to merge, so that this
  /// takes no longer than sealing as much as is sealed at once.
  ///
  /// An engine that is dropped without closing loses nothing: the next one to open reads the tail from the log again. After
  /// ``StoreError/mustBeReopened(path:)`` this seals nothing, and the store can be opened again.
  public func close() async throws {
    guard let appender else { return }
    appender.close()
    defer { lock?.release() }
    if log.environment.mustBeReopened { return log.environment.close() }
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      appender.queue.async {
        continuation.resume(with: Result { try self.seal(.shortRuns) })
      }
    }
  }
}

extension DerivedTables {
  /// The runs of which there is anything, in ascending order. O(runs · log chunks).
  func runIDs(_ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt32] {
    var found: Set<UInt32> = []
    for table in [runs, columns] {
      try transaction.withCursor(over: table) { cursor in
        var goesOn = try cursor.first()
        while goesOn {
          let run = try cursor.key.integer(UInt32.self, at: 0).byteSwapped
          found.insert(run)
          guard run < .max else { break }
          goesOn = try cursor.seek(atOrAfter: Self.runKey(run + 1, PersonID(high: 0, low: 0)))
        }
      }
    }
    return found.sorted()
  }

  /// Whether there is anything of a run. O(log chunks).
  func hasRun(_ run: UInt32, _ transaction: borrowing some Transaction & ~Copyable) throws -> Bool {
    try [runs, columns].contains { try firstKey(of: run, in: $0, transaction) != nil }
  }

  /// Whether there are columns of a run. O(log chunks).
  func hasColumns(of run: UInt32, _ transaction: borrowing some Transaction & ~Copyable) throws -> Bool {
    try firstKey(of: run, in: columns, transaction) != nil
  }

  /// Removes a run's chunks, and their columns.
  func removeRun(_ run: UInt32, _ transaction: borrowing WriteTransaction) throws {
    for table in [runs, columns] {
      while let key = try firstKey(of: run, in: table, transaction) { _ = try transaction.delete(key, in: table) }
    }
  }

  private func firstKey(
    of run: UInt32, in table: Table<[UInt8]>, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> [UInt8]? {
    try transaction.withCursor(over: table) { cursor in
      guard try cursor.seek(atOrAfter: Self.runKey(run, PersonID(high: 0, low: 0))), try Self.isKey(cursor.key, of: run) else { return nil }
      return cursor.key.array
    }
  }

  /// Removes everything derived but some runs.
  func clear(_ transaction: borrowing WriteTransaction, keeping kept: [UInt32] = []) throws {
    if kept.isEmpty {
      try transaction.clear(runs)
      try transaction.clear(columns)
    } else {
      for run in try runIDs(transaction) where !kept.contains(run) { try removeRun(run, transaction) }
    }
    try transaction.clear(manifest)
    try transaction.clear(circumstances)
    try transaction.clear(places)
    try transaction.clear(placeNumbers)
  }
}
