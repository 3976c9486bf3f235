internal import Dispatch
public import EventLog
internal import Histories
internal import LMDB
internal import LogProof
public import RiskModel
internal import Synchronization

extension Engine {
  /// The most events of one batch.
  public static let maximumBatchEventCount = 1_000_000

  /// Appends a batch: checks all of it, commits once, and returns when it is durable. Callers that append at one time share a commit.
  ///
  /// - Parameter events: the batch, in the order of the log: 1,000,000 at most.
  /// - Parameter expectation: what must hold of the log for the batch to be taken.
  /// - Returns: the sequence of each event. An event that is there already under its (`source`, `id`) is *not* an error: it keeps its sequence.
  /// - Throws: `AppendError` where the batch is refused, with the event at fault; `StoreError.closed(path:)`,
  ///   `StoreError.mustBeReopened(path:)`; errors of the disk, such as that it is full. Nothing of the batch is stored then, and one may append again.
  ///   Only `StoreError.outcomeUnknown(path:cause:)` leaves open whether the batch is stored: whole, or not at all.
  @discardableResult
  public func append(_ events: [Event], expecting expectation: Expectation? = nil) async throws -> Receipt {
    try await append(events.map { Draft($0) }, expecting: expectation)
  }

  /// Appends a batch of a historical import, whose events may bring their `recordedAt`.
  ///
  /// - Parameter drafts: the batch, in the order of the log: 1,000,000 at most.
  /// - Parameter options: what becomes of the batch where the log refuses an event of it; by default nothing of it is stored.
  /// - Parameter expectation: what must hold of the log for the batch to be taken.
  /// - Parameter bookmark: where a reader stands once the batch is in, stored under its name in the same commit.
  @discardableResult
  public func append(
    _ drafts: [Draft], _ options: AppendOptions = [], expecting expectation: Expectation? = nil, bookmark: Bookmark? = nil
  ) async throws -> Receipt {
    let request = try request(drafts, options, expectation, bookmark)
    return try await withCheckedThrowingContinuation { continuation in
      let entry = Appender.Waiting(engine: self, request: request, continuation: continuation)
      if !appender.enqueue(entry, drain: { [appender] in Self.drain(appender) }) {
        continuation.resume(throwing: StoreError.closed(path: path))
      }
    }
  }

  /// Appends a batch on the calling thread, and returns when it is durable: for code that has a thread of its own and one batch at a time, since no
  /// other thread is woken. Shares no commit with others. Else as ``append(_:expecting:)``.
  @available(*, noasync, message: "it waits for the disk: use append(_:expecting:)")
  @discardableResult
  public func appendAndWait(_ events: [Event], expecting expectation: Expectation? = nil) throws -> Receipt {
    let request = try request(events.map { Draft($0) }, [], expectation, nil)
    return try appender.queue.sync {
      guard !appender.isClosed else { throw StoreError.closed(path: path) }
      return try commit([request], appender)[0].get()
    }
  }

  private func request(
    _ drafts: [Draft], _ options: AppendOptions, _ expectation: Expectation?, _ bookmark: Bookmark?
  ) throws -> AppendRequest {
    guard drafts.count <= Self.maximumBatchEventCount else {
      throw AppendError.refused(
        position: Self.maximumBatchEventCount,
        Fault(path: "", problem: "\(drafts.count) events in a batch, expected at most \(Self.maximumBatchEventCount)"))
    }
    return AppendRequest(
      drafts, options, expecting: expectation, bookmark: bookmark.map { ($0.name.bytes, $0.value, $0.replacing?.bytes) })
  }

  private static func drain(_ appender: Appender) {
    var callerCount = 1
    while true {
      let answers = commitNext(appender, expecting: callerCount)
      if answers.isEmpty { return }
      for answer in answers { answer.continuation.resume(with: answer.outcome) }
      callerCount = answers.count
    }
  }

  /// Commits the batches that share the next commit. What is answered no longer keeps the engine: a caller with its answer may let go of it and open the
  /// store again.
  private static func commitNext(
    _ appender: Appender, expecting callerCount: Int
  ) -> [(continuation: CheckedContinuation<Receipt, any Error>, outcome: Result<Receipt, any Error>)] {
    let group = appender.next(expecting: callerCount)
    guard let engine = group.first?.engine else { return [] }
    let outcomes = engine.commit(group.map(\.request), appender)
    return zip(group, outcomes).map { ($0.continuation, $1) }
  }

