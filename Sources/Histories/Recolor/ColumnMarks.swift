internal import EventLog
internal import RiskFold
internal import RiskModel

/// What follows from the columns of one block after another for their persons.
package struct ColumnMarks {
  /// What is certain to be known where not everything is.
  let certain: CertainlyKnown
  /// The block whose persons' last events are noted, by number; -1 for none.
  private(set) var block = -1
  /// Whether everything in it is known.
  private(set) var isKnown = false
  /// What follows from the last events, by position.
  private(set) var marks: [ColorScreen.Marks] = []
  /// By position, whether some of the last events may not be known, or may hide one that is not. As is the next, of a block with events that are not known.
  private(set) var isUnsettled: [Bool] = []
  /// By position, whether a retraction may not be known: the columns then lack an event that is.
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

  init(_ certain: CertainlyKnown) { self.certain = certain }

  /// Takes note of what follows from the last events of each class for a block's persons, as if all of them were known.
  mutating func noteLasts(
    of block: borrowing ColumnBlock, _ screen: ColorScreen, _ summaries: borrowing ColorScreen.Summaries
  ) throws {
    self.block = block.number
    isKnown = !screen.isBlind && block.lastSequence <= certain.through && !certain.leavesSomeOut
    marks.removeAll(keepingCapacity: true)
    marks.append(contentsOf: repeatElement(ColorScreen.Marks(), count: block.personCount))
    if !isKnown { try noteUnsettled(of: block, screen, summaries) }
    try noteEndings(of: block, summaries)
    firsts.removeAll(keepingCapacity: true)
    if screen.countsEvents { try listLasts(of: block, screen) }
    let personCount = block.personCount
    let allEnds = ends
    let ends = allEnds.span
    var found = marks.mutableSpan
    try block.forEachClass { lasts in
      guard let first = summaries.firstTrigger(of: lasts.eventClass) else { return }
      try block.forEach(lasts, from: first) { position, last in
        summaries.noteTriggers(last, &found[position]) { ends[$0 &* personCount &+ position] }
      }
    }
  }

  /// Takes note of the persons of a block with last events or retractions that are not certain to be known.
  private mutating func noteUnsettled(of block: borrowing ColumnBlock, _ screen: ColorScreen, _ summaries: borrowing ColorScreen.Summaries)
    throws
  {
    isUnsettled = Array(repeating: false, count: block.personCount)
    isRetractedLater = isUnsettled
    let certain = certain
    try block.forEachClass { lasts in
      if lasts.eventClass == ColumnBlock.retraction {
        try block.forEach(lasts, from: 0) { position, last in
          if last.at > certain.next { isRetractedLater[position] = true }
        }
      } else if !screen.ignores(lasts.eventClass) {
        // A table asks for all of them.
        try block.forEach(lasts, from: screen.countsEvents ? 0 : summaries.first(of: lasts.eventClass)) { position, last in
          if !certain.settles(last, at: screen.instant) { isUnsettled[position] = true }
        }
      }
    }
  }

  /// Lists the last events that a table of the screen may ask for by person.
  private mutating func listLasts(of block: borrowing ColumnBlock, _ screen: ColorScreen) throws {
    firsts.append(contentsOf: repeatElement(-1, count: block.personCount))
    lasts.removeAll(keepingCapacity: true)
    try block.forEachClass { events in
      if screen.ignores(events.eventClass) { return }
      try block.forEach(events, from: 0) { position, last in
        lasts.append((last, firsts[position]))
        firsts[position] = Int32(lasts.count - 1)
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

  private mutating func noteEndings(of block: borrowing ColumnBlock, _ summaries: borrowing ColorScreen.Summaries) throws {
    let (isKnown, certain) = (isKnown, certain)
    ends.removeAll(keepingCapacity: true)
    ends.append(contentsOf: repeatElement(0, count: summaries.endingCount * block.personCount))
    let personCount = block.personCount
    var found = ends.mutableSpan
    try block.forEachClass { lasts in
      var endings = summaries.endings(of: lasts.eventClass)
      while endings != 0 {
        let ending = endings.trailingZeroBitCount
        let first = ending * personCount
        try block.forEach(lasts, from: summaries.first(ofEnding: ending)) { position, last in
          // One that may not be known ends nothing.
          if isKnown || certain.contains(last) { summaries.noteEnding(last, &found[first &+ position]) }
        }
        endings &= endings - 1
      }
    }
  }
}
