public import LogProof
public import RiskModel
public import Tricolor

/// Reads a store that answers no question about a person but to an operator, for a purpose, after the question is in its ledger.
///
/// A store is made so once, for ever: `Reader.open` and `Engine.open` refuse it. This type offers what a `Reader` does for evidence and upkeep, counts without
/// names, and ``access(as:for:)``, which is the only way to what is known of a person but for a host that has taken over to record each question itself
/// (``AccountableEngine/hostEngine``). What a process does that opens the store's files itself is up to the
/// rights of those files. The ledger is written also by what only reads the store.
// Unchecked: as `Reader`. All that it and its one subclass keep is constant and `Sendable` itself.
public class AccountableReader: @unchecked Sendable {
  /// Answers about persons, for the parts of this package that put each question to the ledger themselves.
  package let reader: Reader
  /// What was asked.
  public let ledger: AccessLedger
  /// Sees what is asked of a broken glass, before it is answered.
  private let alarm: (@Sendable (Read) -> Void)?

  /// Opens an accountable store for reading.
  ///
  /// - Parameters:
  ///   - path: the store's directory.
  ///   - checksStructure: as of `Reader.open`.
  ///   - surroundings: what the reader takes from outside.
  ///   - alarm: called for each answer that is asked for by breaking the glass, before it is given, from any thread: oversight sees it at once. Other
  ///     processes find it by `AccessLedger/oversight(from:)`.
  /// - Throws: `AccessError`: `notAccountable`; `noLedger`. `StoreError` as `Reader.open`.
  public class func open(
    at path: String, checksStructure: Bool = false, surroundings: Reader.Surroundings = Reader.Surroundings(),
    alarm: (@Sendable (Read) -> Void)? = nil
  ) throws -> AccountableReader {
    try AccountableReader(try Reader.openOfEitherKind(at: path, checksStructure: checksStructure, surroundings: surroundings), alarm)
  }

  /// - Throws: `AccessError/notAccountable(path:)`, `AccessError/noLedger(path:problem:)`.
  package init(_ reader: Reader, _ alarm: (@Sendable (Read) -> Void)? = nil) throws {
    self.reader = reader
    self.alarm = alarm
    ledger = try reader.accessLedger()
  }

  /// The present, by the store's clock.
  var now: Instant { reader.surroundings.clock() }

  func sound(_ reads: [Read]) {
    guard let alarm else { return }
    for read in reads { alarm(read) }
  }
}

/// Operators.
extension AccountableReader {
  /// Registers an operator, or registers it anew: what it may ask for, where, until when. The registration is an entry of the ledger.
  ///
  /// - Parameter one: the operator.
  /// - Parameter registrar: the operator or the authority that registers it.
  /// - Throws: errors of the disk.
  public func register(_ one: Operator, by registrar: Text) throws {
    try ledger.append([LedgerDraft(act: .registered, operatorName: one.name, detail: Registration(one, by: registrar).bytes)])
  }
}

/// Evidence and upkeep, as a `Reader` does.
extension AccountableReader {
  /// The store's directory.
  public var path: String { reader.path }

  /// As `Reader.statistics`: counts.
  public func statistics() async throws -> Statistics { try await reader.statistics() }

  /// How many persons have which color: of a recoloring what names no person.
  public func counts(at instant: Instant, asKnownAt known: KnownAt = .latest) async throws -> [Color: Int] {
    try await reader.view(asKnownAt: known).recolor(at: instant).counts
  }

  /// As `View.districts`: counts by district and color. For publication, `SafeStatistics` leaves out what is small.
  public func districts(
    from first: Instant, to last: Instant, every stepSeconds: UInt32, depth: Int = DistrictStatistics.usualDepth,
    asKnownAt known: KnownAt = .latest
  ) async throws -> DistrictStatistics {
    try await reader.view(asKnownAt: known).districts(from: first, to: last, every: stepSeconds, depth: depth)
  }

  /// As `Reader.commitmentProof`: what the log commits to at a checkpoint.
  public func commitmentProof(in size: UInt64) throws -> CommitmentProof? { try reader.commitmentProof(in: size) }

  /// As `Reader.verify`, and the ledger: every entry, every hash, every row, and against what the checkpoints state of it.
  public func verify(
    against checkpoints: [Checkpoint] = [], progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> Verification {
    try await onOwnThread { try self.verifyBoth(against: checkpoints, progress: progress) }
  }

  /// As ``verify(against:progress:)``, blocking.
  package func verifyBoth(
    against checkpoints: [Checkpoint] = [], progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws -> Verification {
    var found = try reader.verify(against: checkpoints, progress: progress)
    found.faults += try reader.faults(of: ledger, against: checkpoints)
    return found
  }

  /// As `Reader.backup`, with a copy of the ledger.
  public func backup(
    to path: String, progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> BackupReport {
    try await onOwnThread { try self.backUpBoth(to: path, progress: progress) }
  }

  /// As ``backup(to:progress:)``, blocking.
  package func backUpBoth(to path: String, progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil) throws -> BackupReport {
    let report = try reader.backup(to: path, progress: progress)
    try ledger.backUp(to: path)
    return report
  }
}
