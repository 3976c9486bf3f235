@_spi(Internals) public import EventLog
internal import LMDB
internal import LogProof
@_spi(Internals) public import RiskModel
internal import Synchronization

extension Engine {
  /// The most events of one batch.
  public static let maximumBatchEventCount = 1_000_000

  /// Appends a batch: checks all of it, commits once, and returns when it is durable. Callers that append at one time share a commit.
  ///
  /// - Parameter expectation: what must hold of the log for the batch to be taken.
  /// - Returns: the sequence of each event. An event that is there already under its (`source`, `id`) is *not* an error: it keeps its sequence.
  /// - Throws: ``AppendError`` where the batch is refused, with the event at fault; ``StoreError/readOnly(path:)``, ``StoreError/closed(path:)``,
  ///   ``StoreError/mustBeReopened(path:)``; errors of the disk, such as that it is full. Nothing of the batch is stored then, and one may append again.
  ///   Only ``StoreError/outcomeUnknown(path:cause:)`` leaves open whether the batch is stored: whole, or not at all.
  @discardableResult
  public func append(_ events: [Event], expecting expectation: Expectation? = nil) async throws -> Receipt {
    try await append(events.map { Draft($0) }, expecting: expectation)
  }

  /// Appends a batch of a historical import, whose events may bring their `recordedAt`.
  ///
  /// - Parameter bookmark: where a reader stands once the batch is in, stored under its name in the same commit.
  @discardableResult
  public func append(_ drafts: [Draft], expecting expectation: Expectation? = nil, bookmark: Bookmark? = nil) async throws -> Receipt {
    guard let appender else { throw StoreError.readOnly(path: path) }
    guard drafts.count <= Self.maximumBatchEventCount else {
      throw AppendError.refused(
        position: Self.maximumBatchEventCount,
        Fault(path: "", problem: "\(drafts.count) events in a batch, expected at most \(Self.maximumBatchEventCount)"))
    }
    let request = AppendRequest(drafts, expecting: expectation, bookmark: bookmark.map { ($0.name.bytes, $0.value) })
    return try await withCheckedThrowingContinuation { continuation in
      if !appender.enqueue(Appender.Waiting(request: request, continuation: continuation), drain: { self.drain(appender) }) {
        continuation.resume(throwing: StoreError.closed(path: path))
      }
    }
  }

  /// Where the reader of a name said that it stands; nil if it never did.
  public func bookmark(named name: Text) throws -> [UInt8]? {
    try log.environment.read { try log.bookmark(name.bytes, $0) }
  }

  private func drain(_ appender: Appender) {
    while true {
      let group = appender.next()
      if group.isEmpty { return }
      commit(group, appender)
    }
  }

  /// Commits a group of batches, and answers each caller when all is durable and can be asked for.
  private func commit(_ group: [Appender.Waiting], _ appender: Appender) {
    var outcomes: [Result<Receipt, any Error>] = []
    var staged: [StagedEvent] = []
    do {
      var frontier: TreeFrontier?
      try log.environment.write { transaction in
        // The closure runs again when the map had to grow, so everything begins anew here.
        outcomes = []
        var staging = try Staging(log, clock: surroundings.clock(), notBefore: live?.read { $0.at } ?? .earliest, transaction)
        let first = staging.end.sequence
        for entry in group {
          outcomes.append(
            Result {
              let receipt = try staging.stage(entry.request, transaction) { try eventCount(of: $0) }
              if let bookmark = entry.request.bookmark { try log.setBookmark(bookmark.name, bookmark.value, transaction) }
              return receipt
            })
        }
        staged = staging.staged
        guard !staged.isEmpty else { return }
        let known = appender.frontier.withLock { $0 }
        var tree = known?.size == first ? known : nil
        if tree == nil { tree = try log.frontier(upTo: first, transaction) }
        if var extended = tree {
          try log.write(staged, seeds: seed, frontier: &extended, transaction)
          frontier = extended
        }
      }
      if let frontier { appender.frontier.withLock { $0 = frontier } }
      try takeIn(staged)
    } catch {
      appender.frontier.withLock { $0 = nil }
      let failure = self.failure(error)
      outcomes = group.map { _ in .failure(failure) }
    }
    for (entry, outcome) in zip(group, outcomes) { entry.continuation.resume(with: outcome) }
  }

  /// What the callers of a commit that failed are told.
  private func failure(_ error: any Error) -> any Error {
    guard let error = error as? LMDBError, log.environment.mustBeReopened else { return error }
    // LMDB reports the commit that panicked with the disk's error, and each one after it with the panic.
    return error.code == .panic ? StoreError.mustBeReopened(path: path) : StoreError.outcomeUnknown(path: path, cause: error.description)
  }

  /// Takes in what is committed.
  ///
  /// - Throws: ``StoreError/outcomeUnknown(path:cause:)``: the events are stored, but cannot be read now. The next commit takes them in.
  private func takeIn(_ staged: [StagedEvent]) throws {
    guard let first = staged.first, let last = staged.last else { return }
    do {
      if state.withLock({ $0.position }) + 1 == first.sequence { try apply(staged) } else { try catchUp() }
      try advanceLive()
    } catch {
      throw StoreError.outcomeUnknown(path: path, cause: "\(error)")
    }
    subscribers.announce(last.sequence)
    sealIfDue()
  }

  private func apply(_ staged: [StagedEvent]) throws {
    try log.environment.read { transaction in
      try state.withLock { state in
        for event in staged {
          try state.apply(event.event, sequence: event.sequence, recordedAt: event.recordedAt, target: event.target) { place in
            try derived?.number(of: place, transaction)
          }
        }
      }
    }
  }

  private func eventCount(of person: PersonID) throws -> Int {
    try history(of: person).events.count
  }

  private func seed() -> [UInt8] {
    var seed = ByteWriter(reservingBytes: LeafSalts.seedByteCount)
    for _ in 0..<LeafSalts.seedByteCount / 8 { seed.write(surroundings.randomBits()) }
    return seed.bytes
  }
}

/// Where a reader of some input stands, under its name.
public struct Bookmark: Hashable, Sendable {
  /// The reader's name, 1 to 256 bytes.
  public let name: Text
  /// What the reader needs to go on.
  public let value: [UInt8]

  /// Where the reader of a name stands.
  ///
  /// - Throws: ``FormatError`` for a name of another length.
  public init(name: String, value: [UInt8]) throws(FormatError) {
    self.name = try Text(name, bytes: 1...256)
    self.value = value
  }
}

extension Text {
  fileprivate var bytes: [UInt8] { Array(string.utf8) }
}
