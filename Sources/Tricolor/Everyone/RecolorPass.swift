@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// The colors of a stretch of the persons at one instant.
///
/// A person with events in one sealed run alone is screened in place; one with others besides is folded.
struct RecolorPass: ~Copyable {
  /// Nil for a person of whom nothing is known.
  private(set) var part = PersonPart<Color?>()
  /// Whether the stretch has exactly the persons of its base run.
  private(set) var isOfOneRun = false
  private let instant: Instant
  private let knowledge: Knowledge
  private var fold: PersonFold
  private var count: ProgressMeter.Count
  /// The persons of a chunk who are not green at the first glance.
  private var notGreen: [NotGreen] = []
  /// The persons of a chunk who are to be looked at.
  private var untold: [Untold] = []
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

  /// Adds the colors of persons who are in a chunk and nowhere else: first of those whom the columns tell, then of the others.
  ///
  /// Here and below the screen is a parameter, not a property: what a mutating method reads of its own properties is retained each time.
  private mutating func add(_ positions: Range<Int>, of columned: borrowing ColumnedChunk, _ screen: ColorScreen) throws {
    let isChunkKnown = !screen.isBlind && columned.lastSequence <= knowledge.through && knowledge.without.isEmpty
    let base = part.results.count - positions.lowerBound
    part.results.append(contentsOf: repeatElement(.green, count: positions.count))
    untold.removeAll(keepingCapacity: true)
    if isChunkKnown {
      findNotGreen(positions, of: columned, screen.summaries)
      for person in notGreen {
        let summary = columned.block.summary(of: columned.firstInBlock + person.position)
        if let color = screen.color(of: summary, person.glance) {
          part.results[base + person.position] = color
        } else {
          untold.append(
            Untold(position: person.position, isAllKnown: !summary.hasRetractions, looksAtEvents: true, looksAtStays: screen.looksAtStays))
        }
      }
    } else {
      for position in positions {
        let summary = columned.block.summary(of: columned.firstInBlock + position)
        let isKnown = summary.firstSequence <= knowledge.through && knowledge.without.isEmpty && !summary.hasRetractions
        let looksAtEvents = screen.mayHold(bySomeEventsOf: summary)
        let looksAtStays = screen.mayHold(bySomeStaysOf: summary)
        if isKnown, !looksAtEvents, !looksAtStays { continue }
        untold.append(
          Untold(position: position, isAllKnown: false, looksAtEvents: looksAtEvents, looksAtStays: looksAtStays, isSurelyKnown: isKnown))
      }
    }
    if untold.isEmpty { return }
    let chunk = try columned.open()
    let looksAtNegatives = screen.countedNegatives != nil || !isChunkKnown
    for person in untold {
      if person.looksAtEvents { try chunk.readAhead(.rare, of: person.position) }
      if person.looksAtStays { try chunk.readAhead(.stays, of: person.position) }
      if looksAtNegatives { try chunk.readAhead(.negatives, of: person.position) }
    }
    for person in untold { part.results[base + person.position] = try color(person, of: chunk, screen) }
  }

  /// Finds the persons of a chunk who are not green at the first glance, and begins to bring from memory what else is said of them.
  private mutating func findNotGreen(
    _ positions: Range<Int>, of columned: borrowing ColumnedChunk, _ summaries: borrowing ColorScreen.Summaries
  ) {
    let first = columned.firstInBlock
    notGreen.removeAll(keepingCapacity: true)
    notGreen.append(contentsOf: repeatElement(NotGreen(), count: positions.count + 1))
    var found = notGreen.mutableSpan
    var count = 0
    // Where the next one is put is reckoned, not branched to.
    for position in positions {
      let glance = summaries.glance(at: columned.block.summary(of: first &+ position))
      found[count] = NotGreen(position, glance)
      count &+= glance.isEmpty ? 0 : 1
    }
    let glanced = count
    count = 0
    for index in 0..<glanced {
      let position = first &+ found[index].position
      let glance = summaries.glance(at: columned.block.summary(of: position), after: found[index].glance)
      if glance.isEmpty { continue }
      columned.block.readAhead(position)
      found[count] = NotGreen(found[index].position, glance)
      count &+= 1
    }
    notGreen.removeLast(notGreen.count - count)
  }

  /// A person who is not green at the first glance, by position in a chunk.
  private struct NotGreen {
    private var bits: UInt64 = 0

