@_spi(Internals) public import RiskModel

/// What summaries alone tell of persons all of whose events are known.
extension ColorScreen {
  /// What is to be looked at more closely; nothing for somebody who is certainly green.
  public struct Glance: OptionSet, Sendable {
    public let rawValue: UInt32

    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Events that are no stays.
    public static var events: Glance { Glance(rawValue: 1) }
    /// Stays of which the summary speaks.
    public static var stays: Glance { Glance(rawValue: 2) }
    /// Other stays, or everything.
    public static var others: Glance { Glance(rawValue: 4) }
  }

  /// Tells most persons' color by a few comparisons.
  public struct Summaries: ~Escapable {
    @usableFromInline let designated: Span<UInt64>
    @usableFromInline let windows: Span<StayWindow>
    @usableFromInline let unsettledKinds: Span<UInt16>
    @usableFromInline let triggersUpToLast: Span<UInt64>
    @usableFromInline let firstOfKind: Span<UInt32>
    @usableFromInline let triggerKinds: UInt16
    @usableFromInline let leavesFrom: UInt32
    @usableFromInline let firstOfKinds: UInt32
    @usableFromInline let ageless: UInt16
    @usableFromInline let afterInstant: UInt32

    @_lifetime(borrow screen)
    fileprivate init(_ screen: borrowing ColorScreen) {
      designated = screen.designated.span
      windows = screen.windows.span
      unsettledKinds = screen.unsettledKinds.span
      triggerKinds = screen.triggerKinds
      leavesFrom = screen.leavesFrom
      firstOfKinds = screen.firstOfKinds
      ageless = screen.ageless
      triggersUpToLast = screen.triggersUpToLast.span
      firstOfKind = screen.firstOfKind.span
      afterInstant = screen.instant &+ 1
    }

    /// What is to be looked at of somebody of whom something is known, and all is, unless the screen is blind.
    ///
    /// Reckons without branches, which nobody could foretell from one person to the next.
    @inlinable @inline(__always)
    public func glance(at summary: HistorySummary) -> Glance {
      let unsettled = summary.kinds & unsettledKinds[Int(summary.lastRareClass.rawValue)]
      let recent = isNotLess(summary.lastRare, firstOfKinds) & isAny(unsettled) | isAny(unsettled & ageless)
      let later = isNotLess(summary.lastRare, afterInstant)
      let stayed = mayMatter(summary.last) | mayMatter(summary.second) | mayMatter(summary.third)
      let others = isNotLess(summary.otherLeave, leavesFrom)
      return Glance(rawValue: UInt32(truncatingIfNeeded: recent | later | stayed << 1 | others << 2))
    }

    /// Looks again at what the first glance found, by what of it is next to it in memory.
    @inlinable @inline(__always)
    public func glance(at summary: HistorySummary, after first: Glance) -> Glance {
      var glance = first
      if glance.contains(.events), !mayHold(byEvents: summary) { glance.remove(.events) }
      if glance.contains(.stays), !mayHold(byStays: summary) { glance.remove(.stays) }
      return glance
    }

    /// Whether an event that is no stay may hold such a person.
    @inlinable @inline(__always)
    func mayHold(byEvents summary: HistorySummary) -> Bool {
      var kinds = summary.kinds & (summary.lastRare < afterInstant ? unsettledKinds[Int(summary.lastRareClass.rawValue)] : triggerKinds)
      while kinds != 0 {
        let kind = kinds.trailingZeroBitCount
        let latest = summary.latest(ofKind: kind)
        if latest >= firstOfKind[kind], latest >= afterInstant || triggersUpToLast[Int(summary.lastClass(ofKind: kind).rawValue)] != 0 {
          return true
        }
        kinds &= kinds &- 1
      }
      return false
    }

    /// Whether a stay of which the summary speaks may, by when it ended. When it began is not looked at.
    @inlinable @inline(__always)
    func mayHold(byStays summary: HistorySummary) -> Bool {
      summary.last.until >= windows[Int(summary.last.place.rawValue)].leavesFrom
        || summary.second.until >= windows[Int(summary.second.place.rawValue)].leavesFrom
        || summary.third.until >= windows[Int(summary.third.place.rawValue)].leavesFrom
    }

    /// 1 where a stay may matter, else 0.
    @inlinable @inline(__always)
    func mayMatter(_ stay: HistorySummary.Stay) -> UInt64 {
      let place = UInt64(stay.place.rawValue)
      return isNotLess(stay.until, leavesFrom) & (designated[Int(truncatingIfNeeded: place &>> 6)] &>> (place & 63))
    }

    /// 1 where a number is not less than another, else 0.
    @inlinable @inline(__always)
    func isNotLess(_ left: UInt32, _ right: UInt32) -> UInt64 { (UInt64(left) &- UInt64(right)) &>> 63 ^ 1 }

    /// 1 where some bit is set, else 0.
    @inlinable @inline(__always)
    func isAny(_ bits: UInt16) -> UInt64 { (0 &- UInt64(bits)) &>> 63 }
  }

  /// What tells colors from summaries alone.
  public var summaries: Summaries {
    @_lifetime(borrow self) borrowing get { Summaries(self) }
  }

