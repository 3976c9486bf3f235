public import RiskModel

/// A person's last event of a class, of those that no retraction names, in seconds.
@usableFromInline package struct LastEvent: Hashable, Sendable {
  @usableFromInline package var at: UInt32
  @usableFromInline package var eventClass: EventClass
  /// Whether it is not the only one of its class.
  @usableFromInline package var isRepeated: Bool

  @inlinable package init(at: UInt32, eventClass: EventClass, isRepeated: Bool) {
    self.at = at
    self.eventClass = eventClass
    self.isRepeated = isRepeated
  }
}

extension [HistoryEvent] {

  /// The last event of each class that is rare, neither stay nor negative test, of a history in `(at, sequence)` order.
  package func lasts(isRetracted: (HistoryEvent) -> Bool) -> [LastEvent] {
    var lasts: [LastEvent] = []
    for event in self where event.eventClass != .stay && !event.eventClass.isNegativeTest && !isRetracted(event) {
      // A person has few.
      if let index = lasts.firstIndex(where: { $0.eventClass == event.eventClass }) {
        lasts[index] = LastEvent(at: event.at.secondsSinceEpoch, eventClass: event.eventClass, isRepeated: true)
      } else {
        lasts.append(LastEvent(at: event.at.secondsSinceEpoch, eventClass: event.eventClass, isRepeated: false))
      }
    }
    return lasts
  }
}