  /// Commits a group of batches. Answers what became of each when all is durable and can be asked for.
  private func commit(_ group: [AppendRequest], _ appender: Appender) -> [Result<Receipt, any Error>] {
    var outcomes: [Result<Receipt, any Error>] = []
    var staged: [StagedEvent] = []
    var preparation: Preparation?
    let start = ContinuousClock.now
    do {
      var frontier: TreeFrontier?
      try log.environment.write { transaction in
        // The closure runs again when the map had to grow, so everything begins anew here.
        outcomes = []
        var staging = try Staging(
          log, clock: surroundings.clock(), notBefore: live?.read { $0.at } ?? .earliest,
          eventCount: group.reduce(0) { $0 + $1.drafts.count }, transaction)
        let first = staging.end.sequence
        for request in group {
          outcomes.append(
            Result {
              try refuseErased(request.drafts)
              let receipt = try staging.stage(request, transaction) { try eventCount(of: $0) }
              if let bookmark = request.bookmark {
                try log.setBookmark(bookmark.name, bookmark.value, replacing: bookmark.replacing, transaction)
              }
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
        preparation = Preparation(staged, knowing: state.withLock { $0.places })
      }
      if let frontier { appender.frontier.withLock { $0 = frontier } }
      if let preparation { try takeIn(staged, preparation) }
      observation.committed(staged, since: start)
    } catch {
      appender.frontier.withLock { $0 = nil }
      let failure = self.failure(error)
      outcomes = group.map { _ in .failure(failure) }
    }
    return outcomes
  }

  /// What the callers of a commit that failed are told.
  func failure(_ error: any Error) -> any Error {
    guard let error = error as? LMDBError, log.environment.mustBeReopened else { return error }
    // LMDB reports the commit that panicked with the disk's error, and each one after it with the panic.
    return error.code == .panic ? StoreError.mustBeReopened(path: path) : StoreError.outcomeUnknown(path: path, cause: error.description)
  }

  /// Takes in what is committed.
  ///
  /// - Throws: `StoreError.outcomeUnknown(path:cause:)`: the events are stored, but cannot be read now. The next commit takes them in.
  private func takeIn(_ staged: [StagedEvent], _ preparation: Preparation) throws {
    guard let first = staged.first, let last = staged.last else { return }
    do {
      preparation.finish()
      let isNext = try readWithState { state, _, transaction in
        // Events of an earlier commit may be missing; and a question may have taken these in from the log by now.
        guard state.position + 1 == first.sequence else { return false }
        try preparation.forEachStretch { try state.apply($0) { try derived?.number(of: $0, transaction) } }
        return true
      }
      if !isNext { try catchUp() }
      try advanceLive()
    } catch {
      throw StoreError.outcomeUnknown(path: path, cause: "\(error)")
    }
    subscribers.announce(last.sequence)
    sealIfDue()
  }

  private func seed() -> [UInt8] {
    var seed = ByteWriter(reservingBytes: LeafSalts.seedByteCount)
    for _ in 0..<LeafSalts.seedByteCount / 8 { seed.write(surroundings.randomBits()) }
    return seed.bytes
  }
}

extension Reader {
  /// Where the reader of a name said that it stands; nil if it never did.
  public func bookmark(named name: Text) throws -> [UInt8]? {
    try log.environment.read { try log.bookmark(name.bytes, $0) }
  }

  /// The bookmarks whose names begin with a text, in order of name.
  ///
  /// - Complexity: O(those bookmarks).
  public func bookmarks(startingWith prefix: Text) throws -> [Bookmark] {
    try log.environment.read { transaction in
      try log.bookmarks(startingWith: prefix.bytes, transaction).map { bookmark in
        try Bookmark(name: String(decoding: bookmark.name, as: UTF8.self), value: bookmark.value)
      }
    }
  }

  /// How many events of the log have a person as their `person`, retracted ones included.
  package func eventCount(of person: PersonID) throws -> Int {
    try history(of: person).events.count
  }
}

extension Text {
  fileprivate var bytes: [UInt8] { Array(string.utf8) }
}
