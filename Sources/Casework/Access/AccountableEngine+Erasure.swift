public import RiskModel
public import Tricolor

extension AccountableEngine {
  /// As `Engine.erase(_:by:ground:)`, and what in the ledger leads from the person to entries.
  ///
  /// The log is erased first. Where a call is stopped between the two, it is made again: it throws `ErasureError/alreadyErased(person:sequence:)` then, after
  /// the ledger is erased too.
  /// The deleted rows' bytes stay in free pages of the ledger's file until ``compact()``.
  ///
  /// - Throws: as `Engine.erase(_:by:ground:)`.
  @discardableResult
  @available(*, noasync, message: "it waits for the disk: use the one to await")
  public func erase(_ person: PersonID, by source: EventSource, ground: Text) throws -> Erasure {
    let pseudonyms = try engine.view().person(of: person).pseudonyms
    do {
      let erasure = try engine.erase(person, by: source, ground: ground)
      try ledger.erase(pseudonyms, source: source)
      return erasure
    } catch let error as ErasureError {
      if case .alreadyErased = error { try ledger.erase(pseudonyms, source: source) }
      throw error
    }
  }
}

extension AccountableEngine {
  /// As `Engine.compact()`, of the file of the log and of the ledger's. Questions wait while the ledger's is written again.
  public func compact() async throws -> Engine.Compaction { try await onOwnThread { try self.compactBoth() } }

  /// As ``compact()``, blocking.
  package func compactBoth() throws -> Engine.Compaction {
    let (log, access) = (try engine.compact(), try ledger.compact())
    return Engine.Compaction(before: log.before + access.before, after: log.after + access.after)
  }
}
