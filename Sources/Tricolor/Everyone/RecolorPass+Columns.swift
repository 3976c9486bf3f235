@_spi(Internals) internal import EventLog
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

extension RecolorPass {
  /// Adds the colors of persons who are in a chunk and nowhere else: first of those whom the columns tell, then of the others.
  ///
  /// Here and below the screen is a parameter, not a property: what a mutating method reads of its own properties is retained each time.
  mutating func add(_ positions: Range<Int>, of columned: borrowing ColumnedChunk, _ screen: ColorScreen) throws {
    if columns.block != columned.block.number { try columns.noteLasts(of: columned.block, screen, screen.summaries, knowledge) }
    let base = part.results.count - positions.lowerBound
    part.results.append(contentsOf: repeatElement(.green, count: positions.count))
    untold.removeAll(keepingCapacity: true)
    if columns.isKnown {
      columns.findNotGreen(positions, of: columned, screen.summaries)
      for person in columns.notGreen {
        let inBlock = columned.firstInBlock + person.position
        let summary = columned.block.summary(of: inBlock)
        if let color = screen.color(of: summary, columns.marks[inBlock], person.glance) {
          part.results[base + person.position] = color
        } else {
          untold.append(
            Untold(position: person.position, isAllKnown: !summary.hasRetractions, looksAtEvents: true, looksAtStays: screen.looksAtStays))
        }
      }
    } else {
      for position in positions {
        let inBlock = columned.firstInBlock + position
        let summary = columned.block.summary(of: inBlock)
        let isKnown = summary.firstSequence <= knowledge.through && knowledge.without.isEmpty && !summary.hasRetractions
        let looksAtEvents = screen.isBlind || summary.hasRetractions || screen.mayHold(columns.marks[inBlock])
        let looksAtStays = screen.mayHold(bySomeStaysOf: summary)
        if isKnown, !looksAtEvents, !looksAtStays { continue }
        untold.append(
          Untold(position: position, isAllKnown: false, looksAtEvents: looksAtEvents, looksAtStays: looksAtStays, isSurelyKnown: isKnown))
      }
    }
    if untold.isEmpty { return }
    let chunk = try columned.open()
    let looksAtNegatives = screen.countedNegatives != nil || !columns.isKnown
    for person in untold {
      if person.looksAtEvents { try chunk.readAhead(.rare, of: person.position) }
      if person.looksAtStays { try chunk.readAhead(.stays, of: person.position) }
      if looksAtNegatives { try chunk.readAhead(.negatives, of: person.position) }
    }
    for person in untold { part.results[base + person.position] = try color(person, of: chunk, screen) }
  }

  /// A person whom the columns do not tell, by position in a chunk, and what is to be looked at.
  struct Untold {
    var position: Int
    var isAllKnown: Bool
    var looksAtEvents: Bool
    var looksAtStays: Bool
    /// Whether some event is certainly known.
    var isSurelyKnown = false
  }
}
