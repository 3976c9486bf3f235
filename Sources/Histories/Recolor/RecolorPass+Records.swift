internal import EventLog
internal import RiskFold
internal import RiskModel

/// The records of those that columns do not decide.
extension RecolorPass {
  /// The color of the person at a position of a chunk, nil where nothing of the person is known; and whether it takes more than what may hold the
  /// person at the most.
  mutating func color(
    _ person: Undecided, at position: Int, of chunk: borrowing RunChunk, _ screen: ColorScreen
  ) throws -> (color: Color?, isCounted: Bool) {
    let isAllKnown = person.isAllKnown
    let retractions = try chunk.retractions(of: position)
    var marks = ColorScreen.Marks()
    var isKnown = isAllKnown || person.isSurelyKnown
    if screen.countsEvents { events.removeAll(screen) }
    if person.looksAtEvents || screen.countsEvents {
      let rare = try chunk.records(.rare, of: position)
      for record in stride(from: rare.lowerBound, to: rare.upperBound, by: RunChunk.Section.rare.stride) {
        let eventClass = chunk.eventClass(record)
        if screen.ignores(eventClass) || !isAllKnown && !chunk.isKnown(record, by: knowledge, retractions) { continue }
        isKnown = true
        if person.looksAtEvents { screen.note(eventClass, at: chunk.at(record), &marks) }
        if screen.countsEvents { events.append(chunk.event(record, isNegativeTest: false), screen) }
      }
    }
    var areTestsNoted = false
    if screen.countsStays, screen.mayBeRed(marks) {
      areTestsNoted = true
      try noteTests(of: position, from: .earliest, chunk, screen, isAllKnown: isAllKnown, retractions)
      events.finish(screen)
      // Whatever the stays, which then need not be read.
      if screen.isRed(marks, events) { return (.red, true) }
    }
    if person.looksAtStays, try noteStays(of: position, chunk, screen, isAllKnown: isAllKnown, retractions, &marks) { isKnown = true }
    if screen.hasLapses { try noteLapses(of: position, chunk, screen, isAllKnown: isAllKnown, retractions, &marks) }
    var found = screen.color(marks)
    if found == nil, screen.looksAtNegatives(marks) {
      found = screen.color(marks, lastNegative: try lastNegative(of: position, chunk, screen, isAllKnown: isAllKnown, retractions))
    }
    let isCounted = found == nil
    if found == nil, screen.decides(marks) {
      if !areTestsNoted {
        let first = screen.firstOpening(marks, events)
        try noteTests(of: position, from: first, chunk, screen, isAllKnown: isAllKnown, retractions)
        events.finish(screen)
      }
      found = screen.color(marks, events)
    }
    if let found { return (try isKnown || isAnyEventKnown(position, of: chunk, retractions) ? found : nil, isCounted) }
    try fold.load { events in try chunk.gatherKnown(position, by: knowledge, negativesFrom: screen.negativesFrom, into: &events) }
    return (fold.history.isEmpty ? nil : fold.answer(outcome, at: instant), true)
  }

  /// Notes the known negative tests from an instant up to that which is asked about, the latest first, as far as they may matter.
  private mutating func noteTests(
    of position: Int, from first: Instant, _ chunk: borrowing RunChunk, _ screen: ColorScreen, isAllKnown: Bool,
    _ retractions: RunChunk.Retractions
  ) throws(DamagedBytes) {
    let negatives = try chunk.records(.negatives, of: position)
    var record = negatives.upperBound
    while record > negatives.lowerBound {
      record -= RunChunk.Section.negatives.stride
      let at = chunk.at(record)
      if at < first { return }
      guard at <= instant, isAllKnown || chunk.isKnown(record, by: knowledge, retractions) else { continue }
      if !events.note(chunk.eventClass(record), at: at.secondsSinceEpoch, screen) { return }
    }
  }

  /// Notes the known stays of the person at a position, each with its end: its own, or else the arrival of the next that is known. False where none is
  /// known.
  private mutating func noteStays(
    of position: Int, _ chunk: borrowing RunChunk, _ screen: ColorScreen, isAllKnown: Bool, _ retractions: RunChunk.Retractions,
    _ marks: inout ColorScreen.Marks
  ) throws(DamagedBytes) -> Bool {
    let stays = try chunk.records(.stays, of: position)
    var open: Int?
    var isAnyKnown = false
    for record in stride(from: stays.lowerBound, to: stays.upperBound, by: RunChunk.Section.stays.stride) {
      if !isAllKnown, !chunk.isKnown(record, by: knowledge, retractions) { continue }
      isAnyKnown = true
      if let stay = open { noteStay(stay, until: chunk.at(record), chunk, screen, &marks) }
      let until = chunk.until(record)
      open = until == .never ? record : nil
      if open == nil { noteStay(record, until: until, chunk, screen, &marks) }
    }
    if let stay = open { noteStay(stay, until: .never, chunk, screen, &marks) }
    if screen.countsStays { screen.noteStays(events, &marks) }
    return isAnyKnown
  }

  @inline(__always)
  private mutating func noteStay(
    _ record: Int, until: Instant, _ chunk: borrowing RunChunk, _ screen: ColorScreen, _ marks: inout ColorScreen.Marks
  ) {
    let (from, place) = (chunk.at(record), chunk.place(record))
    if !screen.countsStays { screen.noteStay(from: from, until: until, at: place, &marks) }
    if screen.countsEvents, screen.mayMatter(from: from, until: until, at: place) { events.append(from: from, until: until, at: place) }
  }

  /// Notes what the last known negative test up to the instant triggers.
  private func noteLapses(
    of position: Int, _ chunk: borrowing RunChunk, _ screen: ColorScreen, isAllKnown: Bool, _ retractions: RunChunk.Retractions,
    _ marks: inout ColorScreen.Marks
  ) throws(DamagedBytes) {
    let negatives = try chunk.records(.negatives, of: position)
    var record = negatives.upperBound
    while record > negatives.lowerBound {
      record -= RunChunk.Section.negatives.stride
      guard chunk.at(record) <= instant, isAllKnown || chunk.isKnown(record, by: knowledge, retractions) else { continue }
      return screen.noteLapses(lastNegative: chunk.at(record).secondsSinceEpoch, chunk.eventClass(record), &marks)
    }
  }

  /// When the last negative test was, up to the instant, that is known and counts; nil for none.
  private func lastNegative(
    of position: Int, _ chunk: borrowing RunChunk, _ screen: ColorScreen, isAllKnown: Bool, _ retractions: RunChunk.Retractions
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
  private func isAnyEventKnown(_ position: Int, of chunk: borrowing RunChunk, _ retractions: RunChunk.Retractions) throws(DamagedBytes)
    -> Bool
  {
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
