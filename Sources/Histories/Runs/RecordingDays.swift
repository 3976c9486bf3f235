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

  /// How many days late events were recorded that may open or end a hold: each of them less than so many days after it happened.
  ///
  /// - Complexity: O(events + lag).
  func lag(of events: [HistoryEvent]) -> UInt8 {
    var lag = 0
    for event in events where !event.eventClass.isNegativeTest {
      let day = Self.day(event.at) - first
      // Recorded after the day that ends this lag.
      while !isRecorded(event.sequence, by: day + lag - 1) {
        lag = max(lag + 1, 1 - day)
        if lag >= HistorySummary.longestLagDays { return HistorySummary.longestLagDays }
      }
    }
    return UInt8(lag)
  }

  /// Whether an event was recorded by the end of a day, counted from the first.
  @inline(__always)
  private func isRecorded(_ sequence: UInt64, by day: Int) -> Bool {
    day >= 0 && !lasts.isEmpty && sequence <= lasts[min(day, lasts.count - 1)]
  }

  /// An event that happened before this second is known to a reader of all that was recorded before an instant, of a person with such a lag.
  @inline(__always)
  static func knownBefore(_ next: UInt32, lag: UInt8) -> UInt32 {
    let seconds = UInt32(lag) * UInt32(secondsPerDay)
    return lag == HistorySummary.longestLagDays || seconds > next ? 0 : next - seconds
  }

  private static let secondsPerDay = 86_400

  private static func day(_ instant: Instant) -> Int { Int(instant.secondsSinceEpoch) / secondsPerDay }
}
