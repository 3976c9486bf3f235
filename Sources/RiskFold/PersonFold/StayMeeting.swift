import RiskModel

/// How a stay and a designation meet (semantics, section 5): the one place that says so.
enum StayMeeting {
  /// Where a stay ends for a pattern that closes an open one by itself after some time; ``Instant/never`` while nothing ends it.
  ///
  /// - Parameters:
  ///   - stated: the stay's own `until`, ``Instant/never`` for none.
  ///   - covered: where the stay ends by the person's next arrival or by its own `until`.
  ///   - openForSeconds: nil for a pattern that closes nothing.
  @inline(__always)
  static func end(from: Instant, stated: Instant, covered: Instant, openForSeconds: UInt32?) -> Instant {
    guard let openForSeconds, stated == .never else { return covered }
    return min(covered, from.advanced(bySeconds: openForSeconds))
  }

  /// Whether a stay is long enough for a pattern: one without an end is.
  @inline(__always)
  static func isLong(from: Instant, end: Instant, atLeastSeconds: UInt32) -> Bool {
    end == .never || end.secondsSinceEpoch - from.secondsSinceEpoch >= atLeastSeconds
  }

  /// When a stay `[from, end)` begins to count for a designation, and whence its days count; nil where they do not meet.
  @inline(__always)
  static func of(from: Instant, end: Instant, _ designation: Designation, lookbackSeconds: UInt32) -> (begins: Instant, anchor: Instant)? {
    guard from < designation.end, end.advanced(bySeconds: lookbackSeconds) > designation.start else { return nil }
    return (max(from, designation.start), min(end, designation.end))
  }
}
