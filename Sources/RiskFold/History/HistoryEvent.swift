public import RiskModel

/// One event of a person as the projector needs it: what can change a color, and nothing else. 24 bytes.
@usableFromInline package struct HistoryEvent: Hashable, Sendable {
  /// When it occurred.
  @usableFromInline package var at: Instant
  /// The event's own `until`, ``Instant/never`` where it has none.
  @usableFromInline package var until: Instant
  /// Its place in the log.
  @usableFromInline package var sequence: UInt64
  /// The name that the event has: a stay's or an entry's place, a vaccination's product, an attestation's kind, by its number in the directory of
  /// names; of a registration the position of its pseudonym among the person's; else ``PlaceNumber/none``.
  @usableFromInline package var place: PlaceNumber
  /// Type and terms.
  @usableFromInline package var eventClass: EventClass

  @inlinable package init(at: Instant, until: Instant = .never, sequence: UInt64, place: PlaceNumber = .none, eventClass: EventClass) {
    self.at = at
    self.until = until
    self.sequence = sequence
    self.place = place
    self.eventClass = eventClass
  }

  /// The order of events (semantics, section 3): by `at`, then by sequence.
  @inlinable package func precedes(_ other: HistoryEvent) -> Bool {
    at != other.at ? at < other.at : sequence < other.sequence
  }
}

/// A place by its number in a ``PlaceTree``.
@usableFromInline package struct PlaceNumber: Hashable, Sendable {
  @usableFromInline package let rawValue: UInt32

  @inlinable package init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// No place.
  @inlinable package static var none: PlaceNumber { PlaceNumber(0) }

  @inlinable package static func == (left: PlaceNumber, right: PlaceNumber) -> Bool { left.rawValue == right.rawValue }
}
