package import RiskModel

/// One event of a person as the projector needs it: what can change a color, and nothing else. 24 bytes.
package struct HistoryEvent: Hashable, Sendable {
  /// When it occurred.
  package var at: Instant
  /// The event's own `until`, ``Instant/never`` where it has none.
  package var until: Instant
  /// Its place in the log.
  package var sequence: UInt64
  /// The place that a stay or an entry names, else ``PlaceNumber/none``.
  package var place: PlaceNumber
  /// Type and terms.
  package var eventClass: EventClass

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
package struct PlaceNumber: Hashable, Sendable {
  package let rawValue: UInt32

  @inlinable package init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// No place.
  @inlinable package static var none: PlaceNumber { PlaceNumber(0) }

  @inlinable package static func == (left: PlaceNumber, right: PlaceNumber) -> Bool { left.rawValue == right.rawValue }
}
