internal import EventLog
internal import Histories
internal import LMDB
internal import RiskModel
internal import Synchronization

/// A transaction sees less than is sealed by now, and memory has forgotten what was sealed since.
struct TransactionIsOlder: Error {}

/// Reading what is partly in the store and partly in memory, where histories are sealed at any time: what is sealed goes from memory to the store.
extension Reader {
  /// Runs `body` in a transaction, and again in a new one each time that it throws ``TransactionIsOlder``: histories were sealed after the transaction
  /// began, or dropped by another process.
  ///
  /// - Parameter persons: those of the histories that the body reads.
  /// - Precondition: the calling thread is in no read: one inside of it would be the same, and as old for ever. A reader for one person is in
  ///   one, with a state that is of it.
  /// - Throws: ``PersonErased`` where another process has erased one of the persons since the last look; what `body` throws.
  func readUntilCurrent<Result>(
    about persons: some Collection<PersonID>, _ body: (borrowing ReadTransaction) throws -> Result
  ) throws -> Result {
    assert(isForOnePerson || !log.environment.isInRead, "a newer state is not seen inside of a read")
    while true {
      do {
        return try log.environment.read(body)
      } catch is TransactionIsOlder {
        if access == .readOnly {
          try catchUp()
          try requireNotErased(persons)
        }
      }
    }
  }

  /// Runs `body` with what is in memory, and with a transaction that sees at least what memory has forgotten, and the manifest there.
  ///
  /// - Precondition: as ``readUntilCurrent(about:_:)``.
  /// - Throws: what `body` throws.
  func readWithState<Result: Sendable>(
    _ body: (inout EngineState, Manifest, borrowing ReadTransaction) throws -> Result
  ) throws -> Result {
    try readUntilCurrent(about: EmptyCollection()) { transaction in
      let manifest = try manifest(transaction)
      return try state.withLock { state in
        try state.requireCurrent(manifest)
        return try body(&state, manifest, transaction)
      }
    }
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

extension EngineState {
  /// - Parameter manifest: a transaction's.
  /// - Throws: ``TransactionIsOlder`` where the state has forgotten what the transaction does not see.
  func requireCurrent(_ manifest: Manifest) throws(TransactionIsOlder) {
    guard manifest.sealedThrough >= self.manifest.sealedThrough else { throw TransactionIsOlder() }
  }

  /// - Parameter manifest: a transaction's.
  /// - Throws: ``TransactionIsOlder`` where the transaction does not see exactly what the state holds to be sealed: it may be the newer one as well.
  func requireSame(_ manifest: Manifest) throws(TransactionIsOlder) {
    guard manifest.sealedThrough == self.manifest.sealedThrough else { throw TransactionIsOlder() }
  }
}
