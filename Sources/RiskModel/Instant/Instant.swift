/// An instant: whole seconds since the Unix epoch, UTC, from 1970-01-01 up to, not including, 2100-01-01.
///
/// One type serves valid time (`at`) and transaction time (`recordedAt`); names distinguish them.
public struct Instant: Hashable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let secondsSinceEpoch: UInt32

  /// The first second that is no instant any more: 2100-01-01T00:00:00Z.
  @inlinable package static var endSeconds: UInt32 { 4_102_444_800 }

  /// The earliest instant, 1970-01-01T00:00:00Z.
  public static var earliest: Instant { Instant(uncheckedSeconds: 0) }
  /// The latest instant, 2099-12-31T23:59:59Z.
  public static var latest: Instant { Instant(uncheckedSeconds: endSeconds - 1) }

  /// An instant from its seconds, or nil out of the valid range.
  public init?(secondsSinceEpoch seconds: Int) {
    guard seconds >= 0, seconds < Int(Self.endSeconds) else { return nil }
    secondsSinceEpoch = UInt32(seconds)
  }

  @inlinable package init(uncheckedSeconds seconds: UInt32) {
    secondsSinceEpoch = seconds
  }
}

extension Instant: Comparable {
  @inlinable public static func < (left: Instant, right: Instant) -> Bool { left.secondsSinceEpoch < right.secondsSinceEpoch }
  @inlinable public static func == (left: Instant, right: Instant) -> Bool { left.secondsSinceEpoch == right.secondsSinceEpoch }
}

extension Instant {
  /// What a computed instant at or past the end of the valid range is (semantics, section 1). It sorts after every instant.
  ///
  /// Only the projector computes with it; published answers say nil instead.
  @inlinable package static var never: Instant { Instant(uncheckedSeconds: endSeconds) }

  /// This instant, or nil for ``never``: the form in which answers are published.
  @inlinable package var ifEver: Instant? { secondsSinceEpoch < Self.endSeconds ? self : nil }

  /// The instant a second earlier; the earliest stays what it is.
  @inlinable package var before: Instant { Instant(uncheckedSeconds: secondsSinceEpoch == 0 ? 0 : secondsSinceEpoch - 1) }

  /// The instant a number of seconds later, ``never`` at or past the end. Never stays never.
  @inlinable package func advanced(bySeconds seconds: UInt32) -> Instant {
    let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
    return overflow || sum >= Self.endSeconds ? .never : Instant(uncheckedSeconds: sum)
  }
}
