internal import EventLog
package import LMDB
package import RiskFold
package import RiskModel

/// The colors of a partition's persons at one instant.
///
/// A person with events in one sealed run alone is screened in place; one with others besides is folded.
package struct RecolorPass: ~Copyable {
  /// Nil for a person of whom nothing is known.
  package var part = PersonPart<Color?>()
  /// Whether the partition has exactly the persons of its base run.
  package private(set) var isOfOneRun = false
  /// The positions that are green by more than what may hold them at the most, in ascending order.
  package var counted: [Int] = []
  /// What everyone is asked for.
  let outcome: RuleOutcome
  let instant: Instant
  let knowledge: Knowledge
  var fold: PersonFold
  private var count: ProgressMeter.Count
  /// What follows from the columns of the block at hand.
  package var columns: ColumnMarks
  /// The persons that they do not decide.
  var undecided: [Undecided] = []
  /// What is known of a person whose events are read in place, used again and again.
  package var events: ScreenedEvents
  /// Used again and again for a person whose events lie in several places.
  private var history = PersonHistory()

  /// - Parameters:
  ///   - knowledge: what is known of persons; a view with additions has circumstances of another.
  ///   - next: all that was recorded before this instant is known; the earliest where that cannot be said.
  package init(
    _ knowledge: Knowledge, recordedBefore next: Instant, _ circumstances: Circumstances, _ outcome: RuleOutcome, _ screen: ColorScreen,
    at instant: Instant, _ meter: ProgressMeter
  ) {
    self.outcome = outcome
    self.instant = instant
    self.knowledge = knowledge
    columns = ColumnMarks(CertainlyKnown(knowledge, recordedBefore: next, screen))
    fold = PersonFold(circumstances)
    events = ScreenedEvents(for: screen)
    count = meter.count()
  }

  /// - Parameter persons: those of the base run, where they are at hand.
  package mutating func run(
    over stretch: PersonStretch, _ screen: ColorScreen, _ persons: [PersonID]?, _ transaction: borrowing ReadTransaction
  ) throws {
    var rest = try HistoryMerge(stretch.others, stretch.tables, tail: stretch.tail, from: stretch.partition.first, transaction)
    isOfOneRun = stretch.base != nil && !(rest.person.map(stretch.includes) ?? false)
    let shared = isOfOneRun ? persons : nil
    if let base = stretch.base, let tables = stretch.tables {
      if shared == nil { part.persons.reserveCapacity(Int(base.personCount)) }
      part.results.reserveCapacity(Int(base.personCount))
      try transaction.withCursor(over: tables.runs) { cursor in
        var steps = try ChunkSteps(base.id, in: tables, &cursor)
        try tables.forEachBlock(of: base.id, transaction) { block in
          if shared != nil {
            try add(0..<block.personCount, of: block, screen, &steps, &cursor)
          } else {
            try add(block, with: &rest, screen, &steps, &cursor, transaction)
          }
          try count.next(block.personCount)
        }
      }
    }
    while let other = rest.person, stretch.includes(other) {
      history.removeAll()
      try foldNext(of: &rest, transaction)
    }
    if let shared { part.persons = shared }
  }

  /// Adds the persons of a block, and those before its last one who are elsewhere.
  private mutating func add(
    _ block: borrowing ColumnBlock, with rest: inout HistoryMerge, _ screen: ColorScreen, _ steps: inout ChunkSteps,
    _ cursor: inout Cursor<[UInt8]>, _ transaction: borrowing ReadTransaction
  ) throws {
    var first = 0
    for index in 0..<block.chunkCount {
      let end = first + block.personCount(ofChunk: index)
      var position = first
      while position < end {
        let (stop, isAlsoElsewhere) = try addPersons(
          position..<end, before: rest.person, in: steps.open(index, of: block, &cursor), startingAt: first)
        if stop > position {
          try add(position..<stop, of: block, screen, &steps, &cursor)
          position = stop
        } else {
          try foldNext(of: &rest, transaction)
          if isAlsoElsewhere { position += 1 }
        }
      }
      first = end
    }
  }

  /// Adds persons of a chunk up to one who is elsewhere. Gives where it stopped; where that is at once, the history of whoever of the chunk is elsewhere
  /// too is gathered.
  ///
  /// - Parameters:
  ///   - positions: in the block, as is `first`, the chunk's first.
  ///   - other: the next person who is elsewhere.
  private mutating func addPersons(
    _ positions: Range<Int>, before other: PersonID?, in chunk: borrowing RunChunk, startingAt first: Int
  ) throws -> (stop: Int, isAlsoElsewhere: Bool) {
    var stop = positions.upperBound
    if let other {
      let next = chunk.person(positions.lowerBound - first)
      if other <= next {
        history.removeAll()
        if other == next { try chunk.gather(positions.lowerBound - first, into: &history) }
        return (positions.lowerBound, other == next)
      }
      stop = min(stop, first + chunk.firstPosition(from: other))
    }
    for position in positions.lowerBound..<stop { part.persons.append(chunk.person(position - first)) }
    return (stop, false)
  }

  /// Folds the next person of several places, with what was gathered of that person elsewhere.
  private mutating func foldNext(of rest: inout HistoryMerge, _ transaction: borrowing ReadTransaction) throws {
    guard let person = rest.person else { return }
    try rest.take(into: &history, transaction)
    history.sort()
    fold.load { $0 = history.known(by: knowledge) }
    part.persons.append(person)
    let color = fold.history.isEmpty ? nil : fold.answer(outcome, at: instant)
    if color == .green { counted.append(part.results.count) }
    part.results.append(color)
    try count.next()
  }
}
