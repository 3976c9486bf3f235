package import RiskModel

/// Colors by summaries alone.
extension ColorScreen {
  /// What is to be looked at more closely; nothing for a person who is certainly green.
  @usableFromInline package struct Glance: OptionSet, Sendable {
    @usableFromInline package let rawValue: UInt32

    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Events that are no stays.
    package static var events: Glance { Glance(rawValue: 1) }
    /// Stays of which the summary speaks.
    package static var stays: Glance { Glance(rawValue: 2) }
    /// Other stays.
    package static var others: Glance { Glance(rawValue: 4) }
    /// Records of events, which say what summaries do not.
    package static var records: Glance { Glance(rawValue: 8) }

    /// 1 where there is anything, else 0; computed without a branch.
    @inlinable package var countOfAny: Int { Int(truncatingIfNeeded: (rawValue &+ 15) &>> 4) }
  }

  /// Finds most persons' color by a few comparisons.
  @usableFromInline package struct Summaries: ~Escapable {
    @usableFromInline let designated: Span<UInt64>
    @usableFromInline let windows: Span<StayWindow>
    @usableFromInline let effects: Span<ClassEffect>
    @usableFromInline let firstOfRule: Span<UInt32>
    @usableFromInline let endingOfRule: Span<Int8>
    @usableFromInline let firstOfEnding: Span<UInt32>
    @usableFromInline let sureOfRule: Span<SureSeconds>
    /// How many endings there are.
    @usableFromInline package let endingCount: Int
    @usableFromInline let releasedByNegative: UInt64
    @usableFromInline package let leavesFrom: UInt32
    @usableFromInline let instant: UInt32
    /// The seconds of a last negative test that may have opened a hold, and the last second with tests that are known to be past.
    @usableFromInline let lapsing: (first: UInt32, last: UInt32, beyond: UInt32)

    @_lifetime(borrow screen)
    fileprivate init(_ screen: borrowing ColorScreen) {
      designated = screen.designated.span
      windows = screen.windows.span
      effects = screen.effects.span
      firstOfRule = screen.firstOfRule.span
      endingOfRule = screen.endingOfRule.span
      firstOfEnding = screen.firstOfEnding.span
      sureOfRule = screen.sureOfRule.span
      endingCount = screen.endings.count
      releasedByNegative = screen.releasedByNegative
      leavesFrom = screen.leavesFrom
      instant = screen.instant
      lapsing = screen.lapsing
    }
  }

  /// What finds colors from summaries alone.
  package var summaries: Summaries {
    @_lifetime(borrow self) borrowing get { Summaries(self) }
  }

  /// The color of a person with known events, if all are known; nil where the summary does not decide it.
  ///
  /// - Parameters:
  ///   - marks: what follows from the last events, and from other stays.
  ///   - glance: what is to be looked at.
  package func color(of summary: HistorySummary, _ marks: Marks, _ glance: Glance) -> Color? {
    var marks = marks
    noteLapses(lastNegative: summary.lastNegative, summary.lastNegativeClass, &marks)
    if !glance.isDisjoint(with: [.stays, .others]) {
      note(summary.last, &marks)
      note(summary.second, &marks)
      note(summary.third, &marks)
    }
    return color(marks, by: summary)
  }

  /// No stay that ended before this instant holds a person, where ``color(_:_:)`` decides.
  package func staysReleased(_ events: borrowing ScreenedEvents) -> UInt32 { table.staysReleased(events) }

  /// Whether ``color(_:_:)`` may decide the color of a person with a summary.
  ///
  /// - Parameter marks: what follows from the last events. What the last negative test triggers is added.
  package func decides(_ summary: HistorySummary, _ glance: Glance, _ marks: inout Marks) -> Bool {
    guard countsEvents, countsStays || glance.isDisjoint(with: [.stays, .others]) else { return false }
    noteLapses(lastNegative: summary.lastNegative, summary.lastNegativeClass, &marks)
    return decides(marks)
  }

  /// Adds a summary's stays that did not end before an instant, as far as they may matter.
  package func add(_ summary: HistorySummary, leftFrom first: UInt32, to events: inout ScreenedEvents) {
    add(summary.third, leftFrom: first, to: &events)
    add(summary.second, leftFrom: first, to: &events)
    add(summary.last, leftFrom: first, to: &events)
  }

  /// Adds a stay, as far as it may matter.
  @inline(__always)
  package func add(_ stay: HistorySummary.Stay, to events: inout ScreenedEvents) {
    let (from, until) = (Instant(uncheckedSeconds: stay.from), Instant(uncheckedSeconds: stay.until))
    if mayMatter(from: from, until: until, at: stay.place) { events.append(from: from, until: until, at: stay.place) }
  }

  @inline(__always)
  private func add(_ stay: HistorySummary.Stay, leftFrom first: UInt32, to events: inout ScreenedEvents) {
    if stay.until >= first { add(stay, to: &events) }
  }

  /// The color by stays and last events, or by these and the last negative test.
  private func color(_ marks: Marks, by summary: HistorySummary) -> Color? {
    guard looksAtNegatives(marks) else { return color(marks) }
    if summary.lastNegative == 0 { return color(marks, lastNegative: nil) }
    let tells = summary.lastNegative <= instant && countedNegatives?.contains(summary.lastNegativeClass) ?? false
    return tells ? color(marks, lastNegative: Instant(uncheckedSeconds: summary.lastNegative)) : color(marks)
  }

