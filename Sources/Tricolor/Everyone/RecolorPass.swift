@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// The colors of a stretch of the persons at one instant.
///
/// A person with events in one sealed run alone is screened in place; one with others besides is folded.
struct RecolorPass: ~Copyable {
  /// Nil for a person of whom nothing is known.
  var part = PersonPart<Color?>()
  /// Whether the stretch has exactly the persons of its base run.
  private(set) var isOfOneRun = false
  let instant: Instant
  let knowledge: Knowledge
  var fold: PersonFold
  private var count: ProgressMeter.Count
  /// What the columns tell of the block at hand.
  var columns = ColumnMarks()
  /// The persons of a chunk whom they do not tell.
  var untold: [Untold] = []
  /// Used again and again for a person whose events lie in several places.
  private var history = PersonHistory()

  /// - Parameter knowledge: what is known of persons; a view with additions has circumstances of another.
  init(_ knowledge: Knowledge, _ circumstances: Circumstances, at instant: Instant, _ meter: ProgressMeter) {
    self.instant = instant
    self.knowledge = knowledge
    fold = PersonFold(circumstances)
    count = meter.count()
  }

  /// - Parameter roster: the persons of the base run, where they are at hand.
  mutating func run(
    over stretch: PersonStretch, _ screen: ColorScreen, _ roster: Roster?, _ transaction: borrowing ReadTransaction
  ) throws {
    var rest = try HistoryMerge(stretch.others, stretch.tables, tail: stretch.tail, from: stretch.first, transaction)
    isOfOneRun = stretch.base != nil && !(rest.person.map(stretch.includes) ?? false)
    let shared = isOfOneRun ? roster?.stretches[stretch.number] : nil
    if let base = stretch.base, let tables = stretch.tables {
      if shared == nil { part.persons.reserveCapacity(Int(base.personCount) / 15) }
      part.results.reserveCapacity(Int(base.personCount) / 15)
      try tables.forEachColumnedChunk(of: base.id, from: stretch.first, to: stretch.end, transaction) { columned in
        if shared != nil {
          try add(columned.positions, of: columned, screen)
        } else {
          try add(columned, with: &rest, screen, transaction)
        }
        try count.next(columned.positions.count)
      }
    }
    while let other = rest.person, stretch.includes(other) {
      history.removeAll()
      try foldNext(of: &rest, transaction)
    }
    if let shared { part.persons = shared }
  }

  /// Adds the persons of a chunk, and those before its last one who are elsewhere.
  private mutating func add(
    _ columned: borrowing ColumnedChunk, with rest: inout HistoryMerge, _ screen: ColorScreen, _ transaction: borrowing ReadTransaction
  ) throws {
    let chunk = try columned.open()
    let end = columned.positions.upperBound
    var position = columned.positions.lowerBound
    while position < end {
      if let other = rest.person, other <= chunk.person(position) {
        history.removeAll()
        if other == chunk.person(position) {
          try chunk.gather(position, into: &history)
          position += 1
        }
        try foldNext(of: &rest, transaction)
        continue
      }
      let stop = rest.person.map { min(end, chunk.firstPosition(from: $0)) } ?? end
      for position in position..<stop { part.persons.append(chunk.person(position)) }
      try add(position..<stop, of: columned, screen)
      position = stop
    }
  }

  /// Folds the next person of several places, with what was gathered of that person elsewhere.
  private mutating func foldNext(of rest: inout HistoryMerge, _ transaction: borrowing ReadTransaction) throws {
    guard let person = rest.person else { return }
    try rest.take(into: &history, transaction)
    history.sort()
    fold.load { $0 = history.known(by: knowledge) }
    part.persons.append(person)
    part.results.append(fold.history.isEmpty ? nil : fold.color(at: instant))
    try count.next()
  }
}
