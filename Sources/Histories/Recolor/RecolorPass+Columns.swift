internal import EventLog
package import LMDB
package import RiskFold
internal import RiskModel

extension RecolorPass {
  /// Adds the colors of persons that are in a block and nowhere else: first those that columns decide, then the others.
  ///
  /// Here and below the screen is a parameter, not a property: what a mutating method reads of its own properties is retained each time.
  ///
  /// - Parameter positions: in the block.
  package mutating func add(
    _ positions: Range<Int>, of block: borrowing ColumnBlock, _ screen: ColorScreen, _ steps: inout ChunkSteps,
    _ cursor: inout Cursor<[UInt8]>
  ) throws {
    if columns.block != block.number { try columns.noteLasts(of: block, screen, screen.summaries) }
    let base = part.results.count - positions.lowerBound
    part.results.append(contentsOf: repeatElement(.green, count: positions.count))
    undecided.removeAll(keepingCapacity: true)
    let firstCounted = counted.count
    try columns.findNotGreen(positions, of: block, screen)
    for person in columns.notGreen {
      let decided =
        try columns.isKnown
        ? decide(person, in: block, screen, negativesThrough: screen.instant) : decidePartlyKnown(person, in: block, screen)
      if let decided {
        part.results[base + person.position] = decided.color
        if decided.isCounted { counted.append(base + person.position) }
      } else {
        undecided.append(columns.isKnown ? Undecided(person, block.summary(of: person.position), screen) : Undecided(person))
      }
    }
    try addUndecided(base, of: block, screen, &steps, &cursor)
    // Of the columns first, then of records.
    counted[firstCounted...].sort()
  }

  /// The color of a person in a block with events that are not known, by the columns alone; nil where they do not decide it.
  private mutating func decidePartlyKnown(
    _ person: ColumnMarks.NotGreen, in block: borrowing ColumnBlock, _ screen: ColorScreen
  ) throws -> (color: Color, isCounted: Bool)? {
    guard try columns.isSettled(person, in: block, screen) else { return nil }
    let known = columns.negativesKnown(of: person.position, in: block, at: screen.instant)
    // A later test releases what an earlier one does. Where tests are counted, or open holds, some between may say otherwise.
    if known < screen.instant, screen.countsEvents || screen.hasLapses { return nil }
    let all = try decide(person, in: block, screen, negativesThrough: screen.instant)
    guard known < screen.instant, let all else { return all }
    return try decide(person, in: block, screen, negativesThrough: known)?.color == all.color ? all : nil
  }

  /// The color of a person by the columns alone, if all that they say of the time up to the instant is known; nil where they do not decide it.
  ///
  /// - Parameter negativesThrough: negative tests after this second are not known.
  private mutating func decide(
    _ person: ColumnMarks.NotGreen, in block: borrowing ColumnBlock, _ screen: ColorScreen, negativesThrough: UInt32
  ) throws -> (color: Color, isCounted: Bool)? {
    let position = person.position
    var summary = block.summary(of: position)
    if summary.isNothingLeft { return nil }
    if summary.lastNegative > negativesThrough { block.goBack(to: negativesThrough, &summary, of: position) }
    var marks = columns.marks[position]
    guard screen.decides(summary, person.glance, &marks) else {
      marks = columns.marks[position]
      if person.glance.contains(.others) {
        try block.forEachOtherStay(of: position, leftFrom: 0) { stay in
          screen.note(stay, &marks)
          return true
        }
      }
      return screen.color(of: summary, marks, person.glance).map { ($0, isCounted: false) }
    }
    gatherEvents(of: position, in: block, screen)
    let released = screen.countsStays ? screen.staysReleased(events) : .max
    screen.add(summary, leftFrom: released, to: &events)
    if person.glance.contains(.others) {
      try block.forEachOtherStay(of: position, leftFrom: released) { stay in
        screen.add(stay, to: &events)
        return true
      }
    }
    screen.noteStays(events, &marks)
    guard let found = screen.mayHold(marks) ? screen.color(marks, events) : .green else { return nil }
    return (found, isCounted: found == .green)
  }

