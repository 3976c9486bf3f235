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
    try readUntilCurrent(about: CollectionOfOne(person)) { try history(of: person, manifest($0), $0) }
  }

  /// The same in a transaction.
  ///
  /// - Throws: ``TransactionIsOlder``; errors of the store.
  func history(of person: PersonID, _ manifest: Manifest, _ transaction: borrowing ReadTransaction) throws -> PersonHistory {
    var history = PersonHistory()
    try gather(person, into: &history, manifest, besides: nil, transaction)
    history.sort()
    return history
  }

  /// Adds a person's events to a history, in no order.
  ///
  /// - Parameter left: a run that is left out.
  /// - Throws: ``TransactionIsOlder``; errors of the store.
  func gather(
    _ person: PersonID, into history: inout PersonHistory, _ manifest: Manifest, besides left: Manifest.Run?,
    _ transaction: borrowing ReadTransaction
  ) throws {
    let isWhole = state.withLock { state in
      state.tail.gather(person, after: manifest.sealedThrough, into: &history)
      // What another process erased since is not taken for all that there is.
      return state.tail.base <= manifest.sealedThrough && manifest.erasedThrough <= state.erasedThrough
    }
    guard isWhole else { throw TransactionIsOlder() }
    guard let derived else { return }
    for run in manifest.runs(of: person) where run.id != left?.id { try derived.gather(person, from: run.id, into: &history, transaction) }
  }
}
