internal import Crypto
internal import Dispatch
internal import EventLog
internal import LMDB
public import RiskModel
internal import Synchronization

extension Engine {
  /// Lets time pass for the live colors: everyone whose color changes by then changes now.
  ///
  /// Events appended afterwards are recorded at this instant at the earliest, so that the stream of changes is the same after a restart.
  ///
  /// - Parameter instant: the new present. One that is past already does nothing.
  /// - Returns: the changes, in order; ``colorChanges(after:)`` gives them too.
  /// - Complexity: O(*n* log *n*) for *n* changes; what they will be was told with the last event that concerns each person.
  /// - Throws: `StoreError.notLive(path:)`; errors of the store.
  @discardableResult
  public func advance(to instant: Instant) throws -> [ColorChange] {
    guard let live, let appender else { throw StoreError.notLive(path: path) }
    return try appender.queue.sync {
      let steps = try live.go { $0.advance(to: instant).map { [$0] } ?? [] }
      observation.changed(steps)
      // At most one step: of a third of everyone, so that a copy is felt.
      return steps.first.map { step in live.read { $0.told(step) } } ?? []
    }
  }

  /// Takes the events that were appended into the live colors.
  func advanceLive() throws {
    guard let live else { return }
    let steps = try live.go { colors in
      try liveEvents(after: colors.sequence, limit: .max).flatMap { try colors.apply($0) }
    }
    observation.changed(steps)
  }

  /// A person's present color, as last shown. A person of whom nothing is known is green.
  ///
  /// - Complexity: O(log persons).
  /// - Throws: `StoreError.notLive(path:)`; ``PersonErased``.
  public func liveColor(of person: PersonID) throws -> Color {
    guard let live else { throw StoreError.notLive(path: path) }
    try requireNotErased([person])
    return live.read { colors in colors.personNumber(of: person).map { colors.table.rows[Int($0)].color } ?? .green }
  }

  /// How many persons have each color at present.
  ///
  /// - Throws: `StoreError.notLive(path:)`.
  public func liveCounts() throws -> [Color: Int] {
    guard let live else { throw StoreError.notLive(path: path) }
    return live.read { $0.counts }
  }

  /// What a check of the live colors found.
  public struct LiveCheck: Hashable, Sendable {
    /// The last event that counts.
    public let sequence: UInt64
    /// The instant that has come.
    public let at: Instant
    /// SHA-256 over person and color of everyone who is not green, as kept.
    public let digest: String
    /// The same by the log.
    public let expected: String
    /// Whose color is not what the log says, in ascending order.
    public let wrong: [PersonID]

    /// Whether the live colors are what the log says.
    public var isSound: Bool { digest == expected && wrong.isEmpty }
  }

  /// Compares the live colors with those that the log says: everyone's.
  ///
  /// - Complexity: that of one `View.recolor(at:progress:)`.
  /// - Throws: `StoreError.notLive(path:)`; errors of the store.
  public func checkLive() throws -> LiveCheck {
    guard let live else { throw StoreError.notLive(path: path) }
    // Not all of it: what is kept would be copied by a change meanwhile.
    let kept = live.read { (sequence: $0.sequence, at: $0.at, persons: $0.persons, colors: $0.colors) }
    let recoloring = try view(asKnownAt: .sequence(kept.sequence)).recolor(at: kept.at)
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
    return LiveCheck(sequence: kept.sequence, at: kept.at, digest: found.hexadecimal, expected: expected.hexadecimal, wrong: wrong.sorted())
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
