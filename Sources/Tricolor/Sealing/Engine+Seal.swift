internal import Dispatch
internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Synchronization

extension Engine {
  /// The chunks that are written in one transaction, so that an append waits for at most some 4 MiB of them.
  private static let chunksPerTransaction = 64

  /// Seals in the background when the tail is long enough.
  func sealIfDue() {
    guard isSealDue else { return }
    appender.sealingQueue.async { [self] in
      // What fails here fails again where someone waits for it: at the next append or at close.
      guard isSealDue else { return }
      do { try seal() } catch { observation.failed("seal", error) }
    }
  }

  private var isSealDue: Bool { state.withLock { $0.tail.entries.count } >= surroundings.sealingEventCount }

  /// Seals the histories up to the present position: what was in memory is then read in place, and opening is quick.
  ///
  /// Appends go on meanwhile. A crash leaves at most chunks that no manifest names; the next open removes them.
  ///
  /// - Complexity: O(*n* log *n*) for *n* events since the last seal, and their share of merging runs.
  /// - Throws: `StoreError.closed(path:)`, also where the engine is closed meanwhile: what was sealed by then is;
  ///   errors of the disk.
  public func seal() throws {
    try seal(.similarRuns)
  }

  /// Seals the histories, and merges runs.
  func seal(_ merging: Merging) throws {
    let start = ContinuousClock.now
    try withTrace("tricolor.seal") { try sealAll(merging) }
    observation.sealed(since: start)
  }

  private func sealAll(_ merging: Merging) throws {
    try whileSealing { try sealTail($0) }
    // Read once for all partitions, unless more is sealed meanwhile.
    var days: RecordingDays?
    for partition in PersonPartition.all {
      try whileSealing { derived in
        _ = try mergeRuns(of: partition, merging, columnsBy: &days, derived)
        // Appends go on while runs are merged, and the memory for what is not sealed is bounded.
        if isSealDue { try sealTail(derived) }
      }
    }
  }

  /// Runs `body` while no other thread seals.
  ///
  /// - Throws: `StoreError.closed(path:)`; what `body` throws.
  func whileSealing<Result>(_ body: (DerivedTables) throws -> Result) throws -> Result {
    guard let derived else { preconditionFailure("an engine has the derived tables") }
    return try appender.sealing.withLock { _ in
      // Once an engine is closed another one may seal.
      guard !appender.isClosed else { throw StoreError.closed(path: path) }
      return try body(derived)
    }
  }

  /// When events were recorded: those that are sealed at least.
  private func recordingDays(_ known: inout RecordingDays?) throws -> RecordingDays {
    if let known, known.lastSequence >= state.withLock({ $0.manifest.sealedThrough }) { return known }
    let days = try log.environment.read { try RecordingDays(log, $0) }
    known = days
    return days
  }

  /// Writes what is in memory as a run of each partition. For a caller in ``whileSealing(_:)``.
  func sealTail(_ derived: DerivedTables) throws {
    let (before, entries, news) = state.withLock { ($0.manifest, $0.tail.entries, $0.unpublished) }
    guard news.position > before.sealedThrough else { return }
    try derived.removeRuns(from: before.nextRunID)
    let tail = entries.orderedByPerson()
    var manifest = before
    var output = RunOutput(derived, chunksPerTransaction: Self.chunksPerTransaction)
    var recordCounts = Array(repeating: 0 as UInt64, count: PersonPartition.count)
    for entry in tail { recordCounts[PersonPartition(of: entry.person).number] += 1 }
    var days: RecordingDays?
    for (partition, recordCount) in zip(PersonPartition.all, recordCounts) where recordCount > 0 {
      let run = manifest.beginRun(of: partition, recordCount: recordCount)
      try write(run, merging: [], tail: tail, columnsBy: &days, derived, into: &output, &manifest)
    }
    try output.write()
    try publish(manifest, news, replacing: [], derived)
  }

  /// Makes one run of several of a partition, where that is due. For a caller in ``whileSealing(_:)``.
  ///
  /// - Parameter days: when the events were recorded; read here if it is needed and does not go as far.
  /// - Returns: the records that were written again.
  private func mergeRuns(
    of partition: PersonPartition, _ merging: Merging, columnsBy days: inout RecordingDays?, _ derived: DerivedTables
  ) throws -> UInt64 {
    let before = state.withLock { $0.manifest }
    let merged = merging.runs(among: before[partition])
    guard merged.count > 1 else { return 0 }
    try derived.removeRuns(from: before.nextRunID)
    var manifest = before
    var output = RunOutput(derived, chunksPerTransaction: Self.chunksPerTransaction)
    let recordCount = merged.reduce(0) { $0 + $1.recordCount }
    manifest[partition].removeAll { merged.contains($0) }
    let run = manifest.beginRun(of: partition, recordCount: recordCount)
    try write(run, merging: merged, tail: [], columnsBy: &days, derived, into: &output, &manifest)
    try output.write()
    try publish(manifest, nil, replacing: merged, derived)
    return recordCount
  }

  private func publish(_ manifest: Manifest, _ news: Unpublished?, replacing merged: [Manifest.Run], _ derived: DerivedTables) throws {
    let published = try log.environment.write { transaction in
      let published = try derived.publish(manifest, news, of: log, transaction)
      for run in merged { try derived.removeRun(run.id, transaction) }
      return published
    }
    derived.forget(merged)
    state.withLock { $0.seal(published) }
  }

