@_spi(Internals) public import RiskModel

/// What tells most persons' color without a look at their events. 71 bytes when stored.
///
/// It speaks of the events that no retraction names, to a reader who knows all of them and all retractions; another may rely on ``kinds`` and
/// ``firstSequence`` alone.
@_spi(Internals) public struct HistorySummary: Hashable, Sendable {
  /// A stay, by its place, when it begins and when it ends, in seconds; that of ``Instant/never`` where it has no end. One that another stay ends has
  /// that as end.
  public struct Stay: Hashable, Sendable {
    public var from: UInt32 = 0
    public var until: UInt32 = 0
    public var place = PlaceNumber.none

    @inlinable public init() {}

    @inlinable public init(from: UInt32, until: UInt32, place: PlaceNumber) {
      self.from = from
      self.until = until
      self.place = place
    }
  }

  /// The stay that ends last, the one before it, and the one before that.
  public var last = Stay()
  public var second = Stay()
  public var third = Stay()
  /// When the last of all other stays ends; 0 where there is none. The greatest number where a retraction names each event, so that nothing is left.
  public var otherLeave: UInt32 = 0
  /// When the last event occurred that is neither stay nor negative test, in seconds: a rare event.
  public var lastRare: UInt32 = 0
  /// That event's class.
  public var lastRareClass = EventClass(rawValue: 0)
  /// The types of all rare events, retracted or not: one bit a type, at its code.
  public var kinds: UInt16 = 0
  /// The types of which there are several rare events, likewise.
  public var repeatedKinds: UInt16 = 0
  /// Of each type, at four times its code, the terms of the last rare event: what the class says besides the type.
  public var details: UInt64 = 0
  /// Of each type, at four times its code, by how many whole ``ageSeconds`` its last event is earlier than the last rare one, 15 for that and more.
  public var ages: UInt64 = 0
  /// When the last negative test was, in seconds; 0 where there is none.
  public var lastNegative: UInt32 = 0
  /// That test's class.
  public var lastNegativeClass = EventClass(rawValue: 0)
  /// The least sequence of all events, retracted or not.
  public var firstSequence: UInt64 = 0
  /// Whether a retraction names some event.
  public var hasRetractions = false

  /// Two days: 15 of them cover what rules ask of the past.
  @inlinable public static var ageSeconds: UInt32 { 2 * 86_400 }

  @inlinable public init() {}

  /// - Parameters:
  ///   - history: in `(at, sequence)` order.
  ///   - isRetracted: whether a retraction names an event.
  package init(_ history: [HistoryEvent], hasRetractions: Bool, isRetracted: (HistoryEvent) -> Bool) {
    self.hasRetractions = hasRetractions
    (hasRetractions ? history.filter { !isRetracted($0) } : history).forEachStay { stay, end in
      add(Stay(from: stay.at.secondsSinceEpoch, until: end.secondsSinceEpoch, place: stay.place))
    }
    if hasRetractions, history.allSatisfy(isRetracted) { otherLeave = .max }
    firstSequence = history.reduce(.max) { min($0, $1.sequence) }
    if let negative = history.last(where: { $0.eventClass.testResult == .negative && !(hasRetractions && isRetracted($0)) }) {
      lastNegative = negative.at.secondsSinceEpoch
      lastNegativeClass = negative.eventClass
    }
    var lasts = InlineArray<16, UInt32>(repeating: 0)
    for event in history where event.eventClass != .stay && event.eventClass.testResult != .negative {
      let kind = Int(event.eventClass.rawValue >> 4)
      kinds |= 1 << UInt16(kind)
      if hasRetractions, isRetracted(event) { continue }
      lastRare = event.at.secondsSinceEpoch
      lastRareClass = event.eventClass
      if lasts[kind] > 0 { repeatedKinds |= 1 << UInt16(kind) }
      // Not zero, which says that there is none.
      lasts[kind] = max(lastRare, 1)
      details = details & ~(0xF << UInt64(4 * kind)) | UInt64(event.eventClass.detail) << UInt64(4 * kind)
    }
    for kind in lasts.indices where lasts[kind] > 0 {
      ages |= UInt64(min((max(lastRare, 1) - lasts[kind]) / Self.ageSeconds, 15)) << UInt64(4 * kind)
    }
  }

  private mutating func add(_ stay: Stay) {
    var earlier = stay
    if earlier.until >= last.until { swap(&earlier, &last) }
    if earlier.until >= second.until { swap(&earlier, &second) }
    if earlier.until >= third.until { swap(&earlier, &third) }
    // Not zero, which says that there is no other.
    if earlier.place != .none { otherLeave = max(otherLeave, earlier.until, 1) }
  }

  /// The class of the last event of a type that is rare, by the type's code.
  @inlinable @inline(__always) func lastClass(ofKind code: Int) -> EventClass {
    EventClass(rawValue: UInt8(code << 4) | UInt8(truncatingIfNeeded: details >> UInt64(4 * code)) & 0xF)
  }

  /// The last such event of a type was at this second or earlier.
  @inlinable @inline(__always) func latest(ofKind code: Int) -> UInt32 {
    // Not less than the age, which is that of an event after the epoch.
    lastRare &- age(ofKind: code) &* Self.ageSeconds
  }

  /// The last such event of a type was at this second or later.
  @inlinable @inline(__always) func earliest(ofKind code: Int) -> UInt32 {
    if code == Int(lastRareClass.rawValue >> 4) { return lastRare }
    let age = age(ofKind: code)
    let before = (age + 1) * Self.ageSeconds
    return age == 15 || lastRare < before ? 0 : lastRare - before + 1
  }

  @inlinable @inline(__always) func age(ofKind code: Int) -> UInt32 { UInt32(truncatingIfNeeded: ages >> UInt64(4 * code) & 0xF) }
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
