import RiskModel

/// A span `[opens, release)` for which a rule holds a person (semantics, section 5). Never empty.
struct Hold {
  /// The position of the rule in its policy.
  var rule: Int
  /// The position of the triggering event in the history.
  var trigger: Int
  var opens: Instant
  /// ``Instant/never`` while the person is still where the days do not yet count.
  var anchor: Instant
  /// The end of the designation that a stay met; ``Instant/never`` if open, or if the trigger is no stay.
  var designationEnd: Instant
  var release: Instant
  /// Whether the trigger is a stay that met a designation, and "after" then means a greater `at`.
  var isStay: Bool
}