    var position: Int { Int(truncatingIfNeeded: bits &>> 32) }
    var glance: ColorScreen.Glance { ColorScreen.Glance(rawValue: UInt32(truncatingIfNeeded: bits)) }

    init() {}

    init(_ position: Int, _ glance: ColorScreen.Glance) {
      bits = UInt64(truncatingIfNeeded: position) &<< 32 | UInt64(glance.rawValue)
    }
  }

  /// A person whom the columns do not tell, by position in a chunk, and what is to be looked at.
  private struct Untold {
    var position: Int
    var isAllKnown: Bool
    var looksAtEvents: Bool
    var looksAtStays: Bool
    /// Whether some event is certainly known.
    var isSurelyKnown = false
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

  /// The color of the person at a position of a chunk; nil where nothing of the person is known.
  private mutating func color(_ person: Untold, of chunk: borrowing RunChunk, _ screen: ColorScreen) throws -> Color? {
    let (position, isAllKnown) = (person.position, person.isAllKnown)
    let retractions = try chunk.records(.retractions, of: position)
    var marks = ColorScreen.Marks()
    var isKnown = isAllKnown || person.isSurelyKnown
    if person.looksAtEvents {
      let rare = try chunk.records(.rare, of: position)
      for record in stride(from: rare.lowerBound, to: rare.upperBound, by: RunChunk.Section.rare.stride) {
        let eventClass = chunk.eventClass(record)
        if screen.ignores(eventClass) || !isAllKnown && !chunk.isKnown(record, by: knowledge, retractions) { continue }
        isKnown = true
        screen.note(eventClass, at: chunk.at(record), &marks)
      }
    }
    if person.looksAtStays, try noteStays(of: position, chunk, screen, isAllKnown: isAllKnown, retractions, &marks) { isKnown = true }
    var found = screen.color(marks)
    if found == nil, screen.looksAtNegatives(marks) {
      found = screen.color(marks, lastNegative: try lastNegative(of: position, chunk, screen, isAllKnown: isAllKnown, retractions))
    }
    if let found { return try isKnown || isAnyEventKnown(position, of: chunk, retractions) ? found : nil }
    try fold.load { events in try chunk.gatherKnown(position, by: knowledge, negativesFrom: screen.negativesFrom, into: &events) }
    return fold.history.isEmpty ? nil : fold.color(at: instant)
  }

  /// Notes the known stays of the person at a position, each with its end: its own, or else the arrival of the next that is known. False where none is
  /// known.
  private func noteStays(
    of position: Int, _ chunk: borrowing RunChunk, _ screen: ColorScreen, isAllKnown: Bool, _ retractions: Range<Int>,
    _ marks: inout ColorScreen.Marks
  ) throws(DamagedBytes) -> Bool {
    let stays = try chunk.records(.stays, of: position)
    var open: Int?
    var isAnyKnown = false
    for record in stride(from: stays.lowerBound, to: stays.upperBound, by: RunChunk.Section.stays.stride) {
      if !isAllKnown, !chunk.isKnown(record, by: knowledge, retractions) { continue }
      isAnyKnown = true
      if let stay = open { screen.noteStay(from: chunk.at(stay), until: chunk.at(record), at: chunk.place(stay), &marks) }
      let until = chunk.until(record)
      open = until == .never ? record : nil
      if open == nil { screen.noteStay(from: chunk.at(record), until: until, at: chunk.place(record), &marks) }
    }
    if let stay = open { screen.noteStay(from: chunk.at(stay), until: .never, at: chunk.place(stay), &marks) }
    return isAnyKnown
  }

  /// When the last negative test was, up to the instant, that is known and counts; nil for none.
  private func lastNegative(
    of position: Int, _ chunk: borrowing RunChunk, _ screen: ColorScreen, isAllKnown: Bool, _ retractions: Range<Int>
  ) throws(DamagedBytes) -> Instant? {
    let negatives = try chunk.records(.negatives, of: position)
    var record = negatives.upperBound
    while record > negatives.lowerBound {
      record -= RunChunk.Section.negatives.stride
      guard chunk.at(record) <= instant, screen.countedNegatives?.contains(chunk.eventClass(record)) ?? false else { continue }
      if isAllKnown || chunk.isKnown(record, by: knowledge, retractions) { return chunk.at(record) }
    }
    return nil
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
