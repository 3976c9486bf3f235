public import RiskModel

/// What gives most persons' color without a look at their events.
///
/// It covers the events that no retraction names.
@usableFromInline package struct HistorySummary: Sendable {
  /// A stay, by its place, when it begins and when it ends, in seconds; that of ``Instant/never`` where it has no end. One that another stay ends has
  /// that as end.
  @usableFromInline package struct Stay: Hashable, Sendable {
    @usableFromInline package var from: UInt32
    @usableFromInline package var until: UInt32
    @usableFromInline package var place: PlaceNumber

    @inlinable package init() { self.init(from: 0, until: 0, place: .none) }

    @inlinable package init(from: UInt32, until: UInt32, place: PlaceNumber) {
      self.from = from
      self.until = until
      self.place = place
    }

    /// A total order, so that the same stays are always listed alike.
    fileprivate func endsLater(than other: Stay) -> Bool {
      (until, from, place.rawValue) > (other.until, other.from, other.place.rawValue)
    }
  }

  /// Whether nothing can be told: a retraction names each event.
  @inlinable package var isNothingLeft: Bool { otherLeave == .max }

  /// The stay that ends last, the one before it, and the one before that.
  @usableFromInline package var last: Stay
  @usableFromInline package var second: Stay
  @usableFromInline package var third: Stay
  /// When the last of all other stays ends; 0 where there is none. The greatest number where a retraction names each event, so that nothing is left.
  @usableFromInline package var otherLeave: UInt32
  /// When the last negative test was, in seconds; 0 where there is none.
  @usableFromInline package var lastNegative: UInt32
  /// That test's class.
  @usableFromInline package var lastNegativeClass: EventClass
  /// The least sequence of the events; the greatest number where there is none.
  @usableFromInline package var firstSequence: UInt64
  /// Whether a retraction names some event.
  @usableFromInline package var hasRetractions: Bool
  /// Each stay was recorded on the day on which it happened, or less than so many days after it; ``longestLagDays`` where that is not known.
  @usableFromInline package var lagDays: UInt8

  /// A lag of so many days or more, or one that is not known: what seven bits hold.
  @inlinable package static var longestLagDays: UInt8 { 127 }

  /// That of no history. Set here, not beside the properties: another module's optimizer sees through an initializer, but not through those.
  @inlinable package init() {
    last = Stay()
    second = Stay()
    third = Stay()
    otherLeave = 0
    lastNegative = 0
    lastNegativeClass = EventClass(rawValue: 0)
    firstSequence = 0
    hasRetractions = false
    lagDays = Self.longestLagDays
  }

  /// - Parameters:
  ///   - history: in `(at, sequence)` order.
  ///   - isRetracted: whether a retraction names an event.
  ///   - others: gets all other stays, the one that ends last first.
  package init(_ history: [HistoryEvent], hasRetractions: Bool, others: inout [Stay], isRetracted: (HistoryEvent) -> Bool) {
    self.init()
    self.hasRetractions = hasRetractions
    let left = hasRetractions ? history.filter { !isRetracted($0) } : history
    firstSequence = left.reduce(.max) { min($0, $1.sequence) }
    left.forEachStay { stay, end in
      add(Stay(from: stay.at.secondsSinceEpoch, until: end.secondsSinceEpoch, place: stay.place), &others)
    }
    if others.count > 1 { others.sort { $0.endsLater(than: $1) } }
    if hasRetractions, left.isEmpty { otherLeave = .max }
    let negative = LastNegative(in: left)
    lastNegative = negative.at.secondsSinceEpoch
    lastNegativeClass = negative.eventClass
  }

  private mutating func add(_ stay: Stay, _ others: inout [Stay]) {
    var earlier = stay
    if earlier.until >= last.until { swap(&earlier, &last) }
    if earlier.until >= second.until { swap(&earlier, &second) }
    if earlier.until >= third.until { swap(&earlier, &third) }
    // Not zero, which says that there is no other.
    if earlier.place == .none { return }
    otherLeave = max(otherLeave, earlier.until, 1)
    others.append(earlier)
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
