internal import EventLog
internal import LMDB
public import RiskModel

/// An append on trial: batches are checked against the log and against one another as when they are appended, and nothing is stored.
///
/// Keeps what it was given in memory, since later batches may name it.
public struct Rehearsal: ~Copyable {
  private let engine: Engine
  private var staging: Staging
  /// Where the log ended at the beginning.
  private let lastSequence: UInt64

  fileprivate init(_ engine: Engine, _ staging: consuming Staging) {
    self.engine = engine
    lastSequence = staging.end.sequence
    self.staging = staging
  }

  /// Checks the next batch. Appends of others wait meanwhile.
  ///
  /// - Returns: the receipt that the batch would have had.
  /// - Throws: as `Engine.append`; `AppendError.unexpectedSequence(expected:actual:)` where something was appended since the beginning.
  /// - Complexity: O(events).
  public mutating func append(_ drafts: [Draft], _ options: AppendOptions = []) throws -> Receipt {
    // A transaction that writes nothing leaves nothing when it is committed.
    try engine.log.environment.write { transaction in
      let actual = try engine.log.lastSequence(transaction)
      guard actual == lastSequence else { throw AppendError.unexpectedSequence(expected: lastSequence, actual: actual) }
      try engine.refuseErased(drafts)
      return try staging.stage(AppendRequest(drafts, options), transaction) { try engine.eventCount(of: $0) }
    }
  }
}

extension Engine {
  /// Begins an append on trial.
  ///
  /// - Throws: errors of the disk.
  public func rehearsal() throws -> Rehearsal {
    let staging = try log.environment.write { transaction in
      try Staging(log, clock: surroundings.clock(), notBefore: live?.read { $0.at } ?? .earliest, eventCount: 0, transaction)
    }
    return Rehearsal(self, staging)
  }
}
