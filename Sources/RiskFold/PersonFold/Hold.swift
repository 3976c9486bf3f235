import RiskModel

/// A span `[opens, release)` for which a rule holds a person (semantics, section 5). Never empty.
struct Hold {
  /// The position of the rule in its policy.
  var rule: Int
  /// The position of the triggering event in the history.
  var trigger: Int
  /// When the trigger began: what decides which policy governs, and from when on events release.
  var begins: Instant
  /// The rule's `after` later than ``begins``.
  var opens: Instant
  /// ``Instant/never`` while the person is still where the days do not yet count.
  var anchor: Instant
  /// The end of the designation that a stay met; ``Instant/never`` if open, or if the trigger is no stay.
  var designationEnd: Instant
  var release: Instant
  /// Whether the trigger is a stay that met a designation, and "after" then means a greater `at`.
  var isStay: Bool

  /// The instant at which the rule's `given` is judged: of a person who had left before the designation, when they left.
  var judged: Instant { min(begins, anchor) }
}
