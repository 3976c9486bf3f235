@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// Of each day on which events were recorded, the last one's sequence: so it is told how late an event came whose sequence alone is at hand.
struct RecordingDays: Sendable {
  /// In ascending order.
  private var days: [(day: Int, last: UInt64)] = []

  /// A lag of so many days or more, or one that is not known.
  static let longestLag: UInt8 = 127

  /// The days of all events of the log.
  ///
  /// - Complexity: O(days · log² blocks).
  init(_ log: EventLog, _ transaction: borrowing some Transaction & ~Copyable) throws {
    let last = try log.lastSequence(transaction)
    var sequence: UInt64 = 0
    while sequence < last, let next = try log.record(sequence + 1, transaction) {
      let day = Self.day(next.recordedAt)
      let end = (day + 1) * Self.secondsPerDay - 1
      sequence = try log.lastSequence(recordedBy: Instant(uncheckedSeconds: UInt32(clamping: end)), transaction)
      days.append((day, sequence))
    }
  }

  /// How many days late events were recorded that may open or end a hold: each of them less than so many days after it happened.
  ///
  /// - Complexity: O(events · log days).
  func lag(of events: [HistoryEvent]) -> UInt8 {
    var longest = 0
    for event in events where event.eventClass.testResult != .negative {
      guard let recorded = day(of: event.sequence) else { return Self.longestLag }
      longest = max(longest, recorded + 1 - Self.day(event.at))
    }
    return UInt8(min(longest, Int(Self.longestLag)))
  }

  /// The day on which an event was recorded; nil for one that was not.
  private func day(of sequence: UInt64) -> Int? {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle].last < sequence { low = middle + 1 } else { high = middle }
    }
    return low < days.count ? days[low].day : nil
  }

  /// An event that happened before this second is known to whoever knows all that was recorded before an instant, of a person with such a lag.
  @inline(__always)
  static func knownBefore(_ next: UInt32, lag: UInt8) -> UInt32 {
    let seconds = UInt32(lag) * UInt32(secondsPerDay)
    return lag == longestLag || seconds > next ? 0 : next - seconds
  }

  private static let secondsPerDay = 86_400

  private static func day(_ instant: Instant) -> Int { Int(instant.secondsSinceEpoch) / secondsPerDay }
}
