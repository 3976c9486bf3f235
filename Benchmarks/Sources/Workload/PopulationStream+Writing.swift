import Tricolor

extension PopulationStream {
  /// Appends the events to a log that is empty, in batches, and answers how many.
  ///
  /// - Parameter timed: given each batch's append, so that its time can be taken without the generator's.
  public consuming func append(
    to engine: Engine, batch: Int = 10_000, limit: Int = .max, timed: (() async throws -> Void) async throws -> Void
  ) async throws -> Int {
    var count = 0
    while count < limit {
      let drafts = try next(min(batch, limit - count))
      if drafts.isEmpty { break }
      try await timed { _ = try await engine.append(drafts) }
      count += drafts.count
    }
    return count
  }

  /// Writes the events as JSON Lines, with `sequence` and `recordedAt`: what `riskctl import` reads into an empty store.
  public consuming func writeJSONLines(to path: String, limit: Int = .max) throws -> Int {
    var file = try TextFile(path)
    var sequence: UInt64 = 0
    while sequence < limit {
      let drafts = try next(min(10_000, limit - Int(sequence)))
      if drafts.isEmpty { break }
      for draft in drafts {
        sequence += 1
        try file.write(RecordedEvent(sequence: sequence, recordedAt: draft.recordedAt!, event: draft.event).json)
        try file.write("\n")
      }
    }
    try file.finish()
    return Int(sequence)
  }

  /// Writes the events as tables in CSV, each column a whole number; instants in seconds since 1970:
  ///
  /// - `persons.csv`: number, pseudonym
  /// - `places.csv`: number, the one right above
  /// - `events.csv`: sequence, person, deed, at, until, place, recorded_at
  /// - `designations.csv`: sequence, deed, at, until, place
  /// - `retractions.csv`: sequence, of
  public consuming func writeTables(to directory: String, limit: Int = .max) throws -> Int {
    let population = population
    var persons = try TextFile("\(directory)/persons.csv")
    for number in 0..<population.personCount { try persons.write("\(number),\(population.person(number))\n") }
    try persons.finish()
    var places = try TextFile("\(directory)/places.csv")
    for number in 1...Geography.count { try places.writeLine(UInt64(number), UInt64(Geography.parent(of: number))) }
    try places.finish()

    var events = try TextFile("\(directory)/events.csv")
    var designations = try TextFile("\(directory)/designations.csv")
    var retractions = try TextFile("\(directory)/retractions.csv")
    func seconds(_ second: UInt32) -> UInt64 { UInt64(Population.instant(second).secondsSinceEpoch) }
    let count = try forEachOfNext(limit) { sequence, record, retracted in
      let until = record.until == 0 ? nil : seconds(record.until)
      switch record.deed {
      case .policy: break
      case .retraction: try retractions.writeLine(sequence, retracted)
      case .noRisk, .lowRisk, .mediumRisk, .highRisk:
        try designations.writeLine(sequence, UInt64(record.deed.rawValue), seconds(record.at), until, UInt64(record.detail))
      default:
        try events.writeLine(
          sequence, UInt64(record.person), UInt64(record.deed.rawValue), seconds(record.at), until,
          record.deed == .stay || record.deed == .entry ? UInt64(record.detail) : nil, seconds(record.recordedAt))
      }
    }
    try events.finish()
    try designations.finish()
    try retractions.finish()
    return count
  }
}
