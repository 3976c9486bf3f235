@_spi(Internals) public import RiskModel

/// One event of a person as the projector needs it: what can change a color, and nothing else. 24 bytes.
@_spi(Internals) public struct HistoryEvent: Hashable, Sendable {
  /// When it occurred.
  public var at: Instant
  /// The event's own `until`, ``Instant/never`` where it has none.
  public var until: Instant
  /// Its place in the log.
  public var sequence: UInt64
  /// The name that the event has: a stay's or an entry's place, a vaccination's product, an attestation's kind, by its number in the directory of
  /// names; of a registration the position of its pseudonym among the person's; else ``PlaceNumber/none``.
  public var place: PlaceNumber
  /// Type and terms.
  public var eventClass: EventClass

  @inlinable public init(at: Instant, until: Instant = .never, sequence: UInt64, place: PlaceNumber = .none, eventClass: EventClass) {
    self.at = at
    self.until = until
    self.sequence = sequence
    self.place = place
    self.eventClass = eventClass
  }

  /// The order of events (semantics, section 3): by `at`, then by sequence.
  @inlinable public func precedes(_ other: HistoryEvent) -> Bool {
    at != other.at ? at < other.at : sequence < other.sequence
  }
}

/// A place by its number in a ``PlaceTree``.
@_spi(Internals) public struct PlaceNumber: Hashable, Sendable {
  public let rawValue: UInt32

  @inlinable public init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// No place.
  @inlinable public static var none: PlaceNumber { PlaceNumber(0) }

  @inlinable public static func == (left: PlaceNumber, right: PlaceNumber) -> Bool { left.rawValue == right.rawValue }
}
