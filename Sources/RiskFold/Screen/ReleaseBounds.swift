import RiskModel

/// The holds for which a leaf of a release is met at the instant of a ``HoldTable``, by their seconds: those of the trigger's beginning or of its anchor.
///
/// An older hold is never released later: so whatever is known of a person's events and tests, there is a second before which all holds are released, and one
/// from which on none is. In between only the fold decides, or the order of two events of one second.
struct ReleaseBounds: Hashable, Sendable {
  /// Holds before this second are released.
  var released: UInt32
  /// Holds from this second on are not.
  var held: UInt32

  /// No hold is released.
  static let none = ReleaseBounds(released: 0, held: 0)

  /// Those of a time elapsed.
  static func through(_ seconds: UInt32, before instant: Instant) -> ReleaseBounds {
    let instant = instant.secondsSinceEpoch
    let bound = seconds > instant ? 0 : instant - seconds + 1
    return ReleaseBounds(released: bound, held: bound)
  }

  /// Widens the bounds by an event that releases all holds before it.
  mutating func add(eventAt seconds: UInt32) {
    released = max(released, seconds)
    held = max(held, seconds + 1)
  }

  /// Widens the bounds by events of which it is not known when they were.
  mutating func addUnknown() { held = .max }
}
