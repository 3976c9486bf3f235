internal import RiskModel
public import Tricolor

extension FleetManifest {
  /// Splits a store into a fleet: `shardCount` stores of nearly as many buckets each, in a directory that is not there yet.
  ///
  /// Designations, policies and their retractions go to each shard; what is said of a person to the person's, and where links join pseudonyms of several
  /// shards, to each of these; erasures go to each, so that an erased person is answered so. Events keep their `recordedAt` and their order. They are numbered anew, and so are the events that retractions name.
  ///
  /// - Parameter progress: called now and then with the number of events done.
  /// - Returns: what stands in `fleet.json`, which is written last: a directory without one is no fleet.
  /// - Complexity: O(events · shards that hold each), in two passes over the log; memory for a batch of each shard.
  /// - Throws: errors of the stores and of the disk.
  public static func split(
    _ engine: Reader, into directory: String, shardCount: Int, progress: (_ eventCount: UInt64) -> Void = { _ in }
  ) async throws -> FleetManifest {
    precondition((1...BucketedDigest.bucketCount).contains(shardCount), "each shard has a bucket")
    try engine.refuseIfEncrypted("a split")
    let last = try engine.head().sequence
    let ranges = (0..<shardCount).map { BucketRange.part($0, of: shardCount) }
    guard !FleetDirectory.exists(directory) else { throw StoreError.exists(path: directory) }
    try BackupDirectory.make(directory)
    let names = (0..<shardCount).map { "shard-\(String(repeating: "0", count: 5 - String($0).utf8.count))\($0)" }
    var splitter = FleetSplitter(
      homes: Homes(ranges, joinedBy: try engine.everyLink()), targets: try await retractedSequences(of: engine, through: last),
      erasures: engine.erasures.filter { $0.sequence <= last },
      shards: try names.map { FleetSplitter.Shard(engine: try Engine.create(at: "\(directory)/\($0)")) })
    try await engine.forEachEvent(through: last) { event in
      try await splitter.add(event, target: try engine.target(of: event))
      if event.sequence.isMultiple(of: 65_536) { progress(event.sequence) }
    }
    try await splitter.finish()
    var manifest = FleetManifest(
      projector: Projector.fingerprint, circumstances: try engine.view(asKnownAt: .sequence(last)).circumstancesDigest(), shards: [])
    for (index, name) in names.enumerated() {
      let engine = splitter.shards[index].engine
      // Shards are asked about everyone: that is quickest where each history is in one run.
      try await engine.snapshot()
      let (shard, circumstances) = try Shard.present(engine, as: name, ranges[index])
      try manifest.add(shard, circumstances: circumstances)
      try await engine.close()
    }
    try FleetDirectory.write(manifest, in: directory)
    return manifest
  }

  /// The sequences of the events that some retraction names.
  private static func retractedSequences(of engine: Reader, through last: UInt64) async throws -> Set<UInt64> {
    var sequences: Set<UInt64> = []
    try await engine.forEachEvent(through: last) { event in
      if let target = try engine.target(of: event) { sequences.insert(target) }
    }
    return sequences
  }
}

extension FleetManifest.Shard {
  /// A store as it is, and the hash of the designations and policies that it knows.
  static func present(_ engine: Reader, as name: String, _ buckets: BucketRange) throws -> (Self, circumstances: Digest32) {
    let head = try engine.head()
    let view = try engine.view(asKnownAt: .sequence(head.sequence))
    // Which persons are known does not depend on the instant.
    var persons = 0
    try view.recolor(at: .earliest).forEach { person, _ in if buckets.contains(person) { persons += 1 } }
    let shard = Self(
      store: name, buckets: buckets, sequence: head.sequence, recordedAt: head.recordedAt, root: head.root, persons: persons)
    return (shard, try view.circumstancesDigest())
  }
}

extension Reader {
  /// Gives each event up to a sequence, in order.
  func forEachEvent(through last: UInt64, _ body: (RecordedEvent) async throws -> Void) async throws {
    var next: UInt64 = 1
    while next <= last {
      let read = try read(from: next, through: last, of: nil)
      guard !read.events.isEmpty else { return }
      for event in read.events { try await body(event) }
      next = read.next
    }
  }

  /// The sequence of the event that a retraction names; nil for any other event.
  func target(of event: RecordedEvent) throws -> UInt64? {
    guard case .retraction(let reference, _) = event.event.fact else { return nil }
    switch reference {
    case .sequence(let sequence): return sequence
    case .identifier(let source, let id): return try sequence(source: source, id: id)
    }
  }
}
