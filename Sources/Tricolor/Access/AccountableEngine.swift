internal import EventLog
internal import CLibrary
public import LogProof
public import RiskModel

/// The engine over a store that answers no question about a person but to an operator, for a purpose, after the question is in its ledger.
///
/// A store is made so once, for ever: `Engine.open` refuses it. This type offers what an `Engine` does for evidence and upkeep, counts without names, and
/// ``access(as:for:)-(Text,_)``, which is the only way to what is known of a person but for a host that has taken over to record each question itself
/// (``hostEngine``). What a process does that opens the store's files itself is up to the rights of those files.
public final class AccountableEngine: Sendable {
  /// Answers about persons, for the parts of this package that put each question to the ledger themselves.
  package let engine: Engine
  /// What was asked.
  public let ledger: AccessLedger
  /// Sees what is asked of a broken glass, before it is answered.
  private let alarm: (@Sendable (Read) -> Void)?

  /// Makes an empty accountable store and opens it.
  ///
  /// - Parameters:
  ///   - path: where there is nothing yet.
  ///   - mode: as of ``Engine/create(at:mode:surroundings:)``, for the files of the log and of the ledger.
  ///   - surroundings: what the engine takes from outside.
  ///   - alarm: as of ``open(at:access:live:checksStructure:surroundings:alarm:)``.
  /// - Throws: `StoreError.exists(path:)`; errors of the file system. A crash leaves the whole store or none.
  public static func create(
    at path: String, mode: UInt32 = 0o600, surroundings: Engine.Surroundings = Engine.Surroundings(),
    alarm: (@Sendable (Read) -> Void)? = nil
  ) throws -> AccountableEngine {
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
    return try open(at: path, surroundings: surroundings, alarm: alarm)
  }

  /// Opens an accountable store.
  ///
  /// - Parameters:
  ///   - path: the store's directory.
  ///   - access: for reading only, or for appending too. The ledger is written in either case.
  ///   - live: as of `Engine.open`: for a host (``hostEngine``).
  ///   - checksStructure: as of `Engine.open`.
  ///   - surroundings: what the engine takes from outside.
  ///   - alarm: called for each answer that is asked for by breaking the glass, before it is given, from any thread: oversight sees it at once. Other
  ///     processes find it by ``AccessLedger/oversight(from:)``.
  /// - Throws: ``AccessError``: `notAccountable`; `noLedger`. `StoreError` as `Engine.open`.
  public static func open(
    at path: String, access: Engine.Access = .readWrite, live: Bool = false, checksStructure: Bool = false,
    surroundings: Engine.Surroundings = Engine.Surroundings(), alarm: (@Sendable (Read) -> Void)? = nil
  ) throws -> AccountableEngine {
    try AccountableEngine(
      try Engine.openOfEitherKind(at: path, access: access, live: live, checksStructure: checksStructure, surroundings: surroundings), alarm
    )
  }

  /// - Throws: ``AccessError/notAccountable(path:)``, ``AccessError/noLedger(path:problem:)``.
  package init(_ engine: Engine, _ alarm: (@Sendable (Read) -> Void)? = nil) throws {
    guard let id = try Accountability.ledger(of: engine.log.environment) else { throw AccessError.notAccountable(path: engine.path) }
    self.engine = engine
    self.alarm = alarm
    ledger = try AccessLedger(at: "\(engine.path)/\(AccessLedger.directoryName)", id: id, AccessLedger.Source(engine.surroundings))
  }

  /// The present, by the engine's clock.
  var now: Instant { engine.surroundings.clock() }

  func sound(_ reads: [Read]) {
    guard let alarm else { return }
    for read in reads { alarm(read) }
  }
}

/// Operators.
extension AccountableEngine {
  /// Registers an operator, or registers it anew: what it may ask for, where, until when. The registration is an entry of the ledger.
  ///
  /// - Parameter one: the operator.
  /// - Parameter registrar: the operator or the authority that registers it.
  /// - Throws: errors of the disk.
  public func register(_ one: Operator, by registrar: Text) throws {
    try ledger.append([LedgerDraft(act: .registered, operatorName: one.name, detail: Registration(one, by: registrar).bytes)])
  }
}

/// Evidence and upkeep, as an `Engine` does.
extension AccountableEngine {
  /// The store's directory.
  public var path: String { engine.path }

  /// As `Engine.append`.
  @discardableResult
  public func append(_ events: [Event], expecting expectation: Expectation? = nil) async throws -> Receipt {
    try await engine.append(events, expecting: expectation)
  }

