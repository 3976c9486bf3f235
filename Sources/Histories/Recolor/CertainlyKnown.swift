internal import EventLog
internal import RiskFold
internal import RiskModel

/// Which of the events that columns have are certain to be known, by the days of lag alone.
struct CertainlyKnown {
  /// The last sequence that is known.
  let through: UInt64
  /// Whether some events up to it are not.
  let leavesSomeOut: Bool
  /// What was recorded before this second is known.
  let next: UInt32
  /// By lag, the second before which what happened is known.
  private let ends: [UInt32]
  /// By lag, the second before which a stay that ended does not matter.
  let firstLeaves: [UInt32]

  /// - Parameter next: all that was recorded before this instant is known; the earliest where that cannot be said.
  init(_ knowledge: Knowledge, recordedBefore next: Instant, _ screen: ColorScreen) {
    through = knowledge.through
    leavesSomeOut = !knowledge.without.isEmpty
    self.next = next.secondsSinceEpoch
    ends = (0...HistorySummary.longestLagDays).map { RecordingDays.knownBefore(next.secondsSinceEpoch, lag: $0) }
    firstLeaves = ends.map { screen.looksAtStays ? screen.firstLeave(knownBefore: $0) : .max }
  }

  /// What happened before this second is known, where no more than so many days lie between it and its record.
  @inline(__always)
  func end(lag days: UInt8) -> UInt32 { ends[Int(days)] }

  /// Whether one of the last events of a class is.
  @inline(__always)
  func contains(_ last: LastEvent) -> Bool { last.at < end(lag: last.lagDays) }

  /// Whether one of the last events of a class is if it happened up to an instant, and hides none of these.
  @inline(__always)
  func settles(_ last: LastEvent, at instant: UInt32) -> Bool { last.at > instant ? !last.hidesEarlier : contains(last) }
}
