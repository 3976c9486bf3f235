@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel
internal import Synchronization

/// What a pass over a stretch of the persons found, in ascending order of person.
struct PersonPart<Result: Sendable>: Sendable {
  var persons: [PersonID] = []
  var results: [Result] = []
}

/// A stretch of all persons with where their histories lie.
struct PersonStretch {
  /// Which of all stretches it is, from 0.
  let number: Int
  /// The first person.
  let first: PersonID
  /// The first person after the stretch; nil for the last stretch.
  let end: PersonID?
  /// The run with the most records, to be read in place.
  let base: Manifest.Run?
  /// The other runs.
  let others: [UInt32]
  let tables: DerivedTables?
  /// What is not sealed, in order of person.
  let tail: [Tail.Entry]
}

extension Engine {
  /// Runs `body` over everyone, in stretches on all cores. Gives the results in order of person.
  func mapStretches<Result: Sendable>(
    _ body: @escaping @Sendable (PersonStretch, borrowing ReadTransaction) throws -> Result
  ) throws -> [Result] {
    while true {
      if let results = try attemptStretches(body) { return results }
    }
  }

  /// Nil where the snapshot was dropped after the tail was copied: what it held is in neither.
  private func attemptStretches<Result: Sendable>(
    _ body: @escaping @Sendable (PersonStretch, borrowing ReadTransaction) throws -> Result
  ) throws -> [Result]? {
    // Pseudonyms are spread evenly, so stretches of equal width are about equally long; more of them than cores evens out the rest.
    let stretchCount = 16
    let width = UInt64.max / UInt64(stretchCount) + 1
    let tail = state.withLock { $0.tail }
    let sorted = tail.entries.orderedByPerson()
    let results = try concurrentMap(stretchCount) { index in
      try log.environment.read { transaction -> Result? in
        let manifest = try manifest(transaction)
        guard manifest.sealedThrough >= tail.base else { return nil }
        // What was sealed since the tail was copied is in both; the tail's share is left out.
        let unsealed = manifest.sealedThrough > tail.base ? sorted.filter { $0.event.sequence > manifest.sealedThrough } : sorted
        let base = manifest.base
        let stretch = PersonStretch(
          number: index, first: PersonID(high: UInt64(index) * width, low: 0),
          end: index + 1 == stretchCount ? nil : PersonID(high: UInt64(index + 1) * width, low: 0), base: base,
          others: manifest.runs.map(\.id).filter { $0 != base?.id }, tables: derived, tail: unsealed)
        return try body(stretch, transaction)
      }
    }.compactMap { $0 }
    return results.count == stretchCount ? results : nil
  }

  /// Calls `body` with every person's whole history, on all cores; persons for whom it answers nil are left out.
  func mapEveryone<Result: Sendable>(
    _ progress: (@Sendable (Int) -> Bool)?, _ body: @escaping @Sendable (PersonHistory) -> Result?
  ) throws -> [PersonPart<Result>] {
    let meter = ProgressMeter(progress)
    return try mapStretches { stretch, transaction in
      var part = PersonPart<Result>()
      var count = meter.count()
      try stretch.forEachPerson(transaction) { person, history in
        if let result = body(history) {
          part.persons.append(person)
          part.results.append(result)
        }
        try count.next()
      }
      return part
    }
  }
}

extension PersonStretch {
  /// Whether a person is before the stretch's end.
  func includes(_ person: PersonID) -> Bool { end.map { person < $0 } ?? true }

  /// Gives each person of the stretch, in ascending order, with the whole history.
  func forEachPerson(_ transaction: borrowing ReadTransaction, _ body: (PersonID, PersonHistory) throws -> Void) throws {
    var merge = try HistoryMerge([base?.id].compactMap { $0 } + others, tables, tail: tail, from: first, transaction)
    var history = PersonHistory()
    while let person = try merge.next(into: &history, transaction), includes(person) { try body(person, history) }
  }
}
