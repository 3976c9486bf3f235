package import EventLog
package import LMDB
internal import RiskFold
internal import RiskModel

/// Of each day the sequence of the last event recorded by its end: so the lateness of an event follows from its sequence alone.
package struct RecordingDays: Sendable {
  /// The day on which the first event was recorded.
  private let first: Int
  /// By day from the first on.
  private var lasts: [UInt64] = []

  /// Of the events up to it the days are known.
  package var lastSequence: UInt64 { lasts.last ?? 0 }

  /// Those of a log without events.
  init() { first = 0 }

  /// The days of all events of the log.
  ///
  /// - Complexity: O(days + days with events · log² blocks).
  package init(_ log: EventLog, _ transaction: borrowing some Transaction & ~Copyable) throws {
    let last = try log.lastSequence(transaction)
    first = Self.day(try log.entry(1, transaction)?.recordedAt ?? .earliest)
    while case let before = lasts.last ?? 0, before < last, let next = try log.entry(before + 1, transaction) {
      let day = Self.day(next.recordedAt)
      lasts.append(contentsOf: repeatElement(before, count: day - first - lasts.count))
      let end = Instant(uncheckedSeconds: UInt32(clamping: (day + 1) * Self.secondsPerDay - 1))
      lasts.append(try log.lastSequence(recordedBy: end, transaction))
    }
  }

  /// How many days late an event was recorded: on the day on which it happened or less than so many days after it.
  ///
  /// - Parameter least: so many at least, such as those of earlier events.
  /// - Complexity: O(lag).
  func lag(of event: HistoryEvent, atLeast least: UInt8 = 0) -> UInt8 {
    let day = Self.day(event.at) - first
    var lag = Int(least)
    // Recorded after the day that ends this lag.
    while lag < HistorySummary.longestLagDays, !isRecorded(event.sequence, by: day + lag - 1) { lag = max(lag + 1, 1 - day) }
    return UInt8(min(lag, Int(HistorySummary.longestLagDays)))
  }

  /// The second before which an event was recorded, and with it its day ended; the greatest number where that is not known.
  ///
  /// - Complexity: O(log days).
  func end(of sequence: UInt64) -> UInt32 {
    let day = lasts.indices.firstReached { lasts[$0] >= sequence }
    return day < lasts.count ? UInt32(clamping: (first + day + 1) * Self.secondsPerDay) : .max
  }

  /// Whether an event was recorded by the end of a day, counted from the first.
  @inline(__always)
  private func isRecorded(_ sequence: UInt64, by day: Int) -> Bool {
    day >= 0 && !lasts.isEmpty && sequence <= lasts[min(day, lasts.count - 1)]
  }

  /// An event that happened before this second is known to a reader of all that was recorded before an instant, of a person with such a lag.
  @inline(__always)
  static func knownBefore(_ next: UInt32, lag: UInt8) -> UInt32 {
    // What happened on a day was recorded by the end of the last day of the lag, of which that day is the first.
    let days = next / UInt32(secondsPerDay)
    let more = UInt32(max(lag, 1)) - 1
    return lag == HistorySummary.longestLagDays || more > days ? 0 : (days - more) * UInt32(secondsPerDay)
  }

  private static let secondsPerDay = 86_400

  private static func day(_ instant: Instant) -> Int { Int(instant.secondsSinceEpoch) / secondsPerDay }
}
