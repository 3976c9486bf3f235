@_spi(Internals) public import RiskModel

/// What tells most persons' green without a look at their events. 20 bytes when stored.
///
/// It speaks of all events, retracted or not; a reader that does not know all of them may rely on ``kinds`` alone.
@_spi(Internals) public struct HistorySummary: Hashable, Sendable {
  /// When the stay that ends last does, in seconds; that of ``Instant/never`` where it has no end. Stays that another stay ends have that as end.
  public var lastLeave: UInt32 = 0
  /// The place of that stay.
  public var lastPlace = PlaceNumber.none
  /// When the last of all other stays ends.
  public var nextLeave: UInt32 = 0
  /// When the last event occurred that is neither stay nor negative test, in seconds.
  public var lastRare: UInt32 = 0
  /// That event's class.
  public var lastRareClass = EventClass(rawValue: 0)
  /// The types of all such events: one bit a type, at its code.
  public var kinds: UInt16 = 0
  /// Whether a retraction names some event.
  public var hasRetractions = false

  @inlinable public init() {}

  /// - Parameter history: in `(at, sequence)` order.
  package init(_ history: [HistoryEvent], hasRetractions: Bool) {
    self.hasRetractions = hasRetractions
    history.forEachStay { stay, end in leave(stay.place, end) }
    for event in history where event.eventClass != .stay && event.eventClass.testResult != .negative {
      lastRare = event.at.secondsSinceEpoch
      lastRareClass = event.eventClass
      kinds |= 1 << UInt16(event.eventClass.rawValue >> 4)
    }
  }

  private mutating func leave(_ place: PlaceNumber, _ instant: Instant) {
    let seconds = instant.secondsSinceEpoch
    if seconds >= lastLeave {
      (nextLeave, lastLeave, lastPlace) = (lastLeave, seconds, place)
    } else {
      nextLeave = max(nextLeave, seconds)
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
