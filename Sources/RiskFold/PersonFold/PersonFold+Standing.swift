@_spi(Internals) package import RiskModel
package import RiskPolicy

/// A hold that counts at some instant, with what its release is reckoned from (semantics, section 5).
package struct StandingHold {
  /// The rule.
  package let rule: Rule
  /// The triggering event.
  package let sequence: UInt64
  /// From when on it holds.
  package let opens: Instant
  /// ``Instant/never`` while the days do not count yet.
  package let anchor: Instant
  /// ``Instant/never`` if nothing that is known ends it.
  package let release: Instant
  /// Whether a stay opened it, and "after" then means a greater `at`.
  package let isStay: Bool
}

extension PersonFold {
  /// The holds that count at some instant from one on, each once for every policy that it counts under.
  ///
  /// - Complexity: that of ``colors(from:)``.
  package func holds(from first: Instant) -> [StandingHold] {
    var holds: [StandingHold] = []
    var last: (governor: Int, hold: Hold)?
    forEachCountingSpan(from: first) { governor, hold, _, _ in
      // The epochs in which one hold counts are given one after another.
      if let last, last.governor == governor, last.hold == hold { return }
      last = (governor, hold)
      holds.append(
        StandingHold(
          rule: circumstances.policies.epochs[governor].policy.policy.rules[hold.rule], sequence: history[hold.trigger].sequence,
          opens: hold.opens, anchor: hold.anchor, release: hold.release, isStay: hold.isStay))
    }
    return holds
  }
}
