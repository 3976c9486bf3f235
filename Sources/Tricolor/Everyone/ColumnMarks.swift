@_spi(Internals) internal import EventLog
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// What the columns of one block after another tell of their persons.
struct ColumnMarks {
  /// The block whose persons' last events are noted, by number; -1 for none.
  private(set) var block = -1
  /// Whether everything in it is known.
  private(set) var isKnown = false
  /// What the last events tell of each of its persons.
  private(set) var marks: [ColorScreen.Marks] = []
  /// The persons of a chunk who are not green at the first glance.
  private(set) var notGreen: [NotGreen] = []

  /// A person who is not green at the first glance, by position in a chunk.
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
  mutating func noteLasts(
    of block: borrowing ColumnBlock, _ screen: ColorScreen, _ summaries: borrowing ColorScreen.Summaries, _ knowledge: Knowledge
  ) throws {
    self.block = block.number
    let isKnown = !screen.isBlind && block.lastSequence <= knowledge.through && knowledge.without.isEmpty
    self.isKnown = isKnown
    marks.removeAll(keepingCapacity: true)
    marks.append(contentsOf: repeatElement(ColorScreen.Marks(), count: block.personCount))
    var found = marks.mutableSpan
    try block.forEachClass { eventClass, lasts in
      guard let first = summaries.firstTrigger(of: eventClass) else { return }
      try block.forEach(lasts, from: first) { position, at, isRepeated in
        let last = LastEvent(at: at, eventClass: eventClass, isRepeated: isRepeated)
        if isKnown { summaries.noteTriggers(last, &found[position]) } else { summaries.noteSome(last, &found[position]) }
      }
    }
    guard isKnown else { return }
    try block.forEachClass { eventClass, lasts in
      guard summaries.releases(eventClass) else { return }
      try block.forEach(lasts, from: 0) { position, at, isRepeated in
        summaries.noteReleases(LastEvent(at: at, eventClass: eventClass, isRepeated: isRepeated), &found[position])
      }
    }
  }

  /// Finds the persons of a chunk who are not green at the first glance, and begins to bring from memory what else is said of them.
  mutating func findNotGreen(
    _ positions: Range<Int>, of columned: borrowing ColumnedChunk, _ summaries: borrowing ColorScreen.Summaries
  ) {
    Self.findNotGreen(positions, of: columned, summaries, marks, &notGreen)
  }

  private static func findNotGreen(
    _ positions: Range<Int>, of columned: borrowing ColumnedChunk, _ summaries: borrowing ColorScreen.Summaries,
    _ marks: [ColorScreen.Marks], _ notGreen: inout [NotGreen]
  ) {
    let first = columned.firstInBlock
    notGreen.removeAll(keepingCapacity: true)
    notGreen.append(contentsOf: repeatElement(NotGreen(), count: positions.count + 1))
    let marks = marks.span
    var count = 0
    var found = notGreen.mutableSpan
    // Where the next one is put is reckoned, not branched to.
    for position in positions {
      let glance = summaries.glance(at: columned.block.summary(of: first &+ position), marks[first &+ position])
      found[count] = NotGreen(position, glance)
      count &+= glance.isEmpty ? 0 : 1
    }
    let glanced = count
    count = 0
    for index in 0..<glanced {
      let position = first &+ found[index].position
      if found[index].glance == .stays, !summaries.mayHold(byStays: columned.block.summary(of: position)) { continue }
      columned.block.readAhead(position)
      found[count] = found[index]
      count &+= 1
    }
    notGreen.removeLast(notGreen.count - count)
  }
}
