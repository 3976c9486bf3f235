package import EventLog
package import RiskFold
package import RiskModel

extension RunChunk {
  /// Whether a record's event is known, of whichever person.
  ///
  /// - Parameter retractions: those of its person.
  @inline(__always)
  func isKnown(_ record: Int, by knowledge: Knowledge, _ retractions: Retractions) -> Bool {
    if lastSequence > knowledge.through || !knowledge.without.isEmpty, !knowledge.includes(sequence(record)) { return false }
    return !isRetracted(record) || !isRetracted(record, by: knowledge, retractions)
  }

  private func isRetracted(_ record: Int, by knowledge: Knowledge, _ retractions: Retractions) -> Bool {
    let sequence = sequence(record)
    if retractions.byTarget.isEmpty {
      for retraction in stride(from: retractions.records.lowerBound, to: retractions.records.upperBound, by: Section.retractions.stride)
      where target(retraction) == sequence {
        return knowledge.includes(self.retraction(retraction))
      }
      return false
    }
    let index = (0..<retractions.byTarget.count).firstReached { target(retractions.byTarget[$0]) >= sequence }
    guard index < retractions.byTarget.count, target(retractions.byTarget[index]) == sequence else { return false }
    return knowledge.includes(retraction(retractions.byTarget[index]))
  }

  /// The retractions of one person, ready to be asked which of them names an event.
  struct Retractions {
    /// Where they lie.
    let records: Range<Int>
    /// Of many, the offsets of their records in order of what they name; empty for few, which are looked through.
    let byTarget: [Int]

    /// So many are looked through for each event that is retracted.
    static let fewCount = 32
  }

  /// The retractions of the person at a position. O(1) for few, else O(retractions · log retractions).
  @inline(__always)
  func retractions(of position: Int) throws(DamagedBytes) -> Retractions {
    let records = try records(.retractions, of: position)
    let stride = Section.retractions.stride
    guard records.count > Retractions.fewCount * stride else { return Retractions(records: records, byTarget: []) }
    return Retractions(records: records, byTarget: offsetsByTarget(records))
  }

  private func offsetsByTarget(_ records: Range<Int>) -> [Int] {
    stride(from: records.lowerBound, to: records.upperBound, by: Section.retractions.stride).sorted { target($0) < target($1) }
  }

  /// Gives the events of the person at a position in `(at, sequence)` order, by the offsets of their records.
  ///
  /// - Parameter negativesFrom: leaves out the negative tests before this instant.
  @inline(__always)
  func forEachEvent(of position: Int, negativesFrom: Instant = .earliest, _ body: (_ record: Int, _ isNegativeTest: Bool) -> Void)
    throws(DamagedBytes)
  {
    // Sorted already, section by section: what comes next is the first of one of them.
    let rare = try records(.rare, of: position)
    let stays = try records(.stays, of: position)
    let negatives = try records(.negatives, of: position)
    var others = MergedRecords(rare, stays)
    var negative = negatives.upperBound
    while negative > negatives.lowerBound, at(negative - Section.negatives.stride) >= negativesFrom {
      negative -= Section.negatives.stride
    }
    var other = others.next(self)
    while negative < negatives.upperBound {
      while let record = other, precedes(record, negative) {
        body(record, false)
        other = others.next(self)
      }
      body(negative, true)
      negative += Section.negatives.stride
    }
    while let record = other {
      body(record, false)
      other = others.next(self)
    }
  }

  /// Whether a record comes before another of the same person.
  @inline(__always)
  fileprivate func precedes(_ record: Int, _ other: Int) -> Bool {
    let at = at(record)
    let otherAt = self.at(other)
    return at != otherAt ? at < otherAt : sequence(record) < sequence(other)
  }

  /// The event of a record.
  @inline(__always)
  package func event(_ record: Int, isNegativeTest: Bool) -> HistoryEvent {
    var event = HistoryEvent(at: at(record), sequence: sequence(record), eventClass: eventClass(record))
    if !isNegativeTest {
      event.until = until(record)
      event.place = place(record)
    }
    return event
  }

  /// Adds the known events of the person at a position, in order.
  ///
  /// - Parameter negativesFrom: leaves out the negative tests before this instant.
  package func gatherKnown(
    _ position: Int, by knowledge: Knowledge, negativesFrom: Instant, into history: inout [HistoryEvent]
  ) throws(DamagedBytes) {
    // Three places of the memory at once.
    try readAhead(.rare, of: position)
    try readAhead(.stays, of: position)
    try readAhead(.negatives, of: position)
    let retractions = try retractions(of: position)
    try forEachEvent(of: position, negativesFrom: negativesFrom) { record, isNegativeTest in
      if isKnown(record, by: knowledge, retractions) { history.append(event(record, isNegativeTest: isNegativeTest)) }
    }
  }

  private func eventCount(of position: Int) throws(DamagedBytes) -> Int {
    try records(.rare, of: position).count / Section.rare.stride + records(.stays, of: position).count / Section.stays.stride
      + records(.negatives, of: position).count / Section.negatives.stride
  }

  /// Adds all events and retractions of the person at a position, the events in order.
  package func gather(_ position: Int, into history: inout PersonHistory) throws(DamagedBytes) {
    if history.events.isEmpty { history.events.reserveCapacity(try eventCount(of: position)) }
    try forEachEvent(of: position) { record, isNegativeTest in
      history.events.append(event(record, isNegativeTest: isNegativeTest))
    }
    let retractions = try records(.retractions, of: position)
    for retraction in stride(from: retractions.lowerBound, to: retractions.upperBound, by: Section.retractions.stride) {
      history.retractions.append(PersonHistory.Retraction(target: target(retraction), sequence: self.retraction(retraction)))
    }
  }
}

/// The records of two sections of one person, in order.
private struct MergedRecords {
  private var rare: Range<Int>
  private var stays: Range<Int>

  init(_ rare: Range<Int>, _ stays: Range<Int>) {
    self.rare = rare
    self.stays = stays
  }

  @inline(__always)
  package mutating func next(_ chunk: borrowing RunChunk) -> Int? {
    let isRare = !rare.isEmpty && (stays.isEmpty || chunk.precedes(rare.lowerBound, stays.lowerBound))
    if isRare {
      defer { rare = rare.lowerBound + RunChunk.Section.rare.stride..<rare.upperBound }
      return rare.lowerBound
    }
    if stays.isEmpty { return nil }
    defer { stays = stays.lowerBound + RunChunk.Section.stays.stride..<stays.upperBound }
    return stays.lowerBound
  }
}
