internal import EventLog
internal import RiskFold
internal import RiskModel

/// What follows from the columns of one block after another for their persons.
package struct ColumnMarks {
  /// The block whose persons' last events are noted, by number; -1 for none.
  private(set) var block = -1
  /// Whether everything in it is known.
  private(set) var isKnown = false
  /// What follows from the last events, by position.
  private(set) var marks: [ColorScreen.Marks] = []
  /// By position, whether some of these may not be known, or may hide some that is not.
  private(set) var isUnsettled: [Bool] = []
  /// By position, whether a retraction may not be known: the columns then lack an event that is. Empty where everything is known.
  private(set) var isRetractedLater: [Bool] = []
  /// When each of them last met each of the endings, ending by ending.
  private var ends: [UInt32] = []
  /// By position, where the list of the person's last events begins in `lasts`; -1 for none. Empty where a screen asks for marks alone.
  private var firsts: [Int32] = []
  private var lasts: [(last: LastEvent, next: Int32)] = []
  /// The persons who are not green at the first glance, of those looked at.
  var notGreen: [NotGreen] = []

  /// A person who is not green at the first glance, by position in the block.
  struct NotGreen {
    private var bits: UInt64 = 0

    var position: Int { Int(truncatingIfNeeded: bits &>> 32) }
    var glance: ColorScreen.Glance { ColorScreen.Glance(rawValue: UInt32(truncatingIfNeeded: bits)) }

    init() {}

    init(_ position: Int, _ glance: ColorScreen.Glance) {
      bits = UInt64(truncatingIfNeeded: position) &<< 32 | UInt64(glance.rawValue)
    }
  }

  /// Takes note of what follows from the last events of each class for a block's persons, as if all of them were known.
  ///
  /// - Parameter next: what was recorded before this second is known.
  mutating func noteLasts(
    of block: borrowing ColumnBlock, _ screen: ColorScreen, _ summaries: borrowing ColorScreen.Summaries, _ knowledge: Knowledge,
    recordedBefore next: UInt32
  ) throws {
    self.block = block.number
    let isKnown = !screen.isBlind && block.lastSequence <= knowledge.through && knowledge.without.isEmpty
    self.isKnown = isKnown
    marks.removeAll(keepingCapacity: true)
    marks.append(contentsOf: repeatElement(ColorScreen.Marks(), count: block.personCount))
    // Aside, since a property cannot be changed while another is by its span.
    var isUnsettled: [Bool] = []
    swap(&isUnsettled, &self.isUnsettled)
    defer { self.isUnsettled = isUnsettled }
    isUnsettled.removeAll(keepingCapacity: true)
    isUnsettled.append(contentsOf: repeatElement(false, count: block.personCount))
    isRetractedLater.removeAll(keepingCapacity: true)
    if !isKnown { try noteRetractions(of: block, recordedBefore: next) }
    try noteEndings(of: block, screen, summaries, recordedBefore: next, &isUnsettled)
    firsts.removeAll(keepingCapacity: true)
    if screen.countsEvents { try listLasts(of: block, screen, recordedBefore: next, &isUnsettled) }
    let personCount = block.personCount
    let allEnds = ends
    let ends = allEnds.span
    var found = marks.mutableSpan
    try block.forEachClass { eventClass, lasts in
      guard let first = summaries.firstTrigger(of: eventClass) else { return }
      try block.forEach(lasts, from: first) { position, last in
        summaries.noteTriggers(last, &found[position]) { ends[$0 &* personCount &+ position] }
        if !isKnown, !last.isSettled(at: screen.instant, recordedBefore: next) { isUnsettled[position] = true }
      }
    }
  }

  /// Takes note of the persons of a block with a retraction that may not be known.
  private mutating func noteRetractions(of block: borrowing ColumnBlock, recordedBefore next: UInt32) throws {
    isRetractedLater.append(contentsOf: repeatElement(false, count: block.personCount))
    try block.forEachClass { eventClass, lasts in
      guard eventClass == ColumnBlock.retraction else { return }
      try block.forEach(lasts, from: 0) { position, last in
        if last.at > next { isRetractedLater[position] = true }
      }
    }
  }

  /// Lists the last events that a table of the screen may ask for by person.
  private mutating func listLasts(
    of block: borrowing ColumnBlock, _ screen: ColorScreen, recordedBefore next: UInt32, _ isUnsettled: inout [Bool]
  ) throws {
    firsts.append(contentsOf: repeatElement(-1, count: block.personCount))
    lasts.removeAll(keepingCapacity: true)
    let isKnown = isKnown
    try block.forEachClass { eventClass, events in
      if screen.ignores(eventClass) { return }
      try block.forEach(events, from: 0) { position, last in
        lasts.append((last, firsts[position]))
        firsts[position] = Int32(lasts.count - 1)
        if !isKnown, !last.isSettled(at: screen.instant, recordedBefore: next) { isUnsettled[position] = true }
      }
    }
  }

  /// Adds the last events of the person at a position to what is known of the person.
  func addLasts(of position: Int, to events: inout ScreenedEvents, _ screen: ColorScreen) {
    var index = firsts[position]
    while index >= 0 {
      events.append(lasts[Int(index)].last, screen)
      index = lasts[Int(index)].next
    }
  }

  private mutating func noteEndings(
    of block: borrowing ColumnBlock, _ screen: ColorScreen, _ summaries: borrowing ColorScreen.Summaries, recordedBefore next: UInt32,
    _ isUnsettled: inout [Bool]
  ) throws {
    let isKnown = isKnown
    ends.removeAll(keepingCapacity: true)
    ends.append(contentsOf: repeatElement(0, count: summaries.endingCount * block.personCount))
    let personCount = block.personCount
    var found = ends.mutableSpan
    try block.forEachClass { eventClass, lasts in
      var endings = summaries.endings(of: eventClass)
      while endings != 0 {
        let ending = endings.trailingZeroBitCount
        let first = ending * personCount
        try block.forEach(lasts, from: summaries.first(ofEnding: ending)) { position, last in
          if !isKnown {
            if !last.isSettled(at: screen.instant, recordedBefore: next) { isUnsettled[position] = true }
            // One that may not be known ends nothing.
            if last.at >= last.knownBefore(next) { return }
          }
          summaries.noteEnding(last, &found[first &+ position])
        }
        endings &= endings - 1
      }
    }
  }
}

extension LastEvent {
  /// It is known if it happened before this second, where what was recorded before another is.
  @inline(__always)
  fileprivate func knownBefore(_ next: UInt32) -> UInt32 { RecordingDays.knownBefore(next, lag: lagDays) }

  /// Whether it is certain to be known if it happened up to an instant, and hides none of these.
  @inline(__always)
  fileprivate func isSettled(at instant: UInt32, recordedBefore next: UInt32) -> Bool {
    at > instant ? !hidesEarlier : at < knownBefore(next)
  }
}
