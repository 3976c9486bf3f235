@_spi(Internals) public import RiskModel

/// What tells most persons' color without a look at their events. 46 bytes when stored.
///
/// It speaks of the events that no retraction names, to a reader who knows all of them and all retractions; another may rely on ``kinds`` alone.
@_spi(Internals) public struct HistorySummary: Hashable, Sendable {
  /// A stay, by its place and when it ends, in seconds; that of ``Instant/never`` where it has no end. One that another stay ends has that as end.
  public struct Leave: Hashable, Sendable {
    public var seconds: UInt32 = 0
    public var place = PlaceNumber.none

    @inlinable public init() {}

    @inlinable public init(seconds: UInt32, place: PlaceNumber) {
      self.seconds = seconds
      self.place = place
    }
  }

  /// The stay that ends last, the one before it, and the one before that.
  public var last = Leave()
  public var second = Leave()
  public var third = Leave()
  /// When the last of all other stays ends; 0 where there is none.
  public var otherLeave: UInt32 = 0
  /// When the last event occurred that is neither stay nor negative test, in seconds: a rare event.
  public var lastRare: UInt32 = 0
  /// That event's class.
  public var lastRareClass = EventClass(rawValue: 0)
  /// The types of all rare events, retracted or not: one bit a type, at its code.
  public var kinds: UInt16 = 0
  /// Of each type, at four times its code, the terms of the last rare event: what the class says besides the type.
  public var details: UInt64 = 0
  /// Of each type, at four times its code, by how many whole ``ageSeconds`` its last event is earlier than the last rare one, 15 for that and more.
  public var ages: UInt64 = 0
  /// Whether a retraction names some event.
  public var hasRetractions = false
  /// Whether a retraction names each event, so that nothing is left.
  public var isEmpty = false

  /// Two days: 15 of them cover what rules ask of the past.
  public static let ageSeconds: UInt32 = 2 * 86_400

  @inlinable public init() {}

  /// A summary that tells nothing: anything may be said of the person.
  public static let unknown: HistorySummary = {
    var summary = HistorySummary()
    summary.otherLeave = .max
    summary.lastRare = .max
    summary.kinds = .max
    summary.hasRetractions = true
    summary.isEmpty = true
    return summary
  }()

  /// - Parameters:
  ///   - history: in `(at, sequence)` order.
  ///   - isRetracted: whether a retraction names an event.
  package init(_ history: [HistoryEvent], hasRetractions: Bool, isRetracted: (HistoryEvent) -> Bool) {
    self.hasRetractions = hasRetractions
    isEmpty = hasRetractions && history.allSatisfy(isRetracted)
    (hasRetractions ? history.filter { !isRetracted($0) } : history).forEachStay { stay, end in
      leave(Leave(seconds: end.secondsSinceEpoch, place: stay.place))
    }
    var lasts = InlineArray<16, UInt32>(repeating: 0)
    for event in history where event.eventClass != .stay && event.eventClass.testResult != .negative {
      let kind = Int(event.eventClass.rawValue >> 4)
      kinds |= 1 << UInt16(kind)
      if hasRetractions, isRetracted(event) { continue }
      lastRare = event.at.secondsSinceEpoch
      lastRareClass = event.eventClass
      lasts[kind] = lastRare
      details = details & ~(0xF << UInt64(4 * kind)) | UInt64(event.eventClass.detail) << UInt64(4 * kind)
    }
    for kind in lasts.indices where lasts[kind] > 0 {
      ages |= UInt64(min((lastRare - lasts[kind]) / Self.ageSeconds, 15)) << UInt64(4 * kind)
    }
  }

  private mutating func leave(_ stay: Leave) {
    var earlier = stay
    if earlier.seconds >= last.seconds { swap(&earlier, &last) }
    if earlier.seconds >= second.seconds { swap(&earlier, &second) }
    if earlier.seconds >= third.seconds { swap(&earlier, &third) }
    // Not zero, which says that there is no other.
    if earlier.place != .none { otherLeave = max(otherLeave, earlier.seconds, 1) }
  }

  /// The class of the last event of a type that is rare, by the type's code.
  @inlinable func lastClass(ofKind code: Int) -> EventClass {
    EventClass(rawValue: UInt8(code << 4) | UInt8(truncatingIfNeeded: details >> UInt64(4 * code)) & 0xF)
  }

  /// The last such event of a type was at this second or earlier.
  @inlinable func latest(ofKind code: Int) -> UInt32 {
    // Not less than the age, which is that of an event after the epoch.
    lastRare - age(ofKind: code) * Self.ageSeconds
  }

  /// The last such event of a type was at this second or later.
  @inlinable func earliest(ofKind code: Int) -> UInt32 {
    if code == Int(lastRareClass.rawValue >> 4) { return lastRare }
    let age = age(ofKind: code)
    let before = (age + 1) * Self.ageSeconds
    return age == 15 || lastRare < before ? 0 : lastRare - before + 1
  }

  @inlinable func age(ofKind code: Int) -> UInt32 { UInt32(truncatingIfNeeded: ages >> UInt64(4 * code) & 0xF) }
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
