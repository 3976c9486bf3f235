@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// The colors of a stretch of the persons at one instant.
///
/// A person with events in one sealed run alone is screened in place; one with others besides is folded.
struct RecolorPass: ~Copyable {
  private(set) var part = PersonPart<Color>()
  private let instant: Instant
  private let knowledge: Knowledge
  private let screen: ColorScreen
  private var fold: PersonFold
  private var count: ProgressMeter.Count
  /// Used again and again for a person whose events lie in several places.
  private var history = PersonHistory()

  /// - Parameter knowledge: what is known of persons; a view with additions has circumstances of another.
  init(_ knowledge: Knowledge, _ circumstances: Circumstances, _ screen: ColorScreen, at instant: Instant, _ meter: ProgressMeter) {
    self.instant = instant
    self.screen = screen
    self.knowledge = knowledge
    fold = PersonFold(circumstances)
    count = meter.count()
  }

  mutating func run(over stretch: PersonStretch, _ transaction: borrowing ReadTransaction) throws {
    var rest = try HistoryMerge(stretch.others, stretch.tables, tail: stretch.tail, from: stretch.first, transaction)
    if let base = stretch.base, let tables = stretch.tables {
      part.persons.reserveCapacity(Int(base.personCount) / 15)
      part.results.reserveCapacity(Int(base.personCount) / 15)
      try tables.forEachChunk(of: base.id, from: stretch.first, transaction) { chunk in
        let isChunkKnown = chunk.lastSequence <= knowledge.through && knowledge.without.isEmpty
        for position in chunk.firstPosition(from: stretch.first)..<chunk.count {
          let person = chunk.person(position)
          guard person.high <= stretch.lastHigh else { return false }
          while let other = rest.person, other < person { try foldNext(of: &rest, transaction) }
          if rest.person == person {
            history.removeAll()
            try chunk.gather(position, into: &history)
            try rest.take(into: &history, transaction)
            try add(person, foldHistory())
            continue
          }
          let summary = chunk.summary(of: position)
          let isAllKnown = isChunkKnown && !summary.hasRetractions
          if isAllKnown, screen.isSurelyGreen(summary) {
            try add(person, .green)
          } else {
            try add(person, color(position, of: chunk, summary, isAllKnown: isAllKnown))
          }
        }
        return true
      }
    }
    while let other = rest.person, other.high <= stretch.lastHigh { try foldNext(of: &rest, transaction) }
  }

  private mutating func add(_ person: PersonID, _ color: Color?) throws {
    if let color {
      part.persons.append(person)
      part.results.append(color)
    }
    try count.next()
  }

  private mutating func foldNext(of rest: inout HistoryMerge, _ transaction: borrowing ReadTransaction) throws {
    guard let person = rest.person else { return }
    history.removeAll()
    try rest.take(into: &history, transaction)
    try add(person, foldHistory())
  }

  /// The color of the person whose history was gathered; nil where nothing of it is known.
  private mutating func foldHistory() -> Color? {
    history.sort()
    fold.load { $0 = history.known(by: knowledge) }
    return fold.history.isEmpty ? nil : fold.color(at: instant)
  }

  /// The color of the person at a position of a chunk; nil where nothing of the person is known.
  private mutating func color(
    _ position: Int, of chunk: borrowing RunChunk, _ summary: HistorySummary, isAllKnown: Bool
  ) throws -> Color? {
    let retractions = try chunk.records(.retractions, of: position)
    var marks = ColorScreen.Marks()
    var isKnown = isAllKnown
    if summary.kinds & screen.triggerKinds != 0 {
      let rare = try chunk.records(.rare, of: position)
      for record in stride(from: rare.lowerBound, to: rare.upperBound, by: RunChunk.Section.rare.stride) {
        let eventClass = chunk.eventClass(record)
        if screen.ignores(eventClass) || !isAllKnown && !chunk.isKnown(record, by: knowledge, retractions) { continue }
        isKnown = true
        screen.note(eventClass, at: chunk.at(record), &marks)
      }
    }
    if screen.looksAtStays {
      let stays = try chunk.records(.stays, of: position)
      let stayStride = RunChunk.Section.stays.stride
      for record in stride(from: stays.lowerBound, to: stays.upperBound, by: stayStride) {
        if !isAllKnown, !chunk.isKnown(record, by: knowledge, retractions) { continue }
        isKnown = true
        var until = chunk.until(record)
        // A stay without an end ends with the next one's arrival, if that is known.
        let next = record + stayStride
        if until == .never, next < stays.upperBound, isAllKnown || chunk.isKnown(next, by: knowledge, retractions) {
          until = chunk.at(next)
        }
        screen.noteStay(from: chunk.at(record), until: until, at: chunk.place(record), &marks)
      }
    }
    if let color = screen.color(marks) {
      return try isKnown || isAnyEventKnown(position, of: chunk, retractions) ? color : nil
    }
    try fold.load { events in try chunk.gatherKnown(position, by: knowledge, negativesFrom: screen.negativesFrom, into: &events) }
    return fold.history.isEmpty ? nil : fold.color(at: instant)
  }

  /// Whether some event of a person is known.
  private func isAnyEventKnown(_ position: Int, of chunk: borrowing RunChunk, _ retractions: Range<Int>) throws(DamagedBytes) -> Bool {
    func isAnyKnown(_ section: RunChunk.Section) throws(DamagedBytes) -> Bool {
      let records = try chunk.records(section, of: position)
      for record in stride(from: records.lowerBound, to: records.upperBound, by: section.stride)
      where chunk.isKnown(record, by: knowledge, retractions) {
        return true
      }
      return false
    }
    if try isAnyKnown(.negatives) { return true }
    if try isAnyKnown(.stays) { return true }
    return try isAnyKnown(.rare)
  }
}