  /// The color of somebody of whom something is known, and all is; nil where the summary does not tell it.
  ///
  /// Of a type's events it is the last one that counts, as in ``note(_:at:_:)``, and of when that was, the summary knows the very second or two that
  /// are two days apart.
  ///
  /// - Parameter glance: what is to be looked at.
  public func color(of summary: HistorySummary, _ glance: Glance) -> Color? {
    if isBlind { return nil }
    var marks = Marks()
    if glance.contains(.events) {
      var kinds = summary.kinds & triggerKinds
      while kinds != 0 {
        note(kinds.trailingZeroBitCount, of: summary, &marks)
        kinds &= kinds - 1
      }
    }
    if glance.contains(.others) { return marks.surely & red & ~releasedByNegative != 0 ? .red : nil }
    if glance.contains(.stays) {
      note(summary.last, &marks)
      note(summary.second, &marks)
      note(summary.third, &marks)
    }
    guard looksAtNegatives(marks) else { return color(marks) }
    if summary.lastNegative == 0 { return color(marks, lastNegative: nil) }
    let tells = summary.lastNegative <= instant && countedNegatives?.contains(summary.lastNegativeClass) ?? false
    return tells ? color(marks, lastNegative: Instant(uncheckedSeconds: summary.lastNegative)) : color(marks)
  }

  /// Takes note of somebody's events of a type, by its code.
  @inline(__always)
  private func note(_ kind: Int, of summary: HistorySummary, _ marks: inout Marks) {
    let latest = summary.latest(ofKind: kind)
    guard latest >= firstOfKind[kind] else { return }
    let last = summary.lastClass(ofKind: kind)
    var triggers = triggersOfKind[kind]
    if latest <= instant {
      triggers = summary.repeatedKinds >> UInt16(kind) & 1 == 0 ? effects[Int(last.rawValue)].triggers : triggersUpToLast[Int(last.rawValue)]
    }
    var bits = triggers
    while bits != 0 {
      let bit = bits & (0 &- bits)
      if latest < firstOfRule[bit.trailingZeroBitCount] { triggers &= ~bit }
      bits &= bits - 1
    }
    if summary.lastRare <= instant, Int(summary.lastRareClass.rawValue >> 4) != kind {
      triggers &= ~effects[Int(summary.lastRareClass.rawValue)].releases
    }
    // Of a type all of whose events are retracted there is no last one.
    if triggers != 0, !summary.hasRetractions { triggers &= ~releases(after: latest, of: summary, besides: kind, triggers) }
    guard triggers != 0 else { return }
    let earliest = summary.earliest(ofKind: kind)
    marks.maybe |= triggers
    if triggers & releasedByNegative != 0 {
      marks.firstTrigger = min(marks.firstTrigger, earliest)
      marks.lastTrigger = max(marks.lastTrigger, latest)
    }
    let effect = effects[Int(last.rawValue)]
    guard effect.surelyTriggers != 0, !summary.hasRetractions, earliest >= effect.surelyFirst, latest <= effect.surelyLast else { return }
    var releasing = summary.kinds & releasingKinds[Int(last.rawValue)]
    while releasing != 0 {
      if summary.latest(ofKind: releasing.trailingZeroBitCount) >= earliest { return }
      releasing &= releasing - 1
    }
    marks.surely |= effect.surelyTriggers
  }

  /// What the last events of other types release that was triggered up to an instant before.
  private func releases(after latest: UInt32, of summary: HistorySummary, besides kind: Int, _ triggers: UInt64) -> UInt64 {
    var released: UInt64 = 0
    var others = summary.kinds & ~(1 << UInt16(kind))
    while others != 0 {
      let other = others.trailingZeroBitCount
      let releases = effects[Int(summary.lastClass(ofKind: other).rawValue)].releases
      if releases & triggers != 0, summary.earliest(ofKind: other) > latest, summary.latest(ofKind: other) <= instant { released |= releases }
      others &= others - 1
    }
    return released
  }

  @inline(__always)
  private func note(_ stay: HistorySummary.Stay, _ marks: inout Marks) {
    noteStay(from: Instant(uncheckedSeconds: stay.from), until: Instant(uncheckedSeconds: stay.until), at: stay.place, &marks)
  }
}

/// What they tell of persons some of whose events are known, but none that the summary does not speak of.
extension ColorScreen {
  /// Whether an event that is no stay may hold such a person.
  public func mayHold(bySomeEventsOf summary: HistorySummary) -> Bool {
    if isBlind { return true }
    var kinds = summary.kinds & triggerKinds
    // The summary does not speak of what is retracted, and the retraction may not be known.
    if summary.hasRetractions { return kinds != 0 }
    while kinds != 0 {
      let kind = kinds.trailingZeroBitCount
      if summary.latest(ofKind: kind) >= firstOfKind[kind] { return true }
      kinds &= kinds - 1
    }
    return false
  }

  /// Whether a stay may hold such a person: one of which more is known may then end earlier.
  public func mayHold(bySomeStaysOf summary: HistorySummary) -> Bool {
    looksAtStays
      && (summary.hasRetractions || summary.otherLeave > 0 || isDesignated(summary.last.place) || isDesignated(summary.second.place)
        || isDesignated(summary.third.place))
  }

  @inline(__always)
  private func isDesignated(_ place: PlaceNumber) -> Bool {
    designated[Int(place.rawValue / 64)] >> UInt64(place.rawValue % 64) & 1 != 0
  }
}
