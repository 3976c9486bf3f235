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
    while true {
      var history = PersonHistory()
      let isWhole = try log.environment.read { try gather(person, into: &history, $0) }
      guard isWhole else {
        // Histories were sealed since, or dropped by another process.
        if access == .readOnly {
          try catchUp()
          try requireNotErased([person])
        }
        continue
      }
      history.sort()
      return history
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
