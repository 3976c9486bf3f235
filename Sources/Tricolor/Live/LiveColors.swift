internal import Crypto
internal import Dispatch
internal import EventLog
internal import LMDB
public import RiskModel
internal import Synchronization

/// Everyone's present color, kept in memory: as events are appended, and as time passes (``advance(to:)``).
///
/// All values of one engine are the same colors. They are kept until the engine is closed and let go.
public struct LiveColors: Sendable {
  private let engine: Engine
  private let hub: LiveHub

  fileprivate init(_ engine: Engine, _ hub: LiveHub) {
    (self.engine, self.hub) = (engine, hub)
  }

  /// The position after every change so far.
  public var position: ColorChange.Position { hub.read { $0.position } }

  /// A person's present color, as last shown. A person without a known event is green.
  ///
  /// - Complexity: O(log persons).
  /// - Throws: ``PersonErased``.
  public func color(of person: PersonID) throws -> Color {
    try engine.requireNotErased([person])
    return hub.read { state in state.personNumber(of: person).map { state.table.rows[Int($0)].color } ?? .green }
  }

  /// How many persons have each color at present.
  public var counts: [Color: Int] { hub.read { $0.counts } }

  /// How many persons have each notice at present.
  ///
  /// - Complexity: that of one `View.noticeCounts(at:progress:)`: notices are not kept.
  /// - Throws: errors of the store.
  public func noticeCounts() async throws -> [Text: Int] {
    let present = position
    return try await engine.view(asKnownAt: .sequence(present.sequence)).noticeCounts(at: present.at)
  }

  /// The changes of everyone's color after a position (``ColorChange/Position/start`` for all there ever were), and then live.
  ///
  /// - Complexity: near the end O(changes); further back one pass over everyone, then O(changes).
  /// - Throws: `StoreError.beyondEnd(asked:last:)` for a position past the end of the log.
  public func changes(after position: ColorChange.Position) throws -> ColorChanges {
    let last = hub.read { $0.sequence }
    guard position.sequence <= last else { throw StoreError.beyondEnd(asked: position.sequence, last: last) }
    return ColorChanges(engine: engine, hub: hub, after: position)
  }

  /// Lets time pass: each color that changes by then changes now.
  ///
  /// Events appended afterwards are recorded at this instant at the earliest, so that the stream of changes is the same after a restart.
  ///
  /// - Parameter instant: the new present. One that is past already does nothing.
  /// - Returns: the changes, in order; ``changes(after:)`` gives them too.
  /// - Complexity: O(*n* log *n*) for *n* changes; what they will be was computed with the last event that concerns each person.
  @discardableResult
  public func advance(to instant: Instant) throws -> [ColorChange] {
    try engine.appender.queue.sync {
      if !hub.isWhole { try engine.replaceLive() }
      let steps = try hub.go { $0.advance(to: instant).map { [$0] } ?? [] }
      engine.observation.changed(steps)
      // At most one step: of a third of everyone, so that a copy is felt.
      return steps.first.map { step in hub.read { $0.told(step) } } ?? []
    }
  }

  /// What a check of the colors found.
  public struct Check: Hashable, Sendable {
    /// The last event that counts.
    public let sequence: UInt64
    /// The instant that has come.
    public let at: Instant
    /// SHA-256 over person and color of each person that is not green, as kept.
    public let digest: String
    /// The same by the log.
    public let expected: String
    /// The persons with another color than the log says, in ascending order.
    public let wrong: [PersonID]

    /// Whether the live colors are what the log says.
    public var isSound: Bool { digest == expected && wrong.isEmpty }
  }

  /// Compares the colors with those that the log says: everyone's.
  ///
  /// - Complexity: that of one `View.recolor(at:progress:)`.
  /// - Throws: errors of the store.
  public func check() throws -> Check {
    // Not all of it: what is kept would be copied by a change meanwhile.
    let kept = hub.read { (sequence: $0.sequence, at: $0.at, persons: $0.persons, colors: $0.colors) }
    let recoloring = try engine.view(asKnownAt: .sequence(kept.sequence)).recolor(at: kept.at)
    var expected = PersonDigest()
    var found = PersonDigest()
    var wrong: [PersonID] = []
    var notGreen: [PersonID: Color] = [:]
    for (person, color) in zip(kept.persons, kept.colors) where color != .green { notGreen[person] = color }
    for person in notGreen.keys.sorted() { if let color = notGreen[person] { found.add(person, color) } }
    for (person, color) in zip(recoloring.persons, recoloring.colors) {
      if color != .green { expected.add(person, color) }
      if notGreen.removeValue(forKey: person) ?? .green != color { wrong.append(person) }
    }
    wrong += notGreen.keys
    return Check(sequence: kept.sequence, at: kept.at, digest: found.hexadecimal, expected: expected.hexadecimal, wrong: wrong.sorted())
  }
}

extension Engine {
  /// Everyone's present color, kept from now on: one engine keeps them once, at the cost of each append that it makes.
  ///
  /// They begin at the last event's instant; ``LiveColors/advance(to:)`` lets time pass from there.
  ///
  /// - Complexity: O(events) the first time, and appends wait meanwhile; 40 bytes a person. O(1) afterwards.
  /// - Throws: errors of the store.
  public func liveColors() throws -> LiveColors {
    try appender.queue.sync {
      if let live { return LiveColors(self, live) }
      let (position, recordedAt) = state.withLock { ($0.position, $0.recordedAt) }
      let hub = LiveHub(try LiveState(self, sequence: position, at: recordedAt))
      keep(hub)
      return LiveColors(self, hub)
    }
  }

  /// Takes the events that were appended into the live colors.
  func advanceLive() throws {
    guard let live else { return }
    guard live.isWhole else { return try replaceLive() }
    let steps = try live.go { state in
      try liveEvents(after: state.sequence, limit: .max).flatMap { try state.apply($0) }
    }
    observation.changed(steps)
  }

  /// Computes the live colors anew, at the last event's instant at the earliest: the log alone says which changes come before.
  func replaceLive() throws {
    guard let live else { return }
    let (position, recordedAt) = state.withLock { ($0.position, $0.recordedAt) }
    try live.replace { try LiveState(self, sequence: position, at: max(recordedAt, $0)) }
  }
}

/// SHA-256 over persons and colors.
private struct PersonDigest {
  private var hash = SHA256()

  mutating func add(_ person: PersonID, _ color: Color) {
    var bytes = ByteWriter(reservingBytes: 17)
    bytes.write(person)
    bytes.write(color.rawValue)
    hash.update(data: bytes.bytes)
  }

  var hexadecimal: String { hash.finalize().hexadecimal }
}