  /// Takes note of a stay of a summary, or of another.
  @inline(__always)
  package func note(_ stay: HistorySummary.Stay, _ marks: inout Marks) {
    noteStay(from: Instant(uncheckedSeconds: stay.from), until: Instant(uncheckedSeconds: stay.until), at: stay.place, &marks)
  }

  /// The least end of a stay that may matter where events before a second are known.
  package func firstLeave(knownBefore: UInt32) -> UInt32 { min(leavesFrom, knownBefore) }

  /// Whether a stay may hold a person with some known events.
  ///
  /// - Parameter knownBefore: events before this second are known. So a stay that ended before did; another may end later, if what ends it is not known.
  @inline(__always)
  package func mayHold(_ stay: HistorySummary.Stay, _ knownBefore: UInt32) -> Bool {
    guard isDesignated(stay.place) else { return false }
    let window = windows[Int(stay.place.rawValue)]
    return stay.from < window.arrivesBefore && stay.until >= min(window.leavesFrom, knownBefore)
  }
}

/// The stays.
extension ColorScreen.Summaries {
  /// What is to be looked at of a person with known events, if all are known.
  ///
  /// Computed without branches, since these cannot be predicted from one person to the next.
  @inlinable @inline(__always)
  package func glance(at summary: HistorySummary, _ marks: ColorScreen.Marks) -> ColorScreen.Glance {
    let stayed = mayMatter(summary.last) | mayMatter(summary.second) | mayMatter(summary.third)
    return glance(marks, stayed, summary.otherLeave, leavesFrom)
  }

  /// What is to be looked at of a person with some known events. Computed without branches too.
  ///
  /// - Parameter first: a stay that ended before this second does not matter.
  @inlinable @inline(__always)
  package func glance(at summary: HistorySummary, _ marks: ColorScreen.Marks, leftFrom first: UInt32) -> ColorScreen.Glance {
    let stayed = mayMatter(summary.last, first) | mayMatter(summary.second, first) | mayMatter(summary.third, first)
    return glance(marks, stayed, summary.otherLeave, first)
  }

  @inlinable @inline(__always)
  func glance(_ marks: ColorScreen.Marks, _ stayed: UInt64, _ otherLeave: UInt32, _ first: UInt32) -> ColorScreen.Glance {
    let held: UInt64 = marks.maybe == 0 ? 0 : 1
    return ColorScreen.Glance(rawValue: UInt32(truncatingIfNeeded: held | (stayed & 1) << 1 | isNotLess(otherLeave, first) << 2))
  }

  /// Whether the last negative test may have opened a hold, so that it is to be looked at. Computed without a branch.
  @inlinable @inline(__always)
  package func glanceAtLapses(_ summary: HistorySummary) -> ColorScreen.Glance {
    let seconds = summary.lastNegative
    let lapsed = isNotLess(seconds, lapsing.first) & isNotLess(lapsing.last, seconds) | (isNotLess(lapsing.beyond, seconds) ^ 1)
    return ColorScreen.Glance(rawValue: UInt32(truncatingIfNeeded: lapsed))
  }

  /// Whether last negative tests are to be looked at.
  @inlinable package var hasLapses: Bool { lapsing.last > 0 }

  /// In the lowest bit, whether a stay may matter.
  @inlinable @inline(__always)
  func mayMatter(_ stay: HistorySummary.Stay) -> UInt64 {
    let place = UInt64(stay.place.rawValue)
    return isNotLess(stay.until, leavesFrom) & (designated[Int(truncatingIfNeeded: place &>> 6)] &>> (place & 63))
  }

  /// In the lowest bit, whether a stay may matter that ended no earlier than a second. One that came after what is known may be at a place that did too:
  /// what is said of it is what is said of another place.
  @inlinable @inline(__always)
  func mayMatter(_ stay: HistorySummary.Stay, _ first: UInt32) -> UInt64 {
    let place = UInt64(stay.place.rawValue)
    let word = min(Int(truncatingIfNeeded: place &>> 6), designated.count &- 1)
    return isNotLess(stay.until, first) & (designated[word] &>> (place & 63))
  }

  /// 1 where a number is not less than another, else 0.
  @inlinable @inline(__always)
  func isNotLess(_ left: UInt32, _ right: UInt32) -> UInt64 { (UInt64(left) &- UInt64(right)) &>> 63 ^ 1 }

  /// Whether a stay may matter.
  @inline(__always)
  package func mayHold(by stay: HistorySummary.Stay) -> Bool {
    guard mayMatter(stay) & 1 != 0 else { return false }
    let window = windows[Int(stay.place.rawValue)]
    return stay.until >= window.leavesFrom && stay.from < window.arrivesBefore
  }

  /// Whether a stay in the summary may hold the person, by when it ended. When it began is not looked at.
  @inlinable @inline(__always)
  package func mayHold(byStays summary: HistorySummary) -> Bool {
    summary.last.until >= windows[Int(summary.last.place.rawValue)].leavesFrom
      || summary.second.until >= windows[Int(summary.second.place.rawValue)].leavesFrom
      || summary.third.until >= windows[Int(summary.third.place.rawValue)].leavesFrom
  }
}
