internal import Dispatch
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel
internal import Synchronization

extension View {
  /// Something of the timeline from an instant on of each of many persons, on all cores where that is worth it.
  ///
  /// - Complexity: O(persons · their events).
  func mapTimelines<Result: Sendable>(
    of persons: [PersonID], from first: Instant, _ body: @escaping @Sendable (Timeline) -> Result
  ) throws -> [Result] {
    // A few persons are done before another core has begun.
    let stretchCount = persons.count < 512 ? 1 : 8
    let size = (persons.count + stretchCount - 1) / stretchCount
    let outcomes = Mutex([Swift.Result<[Result], any Error>?](repeating: nil, count: stretchCount))
    DispatchQueue.concurrentPerform(iterations: stretchCount) { index in
      let outcome = Swift.Result {
        try engine.log.environment.read { transaction in
          var fold = PersonFold(circumstances)
          var history = PersonHistory()
          return try persons[min(persons.count, index * size)..<min(persons.count, (index + 1) * size)].map { person in
            history.removeAll()
            if try engine.gather(person, into: &history, transaction) {
              history.sort()
            } else {
              // Histories were sealed since the transaction began.
              history = try engine.history(of: person)
            }
            fold.load { $0 = history.known(by: knowledge) }
            return body(fold.timeline(from: first))
          }
        }
      }
      outcomes.withLock { $0[index] = outcome }
    }
    return try outcomes.withLock { outcomes in
      try outcomes.flatMap { outcome in
        guard let outcome else { preconditionFailure("every stretch has an outcome") }
        return try outcome.get()
      }
    }
  }
}
