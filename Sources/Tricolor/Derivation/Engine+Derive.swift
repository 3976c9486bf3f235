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
  /// So many partitions are written at once.
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
    let log = log
    // Meanwhile: it asks for blocks all over the log.
    let days =
      state.manifest.isBase(UInt64(sequences.count))
      ? ConcurrentValue { try log.environment.read { try RecordingDays(log, $0) } } : nil
    // It must be over before this returns, with an error too: it keeps the store open.
    defer { _ = try? days?.get() }
    let (segments, places) = try segments(sequences, partitionBits, into: &state, sealedPlaces)
    let columnDays = try days?.get()
    let run = try write(segments, places, partitionCount: 1 << partitionBits, state.manifest.nextRunID, derived, columnsBy: columnDays)
    if let run {
      state.manifest.runs.append(run)
      state.manifest.nextRunID += 1
    }
    guard state.position == last else { return }
    // So much memory takes its time to be given back. Nobody waits for it who does not need as much again.
    DispatchQueue.global(qos: .utility).async { [segments = consume segments] in withExtendedLifetime(segments) {} }
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

  /// Decodes a stretch of the log, a segment on each core at a time, and takes into the state what it says about no person. Gives the segments, and
  /// the numbers of the places of each.
  private func segments(
    _ sequences: ClosedRange<UInt64>, _ partitionBits: Int, into state: inout EngineState, _ sealedPlaces: DerivedTables?
  ) throws -> ([LogSegment], [[PlaceNumber]]) {
    let count = (sequences.count + LogSegment.eventCount - 1) / LogSegment.eventCount
    // All of one length: no core waits for another's longer one.
    let length = (sequences.count + count - 1) / count
    // A copy: the state stays what it is if this fails.
    let content = Mutex((state: state, segments: [LogSegment](), places: [[PlaceNumber]]()))
    let log = log
    try concurrentPipeline(count, ahead: count) { index in
      let first = sequences.lowerBound + UInt64(index * length)
      let last = min(sequences.upperBound, first + UInt64(length - 1))
      return try log.environment.read { try LogSegment(log, first...last, partitionBits: partitionBits, $0) }
    } take: { segment in
      try content.withLock { content in
        let numbers = try log.environment.read { transaction in
          try content.state.apply(segment) { try sealedPlaces?.number(of: $0, transaction) }
        }
        content.segments.append(segment)
        content.places.append(numbers)
      }
    }
    let taken = content.withLock { $0 }
    state = taken.state
    return (taken.segments, taken.places)
  }

  /// Builds the chunks of all partitions and writes them; nil where there is no record. While some are written the next are built.
  private func write(
    _ segments: [LogSegment], _ places: [[PlaceNumber]], partitionCount: Int, _ id: UInt32, _ derived: DerivedTables,
    columnsBy days: RecordingDays?
  ) throws -> Manifest.Run? {
    let writer = Mutex((run: try RunWriter(id, derived), chunks: [UnnumberedChunk](), persons: 0, records: 0, taken: 0))
    // As many are built meanwhile.
    try concurrentPipeline(partitionCount, ahead: 2 * Self.partitionsPerTransaction) { index in
      RunPartition(
        zip(segments, places).map { segment, places in
          RunPartition.Source(records: segment.records, partition: index, firstSequence: segment.firstSequence, places: places)
        }, columnsBy: days)
    } take: { partition in
      let (chunks, persons, records) = (partition.takeChunks(), partition.personCount, partition.recordCount)
      try writer.withLock { writer in
        writer.chunks += chunks
        writer.persons += persons
        writer.records += records
        writer.taken += 1
        guard writer.taken % Self.partitionsPerTransaction == 0 || writer.taken == partitionCount else { return }
        var waiting: [UnnumberedChunk] = []
        swap(&waiting, &writer.chunks)
        try writer.run.write(consume waiting, personCount: writer.persons, recordCount: writer.records)
        (writer.persons, writer.records) = (0, 0)
      }
    }
    let run = try writer.withLock { try $0.run.finish() }
    return run.recordCount > 0 ? run : nil
  }
}
