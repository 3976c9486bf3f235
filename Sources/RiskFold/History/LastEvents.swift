@_spi(Internals) public import RiskModel

/// The last event of a type, of those that no retraction names, in seconds.
@_spi(Internals) public struct LastEvent: Hashable, Sendable {
  public var at: UInt32 = 0
  public var eventClass = EventClass(rawValue: 0)
  /// Whether it is not the only one of its type.
  public var isRepeated = false

  @inlinable public init() {}

  @inlinable public init(at: UInt32, eventClass: EventClass, isRepeated: Bool) {
    self.at = at
    self.eventClass = eventClass
    self.isRepeated = isRepeated
  }
}

/// Somebody's last event of each type that is rare: neither stay nor negative test.
@_spi(Internals) public struct LastEvents: Sendable {
  /// The types of which there is one: one bit a type, at its code.
  public private(set) var kinds: UInt16 = 0
  private var lasts = InlineArray<16, LastEvent>(repeating: LastEvent())

  /// - Parameter history: in `(at, sequence)` order.
  package init(_ history: [HistoryEvent], isRetracted: (HistoryEvent) -> Bool) {
    for event in history where event.eventClass != .stay && event.eventClass.testResult != .negative && !isRetracted(event) {
      let kind = Int(event.eventClass.rawValue >> 4)
      let isRepeated = kinds >> UInt16(kind) & 1 != 0
      lasts[kind] = LastEvent(at: event.at.secondsSinceEpoch, eventClass: event.eventClass, isRepeated: isRepeated)
      kinds |= 1 << UInt16(kind)
    }
  }

  /// The last event of a type of ``kinds``, by its code.
  public func last(ofKind kind: Int) -> LastEvent { lasts[kind] }
}
