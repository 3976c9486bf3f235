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
    if columns.isKnown {
      columns.findNotGreen(positions, of: block, screen.summaries)
      for person in columns.notGreen {
        let summary = block.summary(of: person.position)
        if let color = screen.color(of: summary, columns.marks[person.position], person.glance) {
          part.results[base + person.position] = color
        } else {
          untold.append(
            Untold(position: person.position, isAllKnown: !summary.hasRetractions, looksAtEvents: true, looksAtStays: screen.looksAtStays))
        }
      }
    } else {
      for position in positions {
        let summary = block.summary(of: position)
        let isKnown = summary.firstSequence <= knowledge.through && knowledge.without.isEmpty && !summary.hasRetractions
        let looksAtEvents = screen.isBlind || screen.hasLapses || summary.hasRetractions || screen.mayHold(columns.marks[position])
        let looksAtStays = screen.mayHold(
          bySomeStaysOf: summary, knownBefore: RecordingDays.knownBefore(next, lag: summary.lagDays))
        if isKnown, !looksAtEvents, !looksAtStays { continue }
        untold.append(
          Untold(position: position, isAllKnown: false, looksAtEvents: looksAtEvents, looksAtStays: looksAtStays, isSurelyKnown: isKnown))
      }
    }
    try addUntold(base, of: block, screen, &steps, &cursor)
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
