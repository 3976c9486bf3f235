internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Synchronization

extension Reader {
  /// Runs `body` over everyone, partition by partition on all cores. Gives the results in order of person.
  ///
  /// - Parameter beginning: called before the first partition, and where a pass must be begun again, which gives everyone again.
  func mapStretches<Result: Sendable>(
    beginning: () -> Void = {},
    _ body: @escaping @Sendable (PersonStretch, borrowing ReadTransaction) throws -> Result
  ) throws -> [Result] {
    while true {
      beginning()
      if let results = try attemptStretches(body) { return results }
      // Another process may have dropped it.
      if access == .readOnly { try catchUp() }
    }
  }

  /// Nil where the snapshot was dropped after the tail was copied: what it held is in neither.
  private func attemptStretches<Result: Sendable>(
    _ body: @escaping @Sendable (PersonStretch, borrowing ReadTransaction) throws -> Result
  ) throws -> [Result]? {
    let (tail, erasedThrough) = state.withLock { ($0.tail, $0.erasedThrough) }
    let sorted = tail.entries.orderedByPerson()
    let results = try concurrentMap(PersonPartition.count) { index in
      try log.environment.read { transaction -> Result? in
        let manifest = try manifest(transaction)
        guard manifest.sealedThrough >= tail.base, manifest.erasedThrough <= erasedThrough else { return nil }
        // What was sealed since the tail was copied is in both; the tail's share is left out.
        let unsealed = manifest.sealedThrough > tail.base ? sorted.filter { $0.event.sequence > manifest.sealedThrough } : sorted
        let partition = PersonPartition(number: index)
        let base = manifest.base(of: partition)
        let stretch = PersonStretch(
          partition: partition, base: base, others: manifest[partition].map(\.id).filter { $0 != base?.id }, tables: derived,
          tail: unsealed)
        return try body(stretch, transaction)
      }
    }.compactMap { $0 }
    return results.count == PersonPartition.count ? results : nil
  }

  /// Calls `body` with the whole history of every pseudonym, on all cores; those for which it answers nil are left out.
  ///
  /// - Parameter beginning: as of ``mapStretches(beginning:_:)``.
  func mapPseudonyms<Result: Sendable>(
    _ progress: (@Sendable (Int) -> Bool)?, beginning: () -> Void = {}, _ body: @escaping @Sendable (PersonID, PersonHistory) -> Result?
  ) throws -> [PersonPart<Result>] {
    let meter = ProgressMeter(progress)
    return try mapStretches(beginning: beginning) { stretch, transaction in
      var part = PersonPart<Result>()
      var count = meter.count()
      try stretch.forEachPerson(transaction) { person, history in
        if let result = body(person, history) {
          part.persons.append(person)
          part.results.append(result)
        }
        try count.next()
      }
      return part
    }
  }

  /// Asks again where something was erased meanwhile: an answer about everyone is of all that there was, or of what is left, and not of some of both.
  ///
  /// - Complexity: the question's, and once more for each erasure during it: a question that takes longer than a step of a retention is answered after the
  ///   retention.
  /// - Precondition: the calling thread is in no read, which an erasure may wait for.
  /// - Throws: what `question` throws, unless something was erased.
  package func whileNothingIsErased<Answer>(_ question: () throws -> Answer) throws -> Answer {
    while true {
      let before = erasing.withLock { _ in state.withLock { $0.erasedThrough } }
      let answer = Result { try question() }
      if access == .readOnly { try catchUp() }
      if state.withLock({ $0.erasedThrough }) == before { return try answer.get() }
    }
  }
}
