internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
public import RiskModel

/// The events of a stretch of the log, or of one person in it, in order: read a few hundred at a time, whatever the length.
///
/// Each pass reads anew; between its reads no transaction stays open, so a slow reader keeps no page from being used again.
public struct Replay: AsyncSequence, Sendable {
  /// An event with its sequence and when it was recorded.
  public typealias Element = RecordedEvent

  let reader: Reader
  let first: UInt64
  let last: UInt64
  /// The sequences of a person's events; nil for all.
  let person: PersonID?

  /// Reads the events, in order.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let reader: Reader
    private var next: UInt64
    private let last: UInt64
    private let person: PersonID?
    private var buffer: [RecordedEvent] = []
    private var position = 0

    init(_ replay: Replay) {
      reader = replay.reader
      next = replay.first
      last = replay.last
      person = replay.person
    }

    /// The next event; nil at the end.
    ///
    /// - Throws: errors of the store.
    public mutating func next() async throws -> RecordedEvent? {
      if position == buffer.count {
        guard next <= last else { return nil }
        (buffer, next) = try reader.read(from: next, through: last, of: person)
        position = 0
        guard !buffer.isEmpty else { return nil }
      }
      defer { position += 1 }
      return buffer[position]
    }
  }

  /// A pass over the events.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

/// The events after a position, and then every event as it is appended, without gap or duplicate. Ends when its task is cancelled.
///
/// A slow reader is waited for: nothing is kept for it but its position.
public struct Changes: AsyncSequence, Sendable {
  /// An event with its sequence and when it was recorded.
  public typealias Element = RecordedEvent

  let reader: Reader
  let after: UInt64

  /// Reads the events as they come.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let reader: Reader
    private var next: UInt64
    private var buffer: [RecordedEvent] = []
    private var position = 0

    init(_ changes: Changes) {
      reader = changes.reader
      next = changes.after + 1
    }

    /// The next event, waiting for one to be appended; nil when the task is cancelled.
    ///
    /// - Throws: errors of the store.
    public mutating func next() async throws -> RecordedEvent? {
      while position == buffer.count {
        if Task.isCancelled { return nil }
        (buffer, next) = try reader.read(from: next, through: .max, of: nil)
        position = 0
        if buffer.isEmpty { await reader.waitForEvents(after: next - 1) }
      }
      if Task.isCancelled { return nil }
      defer { position += 1 }
      return buffer[position]
    }
  }

  /// A pass over the events.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension Reader {
  /// The events from one sequence through another (the present end where it is left out), of everyone or of one person.
  ///
  /// A person's are the events with that `person`; a retraction is no person's.
  public func events(from first: UInt64 = 1, through last: UInt64? = nil, of person: PersonID? = nil) throws -> Replay {
    let end = try log.environment.read { try log.lastSequence($0) }
    return Replay(reader: self, first: max(1, first), last: Swift.min(last ?? end, end), person: person)
  }

  /// The events after a sequence, and then live.
  public func changes(after sequence: UInt64) -> Changes { Changes(reader: self, after: sequence) }

  /// The events that are read in one step.
  private static let stepEventCount = 512

  /// Some events from a sequence on, and the sequence to go on from.
  package func read(from first: UInt64, through last: UInt64, of person: PersonID?) throws -> (events: [RecordedEvent], next: UInt64) {
    if let person { return try readPerson(person, from: first, through: last) }
    var events: [RecordedEvent] = []
    var next = first
    try log.environment.read { transaction in
      try log.forEachEntry(from: first, transaction) { entry, block in
        guard entry.sequence <= last, events.count < Self.stepEventCount else { return false }
        next = entry.sequence + 1
        // What was erased is gone, and an erasure is no event.
        if case .event(let record) = entry { events.append(try log.event(record, block)) }
        return true
      }
    }
    return (events, next)
  }

  private func readPerson(_ person: PersonID, from first: UInt64, through last: UInt64) throws -> (events: [RecordedEvent], next: UInt64) {
    try catchUp()
    let sequences = try history(of: person).events.map(\.sequence).filter { $0 >= first && $0 <= last }.sorted().prefix(Self.stepEventCount)
    var events: [RecordedEvent] = []
    try log.environment.read { try log.forEachEvent(of: Array(sequences), $0) { event, _ in events.append(event) } }
    // Also what was erased since the history was read.
    try catchUp()
    try requireNotErased([person])
    return (events, (sequences.last).map { $0 + 1 } ?? last &+ 1)
  }

  /// Returns when there may be events after a sequence: at once when this engine appends them, within 0.1 s when another process does.
  func waitForEvents(after sequence: UInt64) async {
    if access == .readWrite {
      await subscribers.wait(after: sequence)
    } else {
      try? await Task.sleep(for: .milliseconds(100))
    }
  }
}
