internal import EventLog
package import LMDB
package import RiskFold
internal import RiskModel

extension RecolorPass {
  /// Adds the colors of persons who are in a block and nowhere else: first of those whom the columns tell, then of the others.
  ///
  /// Here and below the screen is a parameter, not a property: what a mutating method reads of its own properties is retained each time.
  ///
  /// - Parameter positions: in the block.
  package mutating func add(
    _ positions: Range<Int>, of block: borrowing ColumnBlock, _ screen: ColorScreen, _ steps: inout ChunkSteps,
    _ cursor: inout Cursor<[UInt8]>
  ) throws {
    if columns.block != block.number { try columns.noteLasts(of: block, screen, screen.summaries, knowledge, recordedBefore: next) }
    let base = part.results.count - positions.lowerBound
    part.results.append(contentsOf: repeatElement(.green, count: positions.count))
    untold.removeAll(keepingCapacity: true)
    let firstCounted = counted.count
    if columns.isKnown {
      try columns.findNotGreen(positions, of: block, screen.summaries)
      for person in columns.notGreen {
        switch try tell(person, in: block, screen) {
        case .told(let color, let isCounted):
          part.results[base + person.position] = color
          if isCounted { counted.append(base + person.position) }
        case .untold(let untold): self.untold.append(untold)
        }
      }
    } else {
      for position in positions {
        let summary = block.summary(of: position)
        let isKnown = summary.firstSequence <= knowledge.through && knowledge.without.isEmpty && !summary.hasRetractions
        let looksAtEvents = screen.isBlind || screen.hasLapses || summary.hasRetractions || screen.mayHold(columns.marks[position])
        let looksAtStays = try mayHold(byStaysOf: position, summary, in: block, screen)
        if isKnown, !looksAtEvents, !looksAtStays { continue }
        untold.append(
          Untold(position: position, isAllKnown: false, looksAtEvents: looksAtEvents, looksAtStays: looksAtStays, isSurelyKnown: isKnown))
      }
    }
    try addUntold(base, of: block, screen, &steps, &cursor)
    // Of the columns first, then of records.
    counted[firstCounted...].sort()
  }

  /// What follows from the columns alone for a person who is not green at the first glance.
  private enum Told {
    case told(Color, isCounted: Bool)
    case untold(Untold)
  }

  private mutating func tell(_ person: ColumnMarks.NotGreen, in block: borrowing ColumnBlock, _ screen: ColorScreen) throws -> Told {
    let (position, summary) = (person.position, block.summary(of: person.position))
    let untold = Untold(
      position: position, isAllKnown: !summary.hasRetractions, looksAtEvents: true, looksAtStays: screen.looksAtStays)
    if summary.isNothingLeft { return .untold(untold) }
    var marks = columns.marks[position]
    guard screen.decides(summary, person.glance, &marks) else {
      marks = columns.marks[position]
      if person.glance.contains(.others) {
        try block.forEachOtherStay(of: position, leftFrom: 0) { stay in
          screen.note(stay, &marks)
          return true
        }
      }
      let color = screen.color(of: summary, marks, person.glance)
      return color.map { .told($0, isCounted: false) } ?? .untold(untold)
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
    guard let found = screen.mayHold(marks) ? screen.color(marks, events) : .green else { return .untold(untold) }
    return .told(found, isCounted: found == .green)
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

  /// Adds the colors of those whom the columns of a block do not tell, chunk by chunk.
  ///
  /// - Parameter base: where the result of the block's first person would be.
  private mutating func addUntold(
    _ base: Int, of block: borrowing ColumnBlock, _ screen: ColorScreen, _ steps: inout ChunkSteps, _ cursor: inout Cursor<[UInt8]>
  ) throws {
    let looksAtNegatives = screen.countedNegatives != nil || screen.countsEvents || !columns.isKnown
    var (index, first, next) = (0, 0, 0)
    while next < untold.count {
      let end = first + block.personCount(ofChunk: index)
      let persons = next..<(untold[next...].firstIndex { $0.position >= end } ?? untold.count)
      if !persons.isEmpty {
        let chunk = try steps.open(index, of: block, &cursor)
        for person in untold[persons] {
          if person.looksAtEvents { try chunk.readAhead(.rare, of: person.position - first) }
          if person.looksAtStays { try chunk.readAhead(.stays, of: person.position - first) }
          if looksAtNegatives { try chunk.readAhead(.negatives, of: person.position - first) }
        }
        for number in persons {
          let person = untold[number]
          let (color, isCounted) = try color(person, at: person.position - first, of: chunk, screen)
          part.results[base + person.position] = color
          if isCounted, color == .green { counted.append(base + person.position) }
        }
      }
      (index, first, next) = (index + 1, end, persons.upperBound)
    }
  }

  /// Whether some stay may hold a person with events that the view does not know.
  private func mayHold(
    byStaysOf position: Int, _ summary: HistorySummary, in block: borrowing ColumnBlock, _ screen: ColorScreen
  ) throws(DamagedBytes) -> Bool {
    let known = RecordingDays.knownBefore(next, lag: summary.lagDays)
    if screen.mayHold(bySomeStaysOf: summary, knownBefore: known) { return true }
    var mayHold = false
    guard screen.looksAtStays, summary.otherLeave > 0 else { return false }
    try block.forEachOtherStay(of: position, leftFrom: screen.firstLeave(knownBefore: known)) { stay in
      mayHold = screen.mayHold(stay, known)
      return !mayHold
    }
    return mayHold
  }

  /// A person whom the columns do not tell, by position in the block, and what is to be looked at.
  package struct Untold {
    var position: Int
    var isAllKnown: Bool
    var looksAtEvents: Bool
    var looksAtStays: Bool
    /// Whether some event is certainly known.
    var isSurelyKnown = false
  }
}
