internal import EventLog
internal import RiskFold
internal import RiskModel

/// What the columns of one block after another tell of their persons.
package struct ColumnMarks {
  /// The block whose persons' last events are noted, by number; -1 for none.
  private(set) var block = -1
  /// Whether everything in it is known.
  private(set) var isKnown = false
  /// What the last events tell of each of its persons.
  private(set) var marks: [ColorScreen.Marks] = []
  /// When each of them last met each of the endings, ending by ending.
  private var ends: [UInt32] = []
  /// By position, where the list of the person's last events begins in `lasts`; -1 for none. Empty where a screen asks for marks alone.
  private var firsts: [Int32] = []
  private var lasts: [(last: LastEvent, next: Int32)] = []
  /// The persons who are not green at the first glance, of those looked at.
  private(set) var notGreen: [NotGreen] = []

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

  /// Takes note of what the last events of each class tell of a block's persons.
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
    try noteEndings(of: block, summaries, recordedBefore: next)
    firsts.removeAll(keepingCapacity: true)
    if screen.countsEvents, isKnown { try listLasts(of: block, screen) }
    let personCount = block.personCount
    let allEnds = ends
    let ends = allEnds.span
    var found = marks.mutableSpan
    try block.forEachClass { eventClass, lasts in
      guard let first = summaries.firstTrigger(of: eventClass) else { return }
      try block.forEach(lasts, from: first) { position, at, isRepeated in
        let last = LastEvent(at: at, eventClass: eventClass, isRepeated: isRepeated)
        if isKnown {
          summaries.noteTriggers(last, &found[position]) { ends[$0 &* personCount &+ position] }
        } else {
          summaries.noteSome(last, &found[position]) { ends[$0 &* personCount &+ position] }
        }
      }
    }
  }

  /// Lists the last events that a table of the screen may ask for by person.
  private mutating func listLasts(of block: borrowing ColumnBlock, _ screen: ColorScreen) throws {
    firsts.append(contentsOf: repeatElement(-1, count: block.personCount))
    lasts.removeAll(keepingCapacity: true)
    try block.forEachClass { eventClass, events in
      if screen.ignores(eventClass) { return }
      try block.forEach(events, from: 0) { position, at, isRepeated in
        lasts.append((LastEvent(at: at, eventClass: eventClass, isRepeated: isRepeated), firsts[position]))
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

  private mutating func noteEndings(
    of block: borrowing ColumnBlock, _ summaries: borrowing ColorScreen.Summaries, recordedBefore next: UInt32
  ) throws {
    let isKnown = isKnown
    ends.removeAll(keepingCapacity: true)
    ends.append(contentsOf: repeatElement(0, count: summaries.endingCount * block.personCount))
    let personCount = block.personCount
    var found = ends.mutableSpan
    try block.forEachClass { eventClass, lasts in
      var endings = summaries.endings(of: eventClass)
      while endings != 0 {
        let first = endings.trailingZeroBitCount * personCount
        try block.forEach(lasts, from: 0) { position, at, isRepeated in
          guard isKnown || at < RecordingDays.knownBefore(next, lag: block.lagDays(of: position)) else { return }
          summaries.noteEnding(at: at, isRepeated: isRepeated, &found[first &+ position])
        }
        endings &= endings - 1
      }
    }
  }

  /// Finds the persons of a block who are not green at the first glance, and begins to bring from memory what else is said of them.
  mutating func findNotGreen(_ positions: Range<Int>, of block: borrowing ColumnBlock, _ summaries: borrowing ColorScreen.Summaries) throws
  {
    try Self.findNotGreen(positions, of: block, summaries, marks, &notGreen)
  }

  /// Whether some stay may matter but for the three that end last, or it cannot be told.
  @inline(__always)
  private static func mayHold(
    byOtherStaysOf position: Int, _ block: borrowing ColumnBlock, _ summaries: borrowing ColorScreen.Summaries
  ) throws(DamagedBytes) -> Bool {
    var mayHold = block.summary(of: position).isNothingLeft
    try block.forEachOtherStay(of: position, leftFrom: summaries.leavesFrom) { stay in
      mayHold = summaries.mayHold(by: stay)
      return !mayHold
    }
    return mayHold
  }

  private static func findNotGreen(
    _ positions: Range<Int>, of block: borrowing ColumnBlock, _ summaries: borrowing ColorScreen.Summaries,
    _ marks: [ColorScreen.Marks], _ notGreen: inout [NotGreen]
  ) throws {
    notGreen.removeAll(keepingCapacity: true)
    notGreen.append(contentsOf: repeatElement(NotGreen(), count: positions.count + 1))
    let marks = marks.span
    precondition(positions.upperBound <= min(block.personCount, marks.count), "positions in the block")
    var count = 0
    var found = notGreen.mutableSpan
    // Where the next one is put is reckoned, not branched to. Safe: the positions are in the block and its marks, and there is room for all and one more.
    // Last negative tests lie elsewhere: to read them for rules that need none would take longer.
    let looksAtLapses = summaries.hasLapses
    for position in positions {
      var glance = unsafe summaries.glance(at: block.summary(ofUnchecked: position), marks[unchecked: position])
      if looksAtLapses { glance.formUnion(unsafe summaries.glanceAtLapses(block.summary(ofUnchecked: position))) }
      unsafe found[unchecked: count] = NotGreen(position, glance)
      count &+= glance.countOfAny
    }
    let glanced = count
    count = 0
    for index in 0..<glanced {
      var person = found[index]
      if person.glance.contains(.others), try !mayHold(byOtherStaysOf: person.position, block, summaries) {
        person = NotGreen(person.position, person.glance.subtracting(.others))
        if person.glance.isEmpty { continue }
      }
      if person.glance == .stays, !summaries.mayHold(byStays: block.summary(of: person.position)) { continue }
      block.readAhead(person.position)
      found[count] = person
      count &+= 1
    }
    notGreen.removeLast(notGreen.count - count)
  }
}