  /// Writes a run of older runs, or of what a tail says of its partition, and names it in a manifest if any person is in it.
  ///
  /// - Parameters:
  ///   - tail: in order of person.
  ///   - redaction: the events that are left out, and the persons `persons` that have some of them.
  ///   - position: where in order the run stands among those of its partition; last if left out.
  func write(
    _ run: Manifest.Run, merging older: [Manifest.Run], tail: [Tail.Entry], without redaction: LogRedaction = LogRedaction(),
    of persons: Set<PersonID> = [], columnsBy days: inout RecordingDays?, _ derived: DerivedTables, into output: inout RunOutput,
    _ manifest: inout Manifest,
    at position: Int? = nil
  ) throws {
    var writer = RunWriter(run)
    var builder = RunChunkBuilder(columnsBy: run.hasColumns ? try recordingDays(&days) : nil)
    var next: PersonID? = run.partition.first
    // Asked for after each chunk, not for each person: the output would be copied each time.
    var isFull = output.isFull
    func finishChunk(_ builder: inout RunChunkBuilder) {
      writer.add(builder.finish(), to: &output)
      isFull = output.isFull
    }
    // A pass is cut into stretches, each reading in a transaction of its own, so that no page freed meanwhile is held for long.
    while let first = next {
      next = nil
      try log.environment.read { transaction in
        var merge = try HistoryMerge(older.map(\.id), derived, tail: tail, from: first, transaction)
        var history = PersonHistory()
        while let person = merge.person, run.partition == PersonPartition(of: person) {
          if isFull {
            next = person
            return
          }
          let losesSome = !persons.isEmpty && persons.contains(person)
          if !losesSome, let byteCount = try merge.packedByteCount() {
            if builder.isFull(forByteCount: byteCount) { finishChunk(&builder) }
            try merge.takePacked(into: &builder, &history, transaction)
          } else {
            _ = try merge.next(into: &history, transaction)
            if losesSome { history.removeAll { redaction.erased[$0] != nil } }
            if history.isEmpty { continue }
            if builder.isFull(for: history) { finishChunk(&builder) }
            builder.append(person, history)
          }
        }
      }
      if isFull { try output.write() }
      isFull = output.isFull
    }
    if !builder.isEmpty { writer.add(builder.finish(), to: &output) }
    if let written = writer.finish(into: &output) {
      manifest[run.partition].insert(written, at: position ?? manifest[run.partition].count)
    }
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

  /// Waits for the appends under way and for a merge of a partition, seals, and lets another engine append. Merges no more than four times as many
  /// events as are sealed at once, beside the last partition that it begins.
  ///
  /// An engine that is dropped without closing loses nothing: the next one to open reads the tail from the log again. After
  /// `StoreError.mustBeReopened(path:)` this seals nothing, and the store can be opened again. Closing again does nothing.
  public func close() async throws {
    guard appender.close() else { return }
    defer { lock.release() }
    if log.environment.mustBeReopened { return log.environment.close() }
    // Batches that wait are appended first.
    await withCheckedContinuation { continuation in appender.queue.async { continuation.resume() } }
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      // Not on the appending queue, for which a seal may wait.
      appender.sealingQueue.async { [self] in
        continuation.resume(with: Result { try appender.sealing.withLock { _ in try sealLast() } })
      }
    }
  }

  /// Seals for the last time. For a caller that holds the lock of sealing.
  private func sealLast() throws {
    guard let derived else { return }
    try sealTail(derived)
    var days: RecordingDays?
    var merged: UInt64 = 0
    // A program that opens a store for a few events at a time merges so much each time that no run stays behind for ever: each event once for each size.
    for partition in PersonPartition.all where merged / 4 < surroundings.sealingEventCount {
      merged += try mergeRuns(of: partition, .similarRuns, columnsBy: &days, derived)
    }
  }
}

extension DerivedTables {
  /// The runs of which there is anything, from a number on, in ascending order. O(runs · log chunks).
  func runIDs(_ transaction: borrowing some Transaction & ~Copyable, from first: UInt32 = 0) throws -> [UInt32] {
    var found: Set<UInt32> = []
    for table in [runs, columns] {
      try transaction.withCursor(over: table) { cursor in
        var goesOn = try cursor.seek(atOrAfter: Self.runKey(first, PersonID(high: 0, low: 0)))
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

  /// Whether there are columns of a run. O(log chunks).
  func hasColumns(of run: UInt32, _ transaction: borrowing some Transaction & ~Copyable) throws -> Bool {
    try firstKey(of: run, in: columns, transaction) != nil
  }

  /// Removes the runs from a number on, which no manifest names: what an attempt that failed has left.
  func removeRuns(from first: UInt32) throws {
    let left = try environment.read { try runIDs($0, from: first) }
    guard !left.isEmpty else { return }
    try environment.write { for run in left { try removeRun(run, $0) } }
  }

  /// Removes a run's chunks, and their columns.
  func removeRun(_ run: UInt32, _ transaction: borrowing WriteTransaction) throws {
    for table in [runs, columns] {
      while let key = try firstKey(of: run, in: table, transaction) { _ = try transaction.delete(key, in: table) }
    }
    if let firstPersons { try transaction.delete(UInt64(run), in: firstPersons) }
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
    if !kept.isEmpty { for run in try runIDs(transaction) where !kept.contains(run) { try removeRun(run, transaction) } }
    for table in all where kept.isEmpty || !table.kind.isOfRuns { try table.clear(transaction) }
  }
}