  /// As `Engine.append`, of a historical import.
  @discardableResult
  public func append(
    _ drafts: [Draft], _ options: AppendOptions = [], expecting expectation: Expectation? = nil, bookmark: Bookmark? = nil
  ) async throws -> Receipt {
    try await engine.append(drafts, options, expecting: expectation, bookmark: bookmark)
  }

  /// As `Engine.statistics`: counts.
  public func statistics() async throws -> Statistics { try await engine.statistics() }

  /// How many persons have which color: of a recoloring what names no person.
  public func counts(at instant: Instant, asKnownAt known: KnownAt = .latest) async throws -> [Color: Int] {
    try await engine.view(asKnownAt: known).recolor(at: instant).counts
  }

  /// As `View.districts`: counts by district and color. For publication, `SafeStatistics` leaves out what is small.
  public func districts(
    from first: Instant, to last: Instant, every stepSeconds: UInt32, depth: Int = DistrictStatistics.usualDepth,
    asKnownAt known: KnownAt = .latest
  ) async throws -> DistrictStatistics {
    try await engine.view(asKnownAt: known).districts(from: first, to: last, every: stepSeconds, depth: depth)
  }

  /// As `Engine.seal`.
  public func seal() throws { try engine.seal() }

  /// As `Engine.close`.
  public func close() async throws { try await engine.close() }

  /// As `Engine.checkpoint`; the log commits to the ledger too (`Commitment.access`): with that a person can check that an answer of ``reads(of:)`` is complete.
  ///
  /// - Complexity: besides, that of `AccessLedger.advance()`.
  public func checkpoint(origin: String) throws -> Checkpoint {
    try engine.checkpoint(origin: origin, committingTo: [LedgerHead(try ledger.advance()).accessLine])
  }

  /// As `Engine.commitmentProof`: what the log commits to at a checkpoint.
  public func commitmentProof(in size: UInt64) throws -> CommitmentProof? { try engine.commitmentProof(in: size) }

  /// As `Engine.verify`, and the ledger: every entry, every hash, every row, and against what the checkpoints state of it.
  public func verify(
    against checkpoints: [Checkpoint] = [], progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> Verification {
    try await onOwnThread { try self.verifyBoth(against: checkpoints, progress: progress) }
  }

  /// As ``verify(against:progress:)``, blocking.
  package func verifyBoth(
    against checkpoints: [Checkpoint] = [], progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws -> Verification {
    var found = try engine.verify(against: checkpoints, progress: progress)
    // The log's verification has held the commitments under the checkpoints against these.
    let heads = checkpoints.compactMap { checkpoint in
      checkpoint.access ?? (try? engine.log.environment.read { try engine.log.commitment(checkpoint.size, $0) })?.access
    }
    found.faults += try ledger.faults(against: heads)
    return found
  }

  /// As `Engine.backup`, with a copy of the ledger.
  public func backup(
    to path: String, progress: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) async throws -> BackupReport {
    try await onOwnThread { try self.backUpBoth(to: path, progress: progress) }
  }

  /// As ``backup(to:progress:)``, blocking.
  package func backUpBoth(to path: String, progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil) throws -> BackupReport {
    let report = try engine.backup(to: path, progress: progress)
    try ledger.backUp(to: BackupDirectory.withoutTrailingSlashes(path))
    return report
  }
}

extension LedgerHead {
  private static let accessWord = "access"

  /// The line that states it: “access”, its size and root, its map's size and root, the roots as 64 hexadecimal digits.
  var accessLine: String { "\(Self.accessWord) \(size) \(root) \(persons.size) \(persons.root)" }

  /// The ledger that some lines state; nil where no line, or more than one, is of that form.
  static func access(in lines: [String]) -> LedgerHead? {
    let heads = lines.compactMap { line -> LedgerHead? in
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 5, let size = UInt64(words[1]), let count = UInt64(words[3]), let root = try? Digest32(hex: words[2]),
        let map = try? Digest32(hex: words[4])
      else { return nil }
      let head = LedgerHead(size: size, root: root, persons: MapHead(size: count, root: map))
      // A signed text has one spelling.
      return head.accessLine == line ? head : nil
    }
    return heads.count == 1 ? heads[0] : nil
  }
}

extension Commitment {
  /// What it commits to of the store's access ledger; nil where no line, or more than one, states it.
  public var access: LedgerHead? { LedgerHead.access(in: lines) }
}

extension Checkpoint {
  /// What an extension line states of the store's access ledger, as checkpoints of earlier versions have one; nil where none, or more than one, does.
  public var access: LedgerHead? { LedgerHead.access(in: extensions) }
}
