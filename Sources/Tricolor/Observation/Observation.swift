#if Logging
internal import Logging
#endif
#if Metrics
internal import Histories
internal import Metrics
#endif
internal import EventLog
internal import LMDB
internal import RiskModel
internal import Synchronization

/// What an engine tells of itself, where the package's traits ask for it; without them each function is empty.
///
/// No label or dimension ever holds a pseudonym: sources, colors and types of work alone.
struct Observation: Sendable {
  #if Logging
  private let logger = Logger(label: "tricolor")
  #endif
  #if Metrics
  private let commitDuration = Timer(label: "tricolor.append.duration", preferredDisplayUnit: .seconds)
  private let commitSize = Recorder(label: "tricolor.append.events")
  private let sealDuration = Timer(label: "tricolor.seal.duration", preferredDisplayUnit: .seconds)
  private let recolorDuration = Timer(label: "tricolor.recolor.duration", preferredDisplayUnit: .seconds)
  private let checkpointTime = Gauge(label: "tricolor.checkpoint.timestamp.seconds")
  private let readers = Gauge(label: "tricolor.store.readers")
  private let mapUse = Gauge(label: "tricolor.store.map.use")
  private let unsealed = Gauge(label: "tricolor.log.unsealed.events")
  private let position = Gauge(label: "tricolor.log.events")
  private let openAppeals = Gauge(label: "tricolor.appeals.open")
  #endif

  /// Something failed that no caller waits for.
  func failed(_ work: String, _ error: any Error) {
    #if Logging
    logger.error("failed in the background", metadata: ["work": "\(work)", "error": "\(error)"])
    #endif
  }

  /// A snapshot in the store is not used.
  func refused(_ snapshot: Snapshot.Refusal) {
    #if Logging
    logger.warning("snapshot refused", metadata: ["reason": "\(snapshot)"])
    #endif
  }

  /// A commit of staged events was durable.
  func committed(_ staged: [StagedEvent], since start: ContinuousClock.Instant) {
    #if Metrics
    guard !staged.isEmpty else { return }
    commitDuration.record(duration: ContinuousClock.now - start)
    commitSize.record(staged.count)
    // Once for each source of the commit: the longest time from occurrence to record.
    var lateness: [EventSource: Int] = [:]
    for event in staged {
      let seconds = Int(event.recordedAt.secondsSinceEpoch) - Int(event.event.at.secondsSinceEpoch)
      lateness[event.event.source] = max(lateness[event.event.source] ?? 0, seconds)
    }
    for (source, seconds) in lateness {
      Recorder(label: "tricolor.event.lateness.seconds", dimensions: [("source", source.string)]).record(seconds)
    }
    #endif
  }

  /// Histories were sealed.
  func sealed(since start: ContinuousClock.Instant) {
    #if Metrics
    sealDuration.record(duration: ContinuousClock.now - start)
    #endif
  }

  /// Everyone was colored.
  func recolored(since start: ContinuousClock.Instant) {
    #if Metrics
    recolorDuration.record(duration: ContinuousClock.now - start)
    #endif
  }

  /// A checkpoint was made.
  func madeCheckpoint(at now: Instant) {
    #if Metrics
    checkpointTime.record(Int(now.secondsSinceEpoch))
    #endif
  }

  /// Colors changed.
  func changed(_ steps: [LiveStep]) {
    #if Metrics
    var counts = Array(repeating: 0, count: 9)
    for step in steps { for change in step.changes { counts[Int(change.from.rawValue) * 3 + Int(change.to.rawValue)] += 1 } }
    for from in Color.allCases {
      for to in Color.allCases {
        let count = counts[Int(from.rawValue) * 3 + Int(to.rawValue)]
        if count == 0 { continue }
        Counter(label: "tricolor.color.changes", dimensions: [("from", from.text), ("to", to.text)]).increment(by: count)
      }
    }
    #endif
  }

  #if Metrics
  func gauge(_ engine: Reader) throws {
    let environment = engine.log.environment
    readers.record(try environment.readerCount)
    mapUse.record(Double(try environment.fileByteCount) / Double(max(1, try environment.mapByteCount)))
    let (events, tail) = engine.state.withLock { ($0.position, $0.tail.entries.count) }
    position.record(Int(events))
    unsealed.record(tail)
    openAppeals.record(try engine.view().openCaseCount())
  }
  #endif
}

#if Metrics
extension Reader {
  /// Records what has no moment of its own: readers, use of the map, the length of the log and of its unsealed end, open appeals. To be called now
  /// and then, by a service every minute, say.
  ///
  /// - Complexity: one pass over the log's records, and the events of each person who appealed.
  /// - Throws: errors of the store.
  public func recordGauges() throws { try observation.gauge(self) }
}
#endif
