internal import CLibrary
internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof

/// The ledger of an accountable store, for what stands between the store and those who ask.
extension Reader {
  /// The ledger that the store was made with.
  ///
  /// - Throws: ``AccessError/notAccountable(path:)``, ``AccessError/noLedger(path:problem:)``.
  package func accessLedger() throws -> AccessLedger {
    guard let id = try Accountability.ledger(of: log.environment) else { throw AccessError.notAccountable(path: path) }
    return try AccessLedger(at: "\(path)/\(AccessLedger.directoryName)", id: id, AccessLedger.Source(surroundings))
  }

  /// What in the ledger is not as it should be, by its entries and by what checkpoints of the log state of it.
  package func faults(of ledger: AccessLedger, against checkpoints: [Checkpoint]) throws -> [String] {
    // The log's verification has held the commitments under the checkpoints against these.
    let heads = checkpoints.compactMap { checkpoint in
      checkpoint.access ?? (try? log.environment.read { try log.commitment(checkpoint.size, $0) })?.access
    }
    return try ledger.faults(against: heads)
  }
}

extension Engine {
  /// Makes an empty accountable store, with its ledger.
  ///
  /// - Parameters:
  ///   - path: where there is nothing yet.
  ///   - mode: as of ``create(at:mode:keys:surroundings:)``, for the files of the log and of the ledger.
  ///   - surroundings: what names the ledger.
  /// - Throws: `StoreError.exists(path:)`; errors of the file system. A crash leaves the whole store or none.
  package static func createAccountable(at path: String, mode: UInt32, _ surroundings: Surroundings) throws {
    let path = BackupDirectory.withoutTrailingSlashes(path)
    // Safe: the path is a C string for the call.
    if unsafe CLibrary.access(path, F_OK) == 0 { throw StoreError.exists(path: path) }
    let temporary = try StoreInTheMaking(for: path)
    do {
      try EventLog.create(at: temporary.store, mode: mode)
      let id = try AccessLedger.create(inStore: temporary.store, mode: mode, AccessLedger.Source(surroundings))
      try Accountability.mark(storeAt: temporary.store, ledger: id)
    } catch {
      temporary.remove()
      throw error
    }
    try temporary.publish(as: path)
  }

  /// As ``checkpoint(origin:)``; the log commits to the ledger too.
  package func checkpoint(origin: String, committingTo ledger: AccessLedger) throws -> Checkpoint {
    try checkpoint(origin: origin, committingTo: [LedgerHead(try ledger.advance()).accessLine])
  }

  /// Removes the ledger of a store that is destroyed, if it has one.
  static func removeLedger(ofStoreAt path: String) throws {
    let directory = "\(path)/\(AccessLedger.directoryName)"
    do {
      try Environment.remove(at: directory)
    } catch let error as LMDBError where error.code == .noSuchFile {
      return
    }
    AccessLedger.removeFiles(of: directory)
  }
}
