internal import Dispatch
@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel
internal import Synchronization

/// Sealing straight from the log, on all cores: what is not read for an answer need not be in memory first.
extension Engine {
  /// The records of a partition: some 8 MiB, which a core sorts in its cache.
  private static let partitionRecordCount: UInt64 = 1 << 18
  /// So many partitions are built while those before are written.
  private static let partitionsPerTransaction = 8

  /// Seals what the log holds beyond the engine's position, while that is more than one would keep in memory. For an engine that is being opened.
  ///
  /// - Complexity: O(events).
  func sealLog() throws {
    guard let derived else { return }
    let last = try log.environment.read { try log.lastSequence($0) }
    var sealed = state.withLock { $0 }
    while sealed.position < last, last - sealed.position >= UInt64(surroundings.sealingEventCount) {
      try derive(into: &sealed, through: last, derived, sealedPlaces: derived)
      let (manifest, news) = (sealed.manifest, sealed.unpublished)
      sealed.seal(try log.environment.write { try derived.publish(manifest, news, $0) })
    }
    let taken = sealed
    state.withLock { $0 = taken }
  }

  /// Writes a run of the events from a state's position on, up to one or as many as become one run, and takes into the state what they say
  /// about no person. No manifest that is stored names the run yet; the state's does.
  ///
  /// - Parameter sealedPlaces: where the places are that the state says are sealed; nil where none are.
  private func derive(
    into state: inout EngineState, through last: UInt64, _ derived: DerivedTables, sealedPlaces: DerivedTables?
  ) throws {
    let sequences = state.position + 1...min(last, state.position + UInt64(max(1, surroundings.derivingEventCount)))
    let partitionBits = max(0, UInt64.bitWidth - (UInt64(sequences.count) / Self.partitionRecordCount).leadingZeroBitCount)
    let segments = try segments(sequences, partitionBits)
    let places = try log.environment.read { transaction in
      try segments.map { segment in try state.apply(segment) { try sealedPlaces?.number(of: $0, transaction) } }
    }
    let isBase = state.manifest.isBase(UInt64(sequences.count))
    if let run = try write(segments, places, partitionCount: 1 << partitionBits, state.manifest.nextRunID, derived, isBase: isBase) {
      state.manifest.runs.append(run)
      state.manifest.nextRunID += 1
    }
  }

  /// Derives everything from the log again, and then puts it in the place of what is sealed. Appends and questions go on meanwhile.
  func rederive() throws {
    guard let appender, let derived else { throw StoreError.readOnly(path: path) }
    try appender.sealing.withLock { _ in
      let before = state.withLock { $0.manifest }
      var fresh = EngineState(before.emptied)
      let last = try log.environment.read { transaction in
        fresh.manifest.nextRunID = try max(before.nextRunID, (derived.runIDs(transaction).max() ?? 0) + 1)
        return try log.lastSequence(transaction)
      }
      while fresh.position < last { try derive(into: &fresh, through: last, derived, sealedPlaces: nil) }
      let derivedState = fresh
      try appender.queue.sync {
        var replacement = derivedState
        let (manifest, news) = (derivedState.manifest, derivedState.unpublished)
        replacement.seal(
          try log.environment.write { transaction in
            try derived.clear(transaction, keeping: manifest.runs.map(\.id))
            return try derived.publish(manifest, news, transaction)
          })
        try log.environment.read { try takeInLog(&replacement, sealedPlaces: derived, $0) }
        let whole = replacement
        state.withLock { $0 = whole }
      }
    }
  }

  /// Decodes a stretch of the log, a segment on each core at a time.
  private func segments(_ sequences: ClosedRange<UInt64>, _ partitionBits: Int) throws -> [LogSegment] {
    let count = (sequences.count + LogSegment.eventCount - 1) / LogSegment.eventCount
    return try concurrentMap(count) { index in
      let first = sequences.lowerBound + UInt64(index * LogSegment.eventCount)
      let last = min(sequences.upperBound, first + UInt64(LogSegment.eventCount - 1))
      return try log.environment.read { try LogSegment(log, first...last, partitionBits: partitionBits, $0) }
    }
  }

  /// Builds the chunks of all partitions and writes them; nil where there is no record. While some are written the next are built.
  private func write(
    _ segments: [LogSegment], _ places: [[PlaceNumber]], partitionCount: Int, _ id: UInt32, _ derived: DerivedTables, isBase: Bool
  ) throws -> Manifest.Run? {
    let writer = Mutex(try RunWriter(id, derived))
    let days = isBase ? try log.environment.read { try RecordingDays(log, $0) } : nil
    let failure = Mutex<(any Error)?>(nil)
    let queue = DispatchQueue(label: "tricolor.derive")
    for first in stride(from: 0, to: partitionCount, by: Self.partitionsPerTransaction) {
      let indices = first..<min(partitionCount, first + Self.partitionsPerTransaction)
      let built = Mutex(
        try concurrentMap(indices.count) { index in
          RunPartition(
            zip(segments, places).map { segment, places in
              RunPartition.Source(records: segment.partitions[first + index], firstSequence: segment.firstSequence, places: places)
            }, columnsBy: days)
        })
      // Waits for the one before, so that no more than two of these are in memory.
      queue.sync {}
      queue.async {
        do {
          try writer.withLock { writer in
            var partitions = built.withLock { built in
              defer { built = [] }
              return built
            }
            let (persons, records) = partitions.reduce((0, 0)) { ($0.0 + $1.personCount, $0.1 + $1.recordCount) }
            var chunks: [UnnumberedChunk] = []
            for index in partitions.indices { chunks += partitions[index].takeChunks() }
            try writer.write(consume chunks, personCount: persons, recordCount: records)
          }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    queue.sync {}
    if let failure = failure.withLock({ $0 }) { throw failure }
    let run = try writer.withLock { try $0.finish() }
    return run.recordCount > 0 ? run : nil
  }
}
