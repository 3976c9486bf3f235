internal import EventLog
package import Histories
internal import LMDB
package import RiskModel
internal import Synchronization

extension Reader {
  /// All that the log says about a person, in order, whatever its position.
  ///
  /// - Complexity: O(log persons · runs + the person's events), whatever the length of the log.
  /// - Throws: ``PersonErased`` where another process has erased the person since the last look.
  package func history(of person: PersonID) throws -> PersonHistory {
    var history = try readUntilCurrent(about: CollectionOfOne(person)) { transaction in
      var history = PersonHistory()
      return try gather(person, into: &history, transaction) ? history : nil
    }
    history.sort()
    return history
  }

  /// Runs `body` in a transaction, and in a new one each time that it answers nil: the transaction is older than what is in memory, since histories
  /// were sealed after it began, or dropped by another process.
  ///
  /// - Parameter persons: whose histories the body reads.
  /// - Precondition: the calling thread is in no read: one inside of it would be the same, and as old for ever. A reader for one person is in
  ///   one, with a state that is of it.
  /// - Throws: ``PersonErased`` where another process has erased one of the persons since the last look; what `body` throws.
  func readUntilCurrent<Result>(
    about persons: some Collection<PersonID>, _ body: (borrowing ReadTransaction) throws -> Result?
  ) throws -> Result {
    assert(isForOnePerson || !log.environment.isInRead, "a newer state is not seen inside of a read")
    while true {
      if let result = try log.environment.read(body) { return result }
      if access == .readOnly {
        try catchUp()
        try requireNotErased(persons)
      }
    }
  }

  /// Adds a person's events to a history, in no order. False where the tail no longer goes back to the transaction's sealed position: histories
  /// were sealed since it began, and a new transaction sees them.
  func gather(_ person: PersonID, into history: inout PersonHistory, _ transaction: borrowing ReadTransaction) throws -> Bool {
    try gather(person, into: &history, manifest(transaction), besides: nil, transaction)
  }

  /// The same of everything but a run that is left out.
  func gather(
    _ person: PersonID, into history: inout PersonHistory, _ manifest: Manifest, besides left: Manifest.Run?,
    _ transaction: borrowing ReadTransaction
  ) throws -> Bool {
    let isWhole = state.withLock { state in
      state.tail.gather(person, after: manifest.sealedThrough, into: &history)
      // What another process erased since is not taken for all that there is.
      return state.tail.base <= manifest.sealedThrough && manifest.erasedThrough <= state.erasedThrough
    }
    guard isWhole, let derived else { return isWhole }
    for run in manifest.runs(of: person) where run.id != left?.id { try derived.gather(person, from: run.id, into: &history, transaction) }
    return true
  }

  /// What is sealed; nothing, where another projector made it.
  func manifest(_ transaction: borrowing ReadTransaction) throws -> Manifest {
    do {
      return try derived?.readManifest(transaction) ?? Manifest()
    } catch is Manifest.OtherProjector {
      return Manifest()
    }
  }
}
