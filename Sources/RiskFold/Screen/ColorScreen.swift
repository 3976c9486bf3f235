@_spi(Internals) public import RiskModel

/// Tells the color of most persons from a few of their events, read in place, without the fold.
///
/// For one knowledge and one instant, or all from one instant through another. What the screen says is certain; where it cannot tell, it says nothing and the fold decides. Two facts
/// carry it. A rule whose release is a time elapsed, an event, or any of these holds a person if and only if the *latest* trigger up to the instant
/// is young enough and no releasing event came after it: so one bit a rule, set by triggers and cleared by releasing events in order, is the answer.
/// And for every other rule the same bit, set by young enough triggers and cleared only by what certainly releases, is an upper bound.
@_spi(Internals) public struct ColorScreen: Sendable {
  /// What events of one class do. One bit a rule.
  @usableFromInline struct ClassEffect: Sendable {
    /// The rules that may be triggered, by an event at `first` up to `last`.
    @usableFromInline var triggers: UInt64 = 0
    @usableFromInline var first: UInt32 = .max
    @usableFromInline var last: UInt32 = 0
    /// The rules that are certainly triggered, by one at `surelyFirst` up to `surelyLast`.
    @usableFromInline var surelyTriggers: UInt64 = 0
    @usableFromInline var surelyFirst: UInt32 = 0
    @usableFromInline var surelyLast: UInt32 = .max
    /// The rules that are certainly released.
    @usableFromInline var releases: UInt64 = 0
  }

  /// The stays that may meet a designation in such a way that a hold counts: `at < arrivesBefore` and `until >= leavesFrom`.
  @usableFromInline struct StayWindow: Sendable {
    @usableFromInline var arrivesBefore: UInt32 = 0
    @usableFromInline var leavesFrom: UInt32 = .max

    @usableFromInline init() {}
  }

  /// What is known of one person so far.
  public struct Marks: Sendable {
    @usableFromInline var maybe: UInt64 = 0
    @usableFromInline var surely: UInt64 = 0
    @usableFromInline var mayMeet = false

    @inlinable public init() {}
  }

  /// One a class.
  @usableFromInline var effects: [ClassEffect]
  /// One a place, by its number; none where no rule speaks of stays.
  @usableFromInline var windows: [StayWindow] = []
  /// The places with a window, one bit a place: short enough to stay in the cache of a core.
  @usableFromInline var designated: [UInt64] = []
  /// The least `leavesFrom` of all: most stays ended before it.
  @usableFromInline var leavesFrom: UInt32 = .max
  /// The instant asked about, or the first.
  @usableFromInline let instant: UInt32
  /// The bits of red rules.
  @usableFromInline var red: UInt64 = 0
  @usableFromInline var mayMeetMeansRed = false
  /// Whether some rule is triggered by negative tests, which the screen is not shown: it then says nothing.
  @usableFromInline var isBlind = false

  /// - Complexity: O(rules · classes + places + designations).
  package init(_ circumstances: Circumstances, at instant: Instant) {
    self.init(circumstances, from: instant, through: instant)
  }

  /// A screen that tells who is green at every instant from one through another (``mayHold(_:)``). It tells no color then.
  package init(_ circumstances: Circumstances, from first: Instant, through last: Instant) {
    instant = first.secondsSinceEpoch
    effects = Array(repeating: ClassEffect(), count: 256)
    unsettledKinds = Array(repeating: 0, count: 256)
    firstOfKind = Array(repeating: .max, count: 16)
    build(circumstances, first, last)
  }

  /// The earliest end of a stay at a place that may matter; never where none does.
  package func firstLeave(at place: PlaceNumber) -> Instant {
    Int(place.rawValue) < windows.count
      ? Instant(uncheckedSeconds: min(windows[Int(place.rawValue)].leavesFrom, Instant.endSeconds)) : .never
  }

  /// Whether some rule may hold a person.
  package func mayHold(_ marks: Marks) -> Bool { isBlind || marks.maybe != 0 || marks.mayMeet }

  /// The types of which some event may trigger a rule: one bit a type, at its code.
  public internal(set) var triggerKinds: UInt16 = 0
  /// By the class of somebody's last rare event: the types of which some event may trigger a rule that this one does not release.
  @usableFromInline var unsettledKinds: [UInt16]
  /// By the code of a type: older events of that type hold nobody.
  @usableFromInline var firstOfKind: [UInt32]
  /// Negative tests before this instant change no color at the instant asked about.
  public internal(set) var negativesFrom = Instant.never

  /// Whether somebody all of whose events are known, and none retracted, is certainly green.
  @inlinable @inline(__always)
  public func isSurelyGreen(_ summary: HistorySummary) -> Bool {
    if isBlind { return false }
    if summary.kinds & triggerKinds != 0 {
      guard summary.lastRare <= instant else { return false }
      var unsettled = summary.kinds & unsettledKinds[Int(summary.lastRareClass.rawValue)]
      while unsettled != 0 {
        if summary.lastRare >= firstOfKind[unsettled.trailingZeroBitCount] { return false }
        unsettled &= unsettled - 1
      }
    }
    if summary.lastLeave < leavesFrom { return true }
    return summary.nextLeave < leavesFrom && !mayMatter(summary.lastPlace, until: summary.lastLeave)
  }

  /// Whether a stay at a place that ends at an instant may matter, whenever it began.
  @inlinable @inline(__always)
  func mayMatter(_ place: PlaceNumber, until seconds: UInt32) -> Bool {
    let number = Int(place.rawValue)
    return designated[number / 64] >> UInt64(number % 64) & 1 != 0 && seconds >= windows[number].leavesFrom
  }

  /// Whether stays matter: if not, they need not be shown.
  @inlinable public var looksAtStays: Bool { !windows.isEmpty }

  /// Takes note of a person's next known event in order that is no stay and no negative test.
  @inlinable @inline(__always)
  public func note(_ eventClass: EventClass, at: Instant, _ marks: inout Marks) {
    let effect = effects[Int(eventClass.rawValue)]
    let seconds = at.secondsSinceEpoch
    if seconds <= instant {
      marks.maybe &= ~effect.releases
      marks.surely &= ~effect.releases
    }
    if seconds >= effect.first, seconds <= effect.last { marks.maybe |= effect.triggers }
    if seconds >= effect.surelyFirst, seconds <= effect.surelyLast { marks.surely |= effect.surelyTriggers }
  }

  /// Whether events of a class change nothing, so that they need not be shown.
  @inlinable @inline(__always)
  public func ignores(_ eventClass: EventClass) -> Bool {
    let effect = effects[Int(eventClass.rawValue)]
    return effect.triggers | effect.releases == 0
  }

  /// Takes note of a known stay.
  ///
  /// - Parameter until: the instant at which it ends, or a later one.
  @inlinable @inline(__always)
  public func noteStay(from: Instant, until: Instant, at place: PlaceNumber, _ marks: inout Marks) {
    guard until.secondsSinceEpoch >= leavesFrom, mayMatter(place, until: until.secondsSinceEpoch) else { return }
    if from.secondsSinceEpoch < windows[Int(place.rawValue)].arrivesBefore { marks.mayMeet = true }
  }

  /// The person's color, or nil where the fold must decide.
  @inlinable @inline(__always)
  public func color(_ marks: Marks) -> Color? {
    if isBlind { return nil }
    if marks.maybe == 0, !marks.mayMeet { return .green }
    if marks.surely & red != 0 { return .red }
    if marks.maybe & red != 0 || marks.mayMeet && mayMeetMeansRed { return nil }
    return marks.surely != 0 ? .yellow : nil
  }
}
