public import RiskModel

/// One of a person's last events of a class, of those that no retraction names, in seconds.
@usableFromInline package struct LastEvent: Hashable, Sendable {
  @usableFromInline package var at: UInt32
  @usableFromInline package var eventClass: EventClass
  /// Whether there are earlier ones of its class of which nothing is said.
  @usableFromInline package var hidesEarlier: Bool
  /// How many days late it was recorded; as ``HistorySummary/lagDays``.
  @usableFromInline package var lagDays: UInt8

  @inlinable package init(at: UInt32, eventClass: EventClass, hidesEarlier: Bool, lagDays: UInt8) {
    self.at = at
    self.eventClass = eventClass
    self.hidesEarlier = hidesEarlier
    self.lagDays = lagDays
  }
}

extension [HistoryEvent] {
  /// The last events of each class that is rare, neither stay nor negative test, of a history in `(at, sequence)` order: the latest first.
  ///
  /// - Parameter count: so many of a class at most.
  package func lasts(_ count: Int, isRetracted: (HistoryEvent) -> Bool, lagDays: (HistoryEvent) -> UInt8) -> [LastEvent] {
    var lasts: [LastEvent] = []
    for event in reversed() where event.eventClass != .stay && !event.eventClass.isNegativeTest && !isRetracted(event) {
      // A person has few.
      if lasts.count(where: { $0.eventClass == event.eventClass }) < count {
        lasts.append(
          LastEvent(at: event.at.secondsSinceEpoch, eventClass: event.eventClass, hidesEarlier: false, lagDays: lagDays(event)))
      } else if let earliest = lasts.lastIndex(where: { $0.eventClass == event.eventClass }) {
        lasts[earliest].hidesEarlier = true
      }
    }
    return lasts
  }
}