  /// Gathers what the columns say of a person's events, but for the stays.
  private mutating func gatherEvents(of position: Int, in block: borrowing ColumnBlock, _ screen: ColorScreen) {
    events.removeAll(screen)
    columns.addLasts(of: position, to: &events, screen)
    var earliest = UInt32.max
    let isWhole = block.forEachNegative(of: position) { at, eventClass in
      earliest = at
      return at > screen.instant || events.note(eventClass, at: at, screen)
    }
    events.finish(unknownBefore: isWhole ? 0 : earliest, screen)
  }

  /// Adds the colors that the columns of a block do not decide, chunk by chunk.
  ///
  /// - Parameter base: where the result of the block's first person would be.
  private mutating func addUndecided(
    _ base: Int, of block: borrowing ColumnBlock, _ screen: ColorScreen, _ steps: inout ChunkSteps, _ cursor: inout Cursor<[UInt8]>
  ) throws {
    let looksAtNegatives = screen.countedNegatives != nil || screen.countsEvents || !columns.isKnown
    var (index, first, next) = (0, 0, 0)
    while next < undecided.count {
      let end = first + block.personCount(ofChunk: index)
      let persons = next..<(undecided[next...].firstIndex { $0.position >= end } ?? undecided.count)
      if !persons.isEmpty {
        let chunk = try steps.open(index, of: block, &cursor)
        for person in undecided[persons] {
          if person.looksAtEvents { try chunk.readAhead(.rare, of: person.position - first) }
          if person.looksAtStays { try chunk.readAhead(.stays, of: person.position - first) }
          if looksAtNegatives { try chunk.readAhead(.negatives, of: person.position - first) }
        }
        for number in persons {
          let person = undecided[number]
          let (color, isCounted) = try color(person, at: person.position - first, of: chunk, screen)
          part.results[base + person.position] = color
          if isCounted, color == .green { counted.append(base + person.position) }
        }
      }
      (index, first, next) = (index + 1, end, persons.upperBound)
    }
  }

  /// A person with a color that columns do not decide, by position in the block, and what is to be looked at.
  package struct Undecided {
    let position: Int
    let isAllKnown: Bool
    let looksAtEvents: Bool
    let looksAtStays: Bool
    /// Whether some event is certainly known.
    let isSurelyKnown: Bool

    /// One of a block of which everything is known.
    fileprivate init(_ person: ColumnMarks.NotGreen, _ summary: HistorySummary, _ screen: ColorScreen) {
      position = person.position
      (isAllKnown, isSurelyKnown) = (!summary.hasRetractions, false)
      (looksAtEvents, looksAtStays) = (true, screen.looksAtStays)
    }

    /// One of another.
    fileprivate init(_ person: ColumnMarks.NotGreen) {
      position = person.position
      (isAllKnown, isSurelyKnown) = (false, !person.glance.contains(.records))
      looksAtEvents = person.glance.contains(.events)
      looksAtStays = !person.glance.isDisjoint(with: [.stays, .others])
    }
  }
}

extension ColumnBlock {
  /// Has a summary say which negative test was the last one up to an instant, in seconds, as far as the block knows.
  fileprivate func goBack(to instant: UInt32, _ summary: inout HistorySummary, of position: Int) {
    var last: (at: UInt32, eventClass: EventClass)?
    let isWhole = forEachNegative(of: position) { at, eventClass in
      if at > instant { return true }
      last = (at, eventClass)
      return false
    }
    guard let (at, eventClass) = last ?? (isWhole ? (0, EventClass(rawValue: 0)) : nil) else { return }
    (summary.lastNegative, summary.lastNegativeClass) = (at, eventClass)
  }
}
