internal import Dispatch
internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// Sealing straight from the log, on all cores: what is not read for an answer need not be in memory first.
extension Engine {
  /// The records of a share of the persons: some 2 MiB, which a core sorts in its cache. Four times as many take an eighth longer in all.
  private static let shareRecordCount: UInt64 = 1 << 16
  /// So many shares are built, wait or are written at once, of some 4 MiB each; fewer where memory is short.
  private var sharesAhead: Int { max(2, min(32, surroundings.derivingEventCount / Int(Self.shareRecordCount) / 4)) }
  /// Some 32 MiB, since a process that derives seldom appends meanwhile; less where memory is short.
  private var chunksPerTransaction: Int { max(16, min(512, surroundings.derivingEventCount >> 13)) }

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
      sealed.seal(try log.environment.write { try derived.publish(manifest, news, of: log, $0) })
    }
    let taken = sealed
    state.withLock { $0 = taken }
  }

  /// Writes runs of the events from a state's position on, up to one or as many as become runs at once, and takes into the state what they say
  /// about no person. No manifest that is stored names the runs yet; the state's does.
  ///
  /// - Parameter sealedPlaces: where the places are that the state says are sealed; nil where none are.
  private func derive(
    into state: inout EngineState, through last: UInt64, _ derived: DerivedTables, sealedPlaces: DerivedTables?
  ) throws {
    let sequences = state.position + 1...min(last, state.position + UInt64(max(1, surroundings.derivingEventCount)))
    let partitionBits = max(
      PersonPartition.bitCount, UInt64.bitWidth - (UInt64(sequences.count) / Self.shareRecordCount).leadingZeroBitCount)
    let log = log
    // Meanwhile: it asks for blocks all over the log.
    let needsColumns = PersonPartition.all.contains { state.manifest.needsColumns(UInt64(sequences.count), in: $0) }
    let days = needsColumns ? ConcurrentValue { try log.environment.read { try RecordingDays(log, $0) } } : nil
    // It must be over before this returns, with an error too: it keeps the store open.
    defer { _ = try? days?.get() }
    try derived.removeRuns(from: state.manifest.nextRunID)
    let (segments, places) = try segments(sequences, partitionBits, into: &state, sealedPlaces)
    try write(segments, places, partitionBits, into: &state.manifest, derived, columnsBy: days?.get())
    guard state.position == last else { return }
    // So much memory takes its time to be given back. Only a thread that needs as much again waits for it.
    DispatchQueue.global(qos: .utility).async { [segments = consume segments] in withExtendedLifetime(segments) {} }
  }

  /// Derives everything from the log again, and then puts it in the place of what is sealed. Appends and questions go on meanwhile.
  func rederive() throws {
    try whileSealing { derived in
      let before = state.withLock { $0.manifest }
      var fresh = EngineState(before.emptied)
      fresh.places = try placesOfBefore(derived)
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
            return try derived.publish(manifest, news, of: log, transaction)
          })
        derived.forget(before.runs)
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

  /// Builds the chunks of all partitions and writes them. While some are written the next are built.
  private func write(
    _ segments: [LogSegment], _ places: [[PlaceNumber]], _ partitionBits: Int, into manifest: inout Manifest, _ derived: DerivedTables,
    columnsBy days: RecordingDays?
  ) throws {
    // Each of the manifest's partitions is told apart further, so that a core's share fits its cache.
    let shareBits = partitionBits - PersonPartition.bitCount
    var begun = manifest
    let runs = PersonPartition.all.map { partition in
      let shares = partition.number << shareBits..<(partition.number + 1) << shareBits
      let recordCount = segments.reduce(0) { count, segment in shares.reduce(count) { $0 + segment.records.count(in: $1) } }
      return begun.beginRun(of: partition, recordCount: UInt64(recordCount))
    }
    let content = Mutex(
      (output: RunOutput(derived, chunksPerTransaction: chunksPerTransaction), writer: RunWriter(runs[0]), taken: 0, manifest: begun))
    try concurrentPipeline(1 << partitionBits, ahead: sharesAhead) { index in
      RunPartition(
        zip(segments, places).map { segment, places in
          RunPartition.Source(records: segment.records, partition: index, firstSequence: segment.firstSequence, places: places)
        }, columnsBy: runs[index >> shareBits].hasColumns ? days : nil)
    } take: { partition in
      var chunks: [UnnumberedChunk] = []
      swap(&chunks, &partition.chunks)
      let taken = chunks
      try content.withLock { content in
        for chunk in taken { content.writer.add(chunk, to: &content.output) }
        content.taken += 1
        if content.output.isFull { try content.output.write() }
        guard content.taken & (1 << shareBits - 1) == 0 else { return }
        let next = content.taken >> shareBits
        if let run = content.writer.finish(into: &content.output) { content.manifest[run.partition].append(run) }
        if next < runs.count { content.writer = RunWriter(runs[next]) }
      }
    }
    manifest = try content.withLock { content in
      try content.output.write()
      return content.manifest
    }
  }
}
