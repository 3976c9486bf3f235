internal import EventJSON
public import Tricolor

/// Appends a feed to a fleet: each batch to all its shards, or to none.
///
/// A batch is first tried on every shard without being stored. Then what each shard is to be given, with the sequences that it will get, is written to one
/// file, `pending.jsonl`, on the disk. Only then do the shards take it, one after another, and at last `fleet.json` promises it. Whatever happens between two
/// of these steps, the next appender finds the file and gives the shards what they do not have yet.
public struct FleetAppender: ~Copyable {
  /// The fleet's directory.
  public let directory: String
  /// What `fleet.json` says.
  public private(set) var manifest: FleetManifest
  let engines: [Engine]

  /// Opens a fleet's stores for appending, and finishes a batch that was interrupted.
  ///
  /// - Throws: ``FleetError``: a gap, another projector, or a shard that does not hold what is promised; errors of the stores and of the disk.
  public static func open(_ directory: String) async throws -> FleetAppender {
    let manifest = try FleetDirectory.manifest(in: directory)
    try manifest.checkIsWhole()
    var engines: [Engine] = []
    for shard in manifest.shards {
      let engine = try Engine.open(at: manifest.path(of: shard, in: directory))
      try shard.check(engine)
      engines.append(engine)
    }
    var appender = FleetAppender(directory: directory, manifest: manifest, engines: engines)
    try await appender.finishPending()
    return appender
  }

  private init(directory: String, manifest: FleetManifest, engines: [Engine]) {
    (self.directory, self.manifest, self.engines) = (directory, manifest, engines)
  }

  /// What became of a batch.
  public struct Receipt: Hashable, Sendable {
    /// How many of its events were new.
    public let appended: Int
    /// How many were there already, under their source and identifier.
    public let duplicates: Int
  }

  /// Appends a batch, and returns when it is durable in each shard that it concerns.
  ///
  /// - Parameters:
  ///   - drafts: the events. Those without a `recordedAt` get one in common, so that every shard knows a designation from the same instant on.
  ///   - feed: where the feed's reader stands once the batch is in (``FleetManifest/feeds``).
  /// - Throws: `AppendError` with the event at fault: as of one store; besides, a retraction must name its event by source and identifier, since the
  ///   shards number their own events. Nothing is stored then.
  public mutating func append(_ drafts: [Draft], feed: (firstLine: String, mark: String)? = nil) async throws -> Receipt {
    let (pending, receipt) = try route(drafts, feed)
    try await finish(pending)
    return receipt
  }

  /// Appends to the first so many shards and goes no further, as a process that is killed there: for tests.
  func append(_ drafts: [Draft], stoppingAfter shardCount: Int) async throws {
    let (pending, _) = try route(drafts, nil)
    for shard in 0..<shardCount { try await give(pending.events[shard] ?? [], to: shard) }
  }

  /// Tries a batch on the shards, and writes down what each is to be given.
  private func route(_ drafts: [Draft], _ feed: (firstLine: String, mark: String)?) throws -> (PendingBatch, Receipt) {
    var routing = FleetRouting(
      try manifest.homes(of: engines, joining: drafts), engines, manifest.shards.map(\.recordedAt).max() ?? .earliest)
    try routing.add(drafts)
    let (pending, receipt) = try routing.pending(feed: feed, eventCount: drafts.count)
    try pending.write(in: directory)
    return (pending, receipt)
  }

  /// Appends events with their sequences: what is there already is a duplicate of itself.
  private func give(_ events: [RecordedEvent], to shard: Int) async throws {
    _ = try await engines[shard].append(events.map { Draft($0.event, recordedAt: $0.recordedAt, sequence: $0.sequence) })
  }

  /// Closes the stores.
  public consuming func close() async throws {
    for engine in engines { try await engine.close() }
  }

  private mutating func finishPending() async throws {
    guard let pending = try PendingBatch.read(in: directory) else { return }
    try await finish(pending)
  }

  /// Gives each shard what it does not have yet of a batch, and promises all of it.
  private mutating func finish(_ pending: PendingBatch) async throws {
    for (shard, events) in pending.events.sorted(by: { $0.key < $1.key }) {
      guard engines.indices.contains(shard) else {
        throw FleetError.otherLog(store: "\(directory)/\(PendingBatch.fileName)", problem: "shard \(shard), expected one of the fleet's")
      }
      try await give(events, to: shard)
    }
    var next = FleetManifest(projector: manifest.projector, circumstances: manifest.circumstances, shards: [], feeds: manifest.feeds)
    if let feed = pending.feed { next.feeds[feed.firstLine] = feed.mark }
    for (index, engine) in engines.enumerated() {
      let (shard, circumstances) = try FleetManifest.Shard.present(engine, as: manifest.shards[index].store, manifest.shards[index].buckets)
      if index == 0 { next.circumstances = circumstances }
      try next.add(shard, circumstances: circumstances)
    }
    try FleetDirectory.write(next, in: directory)
    try PendingBatch.remove(in: directory)
    manifest = next
  }
}

extension FleetManifest.Shard {
  /// Refuses a store that does not hold what is promised of it.
  func check(_ engine: Engine) throws {
    let last = try engine.head().sequence
    guard last >= sequence else {
      throw FleetError.otherLog(store: store, problem: "ends at sequence \(last), expected at least \(sequence)")
    }
    guard try engine.head(through: sequence).root == root else {
      throw FleetError.otherLog(store: store, problem: "another log up to sequence \(sequence), expected the root \(root)")
    }
  }
}

extension FleetManifest {
  /// Which shards hold what, by every link of the fleet and those of a batch.
  fileprivate func homes(of engines: [Engine], joining drafts: [Draft]) throws -> Homes {
    var links = try engines.flatMap { try $0.everyLink() }
    for draft in drafts { if case .link(let person, let same) = draft.event.fact { links.append((person, same)) } }
    return Homes(shards.map(\.buckets), joinedBy: links)
  }
}
