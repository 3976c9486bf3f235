internal import EventLog
internal import RiskFold
internal import RiskModel

/// The first look at everyone, by columns alone.
extension ColumnMarks {
  /// Finds the persons of a block that are not green at the first glance, and begins to bring the rest of their columns from memory.
  mutating func findNotGreen(_ positions: Range<Int>, of block: borrowing ColumnBlock, _ screen: ColorScreen) throws {
    if isKnown {
      try Self.findNotGreen(positions, of: block, screen.summaries, marks, &notGreen)
    } else {
      try Self.findNotGreen(
        positions, of: block, screen, screen.summaries, certain, marks, isRetractedLater, &notGreen)
    }
  }

  /// The same in a block of which all is known.
  private static func findNotGreen(
    _ positions: Range<Int>, of block: borrowing ColumnBlock, _ summaries: borrowing ColorScreen.Summaries,
    _ marks: [ColorScreen.Marks], _ notGreen: inout [NotGreen]
  ) throws {
    let marks = marks.span
    precondition(positions.upperBound <= min(block.personCount, marks.count), "positions in the block")
    // Last negative tests lie elsewhere: to read them for rules that need none would take longer.
    let looksAtLapses = summaries.hasLapses
    glance(at: positions, &notGreen) { position in
      // Safe here and below: the positions are in the block and its marks.
      var glance = unsafe summaries.glance(at: block.summary(ofUnchecked: position), marks[unchecked: position])
      if looksAtLapses { glance.formUnion(unsafe summaries.glanceAtLapses(block.summary(ofUnchecked: position))) }
      return glance
    }
    try lookCloser(&notGreen, block) { person, summary in
      var glance = person.glance
      if glance.contains(.others) {
        var mayHold = summary.isNothingLeft
        try block.forEachOtherStay(of: person.position, leftFrom: summaries.leavesFrom) { stay in
          mayHold = summaries.mayHold(by: stay)
          return !mayHold
        }
        if !mayHold { glance.remove(.others) }
      }
      return glance == .stays && !summaries.mayHold(byStays: summary) ? [] : glance
    }
  }

  /// The same in another block: the persons that may not be green by the events that are known.
  private static func findNotGreen(
    _ positions: Range<Int>, of block: borrowing ColumnBlock, _ screen: ColorScreen, _ summaries: borrowing ColorScreen.Summaries,
    _ certain: CertainlyKnown, _ marks: [ColorScreen.Marks], _ isRetractedLater: [Bool], _ notGreen: inout [NotGreen]
  ) throws {
    let marks = marks.span
    let isRetractedLater = isRetractedLater.span
    precondition(positions.upperBound <= min(block.personCount, marks.count, isRetractedLater.count), "positions in the block")
    // Of the stays before an instant that has passed more are among the others.
    block.readOtherStaysAhead()
    // For everyone, where columns do not say more.
    let all: ColorScreen.Glance = [certain.leavesSomeOut ? .records : [], screen.isBlind || screen.hasLapses ? .events : []]
    let retracted: ColorScreen.Glance = screen.looksAtStays ? [.records, .events, .stays] : [.records, .events]
    glance(at: positions, &notGreen) { position in
      let summary = unsafe block.summary(ofUnchecked: position)
      var glance = unsafe summaries.glance(at: summary, marks[unchecked: position], leftFrom: certain.firstLeaves[Int(summary.lagDays)])
        .union(all)
      if summary.firstSequence > certain.through { glance.formUnion(.records) }
      if unsafe isRetractedLater[unchecked: position] { glance.formUnion(retracted) }
      return glance
    }
    try lookCloser(&notGreen, block) { person, summary in
      var glance = person.glance
      if isRetractedLater[person.position] { return glance }
      let known = certain.end(lag: summary.lagDays)
      if !screen.mayHold(summary.last, known), !screen.mayHold(summary.second, known), !screen.mayHold(summary.third, known) {
        glance.remove(.stays)
      }
      if glance.contains(.others) {
        var mayHold = false
        try block.forEachOtherStay(of: person.position, leftFrom: certain.firstLeaves[Int(summary.lagDays)]) { stay in
          mayHold = screen.mayHold(stay, known)
          return !mayHold
        }
        if !mayHold { glance.remove(.others) }
      }
      if !glance.isEmpty { block.readNegativesAhead(person.position) }
      return glance
    }
  }

  /// Lists the persons at some positions with anything at a glance.
  @inline(__always)
  private static func glance(at positions: Range<Int>, _ notGreen: inout [NotGreen], _ glance: (Int) -> ColorScreen.Glance) {
    notGreen.removeAll(keepingCapacity: true)
    notGreen.append(contentsOf: repeatElement(NotGreen(), count: positions.count + 1))
    var count = 0
    var found = notGreen.mutableSpan
    // Where the next one is put is reckoned, not branched to. Safe: there is room for all and one more.
    for position in positions {
      let glance = glance(position)
      unsafe found[unchecked: count] = NotGreen(position, glance)
      count &+= glance.countOfAny
    }
    notGreen.removeLast(notGreen.count - count)
  }

  /// Keeps those with anything at a closer look.
  @inline(__always)
  private static func lookCloser(
    _ notGreen: inout [NotGreen], _ block: borrowing ColumnBlock, _ glance: (NotGreen, HistorySummary) throws -> ColorScreen.Glance
  ) rethrows {
    var count = 0
    for index in notGreen.indices {
      let person = notGreen[index]
      let glance = try glance(person, block.summary(of: person.position))
      if glance.isEmpty { continue }
      block.readAhead(person.position)
      notGreen[count] = NotGreen(person.position, glance)
      count &+= 1
    }
    notGreen.removeLast(notGreen.count - count)
  }
}

/// Persons in a block with events that are not known.
extension ColumnMarks {
  /// Whether all events up to the instant that may matter to a person's color are certain to be known, negative tests left out: the columns then speak of
  /// no other. What happened later changes nothing.
  func isSettled(_ person: NotGreen, in block: borrowing ColumnBlock, _ screen: ColorScreen) throws(DamagedBytes) -> Bool {
    let (position, glance) = (person.position, person.glance)
    if screen.isBlind || glance.contains(.records) || isUnsettled[position] { return false }
    if glance.isDisjoint(with: [.stays, .others]) { return true }
    let instant = screen.instant
    let summary = block.summary(of: position)
    let known = certain.end(lag: summary.lagDays)
    if known > instant { return true }
    // One that may not be known, or may end with an arrival that is not.
    func isOpen(_ stay: HistorySummary.Stay) -> Bool {
      (stay.from >= known && stay.from <= instant || stay.until >= known && stay.until <= instant) && screen.mayHold(stay, known)
    }
    if isOpen(summary.last) || isOpen(summary.second) || isOpen(summary.third) { return false }
    if summary.otherLeave < known { return true }
    var isSettled = true
    try block.forEachOtherStay(of: position, leftFrom: known) { stay in
      isSettled = !isOpen(stay)
      return isSettled
    }
    return isSettled
  }

  /// The last second through which all negative tests of the person at a position up to the instant are certain to be known: the instant where that is all of
  /// them.
  func negativesKnown(of position: Int, in block: borrowing ColumnBlock, at instant: UInt32) -> UInt32 {
    let known = certain.end(lag: block.negativeLagDays(of: position))
    var isAllKnown = true
    _ = block.forEachNegative(of: position) { at, _ in
      isAllKnown = at > instant || at < known
      return at > instant
    }
    return isAllKnown ? instant : known == 0 ? 0 : known - 1
  }
}
