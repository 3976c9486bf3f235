public import RiskModel

/// Finds the color of most persons from a few of their events, read in place, without the fold.
///
/// For one knowledge and one instant, or all from one instant through another. What the screen says is certain; where it cannot decide, it says
/// nothing and the fold decides. Three facts carry it. A rule with a release by a time elapsed, an event, or any of these holds a person if and only
/// if the *latest* trigger up to the instant is young enough and no releasing event came after it: so one bit a rule, set by triggers and cleared by
/// releasing events in order, is the answer. A release that also takes one negative test is met if the *latest* negative test came late enough. And
/// for every other rule the same bit, set by young enough triggers and cleared only by what certainly releases, is an upper bound.
@usableFromInline package struct ColorScreen: Sendable {
  /// What events of one class do. One bit a rule.
  @usableFromInline struct ClassEffect: Sendable {
    /// The rules that may be triggered, by an event at `first` up to `last`.
    @usableFromInline var triggers: UInt64 = 0
    @usableFromInline var first: UInt32 = .max
    @usableFromInline var last: UInt32 = 0
    /// The rules that are certainly triggered, by one in the seconds of the rule, as far as negative tests do not release them.
    @usableFromInline var surelyTriggers: UInt64 = 0
    /// The rules that are certainly released.
    @usableFromInline var releases: UInt64 = 0
    /// The endings of which it is one, one bit each.
    @usableFromInline var endings: UInt64 = 0
    /// Whether it may bear on when a rule is released though it does not certainly release one.
    @usableFromInline var mayRelease = false
  }

  /// The seconds, from the first through the last, in which a rule's triggers are certain to hold.
  @usableFromInline struct SureSeconds: Sendable {
    @usableFromInline var first: UInt32
    @usableFromInline var last: UInt32

    static let none = SureSeconds(first: .max, last: 0)

    @inlinable func contains(_ seconds: UInt32) -> Bool { seconds >= first && seconds <= last }
  }

  /// The stays that may meet a designation in such a way that a hold counts: `at < arrivesBefore` and `until >= leavesFrom`.
  @usableFromInline struct StayWindow: Sendable {
    @usableFromInline var arrivesBefore: UInt32 = 0
    @usableFromInline var leavesFrom: UInt32 = .max

    /// Widens the window by another.
    mutating func formUnion(_ other: StayWindow) {
      arrivesBefore = max(arrivesBefore, other.arrivesBefore)
      leavesFrom = min(leavesFrom, other.leavesFrom)
    }
  }

  /// What is known of one person so far.
  @usableFromInline package struct Marks: Sendable {
    @usableFromInline var maybe: UInt64 = 0
    @usableFromInline var surely: UInt64 = 0
    /// The first and the last trigger of rules that one negative test releases, in seconds.
    @usableFromInline var firstTrigger: UInt32 = .max
    @usableFromInline var lastTrigger: UInt32 = 0
    /// The negative test that releases every hold of a stay is at this second or later; 0 where there is no such hold.
    @usableFromInline var releasesStays: UInt32 = 0
    /// The first event that may trigger a rule, in seconds, stays left out.
    @usableFromInline var earliest: UInt32 = .max

    @inlinable package init() {}
  }

  /// The bit of the stays of all rules of a color.
  @usableFromInline static func stayBit(_ color: Color?) -> UInt64 { color == .red ? 1 << 61 : 1 << 62 }
  @usableFromInline static var stayBits: UInt64 { 3 << 61 }
  /// So many rules have a bit of their own.
  static let ownBitCount = 61
  /// The bit that the rules share for which there is none left, which nothing clears and nothing makes sure.
  static var sharedBit: UInt64 { 1 << 63 }

  /// One a class.
  @usableFromInline var effects: [ClassEffect]
  /// One a place, by its number; none where no rule speaks of stays.
  @usableFromInline var windows: [StayWindow] = []
  /// The places with a window, one bit a place: short enough to stay in the cache of a core.
  @usableFromInline var designated: [UInt64]
  /// The least `leavesFrom` of all: most stays ended before it.
  @usableFromInline var leavesFrom: UInt32 = .max
  /// What stays meet; nil where stays do not matter, and for more than one instant.
  var meetings: StayMeetings?
  /// Whether that alone and negative tests decide what stays do.
  var staysAreTold = false
  /// What decides where marks do not: nothing where marks and negative tests decide all rules, and for more than one instant.
  var table: HoldTable
  /// Whether events are to be shown by themselves too, because a table may decide.
  package internal(set) var countsEvents = false
  /// Whether a table decides what stays do.
  package internal(set) var countsStays = false
  /// The instant asked about, or the first.
  @usableFromInline package let instant: UInt32
  /// The bits of red rules.
  @usableFromInline var red: UInt64 = 0
  /// The bits of rules that negative tests release too.
  @usableFromInline var releasedByNegative: UInt64 = 0
  /// The negative tests that do.
  package var countedNegatives: ClassSet?
  /// The rules that the last negative test decides.
  var lapses: [Lapse] = []
  /// Whether some other rule is triggered by negative tests, which the screen is not shown: it then says nothing.
  @usableFromInline package internal(set) var isBlind = false

  /// - Complexity: O(rules · classes + places + designations).
  package init(_ circumstances: Circumstances, at instant: Instant, _ outcome: RuleOutcome = .color) {
    self.init(circumstances, from: instant, through: instant, outcome)
  }

  /// A screen of the persons that are green at every instant from one through another (``mayHold(_:)``). It finds no other color.
  package init(_ circumstances: Circumstances, from first: Instant, through last: Instant, _ outcome: RuleOutcome = .color) {
    instant = first.secondsSinceEpoch
    table = HoldTable(at: first, nil)
    effects = Array(repeating: ClassEffect(), count: 256)
    firstOfRule = Array(repeating: .max, count: 64)
    sureOfRule = Array(repeating: .none, count: 64)
    endingOfRule = Array(repeating: -1, count: 64)
    designated = Array(repeating: 0, count: circumstances.places.count / 64 + 1)
    build(circumstances, first, last, outcome)
  }

  /// Whether some rule may hold a person.
  package func mayHold(_ marks: Marks) -> Bool { isBlind || marks.maybe != 0 }

  /// By the number of a rule's bit: its older triggers hold no person.
  var firstOfRule: [UInt32]
  /// By the number of a rule's bit: when its triggers are certain to hold, if anything of it is certain.
  @usableFromInline var sureOfRule: [SureSeconds]
  /// The classes of events that release rules, once for all rules that the same ones release.
  var endings: [ClassSet] = []
  /// By the number of a rule's bit: what releases it, of these; -1 where no event does.
  var endingOfRule: [Int8]
  /// By the number of an ending: the least of ``firstOfRule`` of the rules that it releases.
  var firstOfEnding: [UInt32] = []
  /// Negative tests before this instant change no color at the instant asked about.
  @usableFromInline package internal(set) var negativesFrom = Instant.never

  /// Whether a designation reaches a place. A stay that came after what is known may be at a place that did too: none that is known reaches that.
  @inlinable @inline(__always)
  func isDesignated(_ place: PlaceNumber) -> Bool {
    let word = Int(place.rawValue / 64)
    return word < designated.count && designated[word] >> UInt64(place.rawValue % 64) & 1 != 0
  }

  /// Whether a stay at a place that ends at an instant may matter, whenever it began.
  @inlinable @inline(__always)
  func mayMatter(_ place: PlaceNumber, until seconds: UInt32) -> Bool {
    isDesignated(place) && seconds >= windows[Int(place.rawValue)].leavesFrom
  }

  /// Whether stays matter: if not, they need not be shown.
  @inlinable package var looksAtStays: Bool { !windows.isEmpty }

  /// Takes note of a person's next known event in order that is no stay and no negative test.
  @inlinable @inline(__always)
  package func note(_ eventClass: EventClass, at: Instant, _ marks: inout Marks) {
    let effect = effects[Int(eventClass.rawValue)]
    let seconds = at.secondsSinceEpoch
    if seconds <= instant {
      marks.maybe &= ~effect.releases
      marks.surely &= ~effect.releases
    }
    if seconds >= effect.first, seconds <= effect.last {
      marks.maybe |= effect.triggers
      marks.earliest = min(marks.earliest, seconds)
      if effect.triggers & releasedByNegative != 0 {
        marks.firstTrigger = min(marks.firstTrigger, seconds)
        marks.lastTrigger = max(marks.lastTrigger, seconds)
      }
    }
    var bits = effect.surelyTriggers
    while bits != 0 {
      if sureOfRule[bits.trailingZeroBitCount].contains(seconds) { marks.surely |= bits & (0 &- bits) }
      bits &= bits &- 1
    }
  }

  /// Whether events of a class change nothing, so that they need not be shown.
  @inlinable @inline(__always)
  package func ignores(_ eventClass: EventClass) -> Bool {
    let effect = effects[Int(eventClass.rawValue)]
    return effect.triggers | effect.releases == 0 && !effect.mayRelease
  }

  /// Whether a known stay may matter.
  ///
  /// - Parameter until: as in ``noteStay(from:until:at:_:)``.
  @inlinable @inline(__always)
  package func mayMatter(from: Instant, until: Instant, at place: PlaceNumber) -> Bool {
    until.secondsSinceEpoch >= leavesFrom && mayMatter(place, until: until.secondsSinceEpoch)
      && from.secondsSinceEpoch < windows[Int(place.rawValue)].arrivesBefore
  }

  /// Takes note of stays that may matter and that a table decides.
  package func noteStays(_ events: borrowing ScreenedEvents, _ marks: inout Marks) {
    if !events.stays.isEmpty { marks.maybe |= Self.stayBits }
  }

  /// Takes note of a known stay.
  ///
  /// - Parameter until: the instant at which it ends. A later one where it is known by other means: the screen then says too much, never too little.
  @inlinable @inline(__always)
  package func noteStay(from: Instant, until: Instant, at place: PlaceNumber, _ marks: inout Marks) {
    if mayMatter(from: from, until: until, at: place) { noteMeetings(from: from, until: until, at: place, &marks) }
  }

  @usableFromInline func noteMeetings(from: Instant, until: Instant, at place: PlaceNumber, _ marks: inout Marks) {
    guard let meetings else {
      marks.maybe |= Self.stayBits
      return
    }
    guard staysAreTold else {
      meetings.forEach(from: from, until: until, at: place) { meeting in
        let bit = Self.stayBit(meetings.color(of: meeting))
        marks.maybe |= bit
        if meetings.isSure(meeting) { marks.surely |= bit }
      }
      return
    }
    guard let release = meetings.release(from: from, until: until, at: place) else { return }
    marks.maybe |= toldStayBit
    marks.surely |= toldStayBit
    marks.releasesStays = max(marks.releasesStays, release.secondsSinceEpoch)
  }

  /// The bit of the stays where all rules of stays have one color.
  private var toldStayBit: UInt64 { Self.stayBit(red & Self.stayBits != 0 ? .red : .yellow) }

  /// The person's color, or nil where negative tests or the fold must decide.
  @inlinable @inline(__always)
  package func color(_ marks: Marks) -> Color? {
    color(maybe: marks.maybe, surely: marks.surely & ~releasedByNegative)
  }

  /// Whether ``color(_:lastNegative:)`` may decide what ``color(_:)`` did not.
  @inlinable package func looksAtNegatives(_ marks: Marks) -> Bool { marks.maybe & releasedByNegative != 0 }

  /// The person's color, or nil where the fold must decide.
  ///
  /// - Parameter lastNegative: the last known test up to the instant that is one of ``countedNegatives``; nil for none.
  package func color(_ marks: Marks, lastNegative: Instant?) -> Color? {
    var (maybe, surely) = (marks.maybe, marks.surely)
    if let last = lastNegative?.secondsSinceEpoch {
      if last >= marks.releasesStays {
        maybe &= ~(Self.stayBits & releasedByNegative)
        surely &= ~(Self.stayBits & releasedByNegative)
      }
      let triggered = releasedByNegative & ~Self.stayBits
      if last > marks.lastTrigger {
        maybe &= ~triggered
        surely &= ~triggered
      } else if last >= marks.firstTrigger {
        surely &= ~triggered
      }
    }
    return color(maybe: maybe, surely: surely)
  }

  /// Whether ``color(_:_:)`` decides what marks did not.
  @inline(__always)
  package func decides(_ marks: Marks) -> Bool {
    countsEvents && !isBlind && marks.maybe & ~(table.decided | marks.surely & ~releasedByNegative) == 0
  }

  /// No hold that may count began earlier, nor is a test of that time counted for one.
  package func firstOpening(_ marks: Marks, _ events: borrowing ScreenedEvents) -> Instant {
    min(Instant(uncheckedSeconds: marks.earliest), events.stays.first?.from ?? .never)
  }

  /// Whether a red rule may hold the person, stays left out.
  @inline(__always)
  package func mayBeRed(_ marks: Marks) -> Bool { marks.maybe & red != 0 }

  /// The person's color by the rules that marks leave open, where ``decides(_:)`` says so; nil where the fold must decide.
  ///
  /// - Parameter events: what is known of the person up to the instant: the stays that may matter, and all other events.
  package func color(_ marks: Marks, _ events: borrowing ScreenedEvents) -> Color? {
    let surely = marks.surely & ~releasedByNegative
    return table.color(marks.maybe, atLeast: surely & red != 0 ? .red : surely != 0 ? .yellow : .green, events)
  }

  /// Whether the person is certainly red, whatever the stays.
  package func isRed(_ marks: Marks, _ events: borrowing ScreenedEvents) -> Bool {
    marks.surely & ~releasedByNegative & red != 0 || marks.maybe & red != 0 && table.isRed(marks.maybe & red, events)
  }

  @inlinable @inline(__always)
  func color(maybe: UInt64, surely: UInt64) -> Color? {
    if isBlind { return nil }
    if maybe == 0 { return .green }
    if surely & red != 0 { return .red }
    if maybe & red != 0 { return nil }
    return surely != 0 ? .yellow : nil
  }
}
