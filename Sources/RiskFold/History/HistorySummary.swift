@_spi(Internals) public import RiskModel

/// What tells most persons' green without a look at their events. 28 bytes when stored.
///
/// It speaks of the events that no retraction names, to a reader who knows all of them and all retractions; another may rely on ``kinds`` alone.
@_spi(Internals) public struct HistorySummary: Hashable, Sendable {
  /// When the stay that ends last does, in seconds; that of ``Instant/never`` where it has no end. Stays that another stay ends have that as end.
  public var lastLeave: UInt32 = 0
  /// The place of that stay.
  public var lastPlace = PlaceNumber.none
  /// The same of the stay that ends last but one.
  public var nextLeave: UInt32 = 0
  public var nextPlace = PlaceNumber.none
  /// When the last of all other stays ends.
  public var thirdLeave: UInt32 = 0
  /// When the last event occurred that is neither stay nor negative test, in seconds.
  public var lastRare: UInt32 = 0
  /// That event's class.
  public var lastRareClass = EventClass(rawValue: 0)
  /// The types of all such events, retracted or not: one bit a type, at its code.
  public var kinds: UInt16 = 0
  /// Whether a retraction names some event.
  public var hasRetractions = false
  /// Whether a retraction names each event, so that nothing is left.
  public var isEmpty = false

  @inlinable public init() {}

  /// - Parameters:
  ///   - history: in `(at, sequence)` order.
  ///   - isRetracted: whether a retraction names an event.
  package init(_ history: [HistoryEvent], hasRetractions: Bool, isRetracted: (HistoryEvent) -> Bool) {
    self.hasRetractions = hasRetractions
    isEmpty = hasRetractions && history.allSatisfy(isRetracted)
    (hasRetractions ? history.filter { !isRetracted($0) } : history).forEachStay { stay, end in leave(stay.place, end) }
    for event in history where event.eventClass != .stay && event.eventClass.testResult != .negative {
      kinds |= 1 << UInt16(event.eventClass.rawValue >> 4)
      if hasRetractions, isRetracted(event) { continue }
      lastRare = event.at.secondsSinceEpoch
      lastRareClass = event.eventClass
    }
  }

  private mutating func leave(_ place: PlaceNumber, _ instant: Instant) {
    let seconds = instant.secondsSinceEpoch
    if seconds >= lastLeave {
      (thirdLeave, nextLeave, nextPlace) = (nextLeave, lastLeave, lastPlace)
      (lastLeave, lastPlace) = (seconds, place)
    } else if seconds >= nextLeave {
      (thirdLeave, nextLeave, nextPlace) = (nextLeave, seconds, place)
    } else {
      thirdLeave = max(thirdLeave, seconds)
    }
  }
}

extension [HistoryEvent] {
  /// Gives each stay of a history in `(at, sequence)` order with its end: its own, or else the next one's arrival; never where there is neither.
  package func forEachStay(_ body: (_ stay: HistoryEvent, _ end: Instant) -> Void) {
    var open: HistoryEvent?
    for event in self where event.eventClass == .stay {
      if let stay = open { body(stay, event.at) }
      open = event.until == .never ? event : nil
      if open == nil { body(event, event.until) }
    }
    if let stay = open { body(stay, .never) }
  }
}
