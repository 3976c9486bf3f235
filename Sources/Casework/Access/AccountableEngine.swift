public import LogProof
public import Tricolor

/// The engine over an accountable store: an ``AccountableReader`` that appends besides.
// Unchecked: as its superclass. All that it keeps is constant and `Sendable` itself.
public final class AccountableEngine: AccountableReader, @unchecked Sendable {
  /// Appends, for the parts of this package that see to the ledger themselves.
  package let engine: Engine

  /// Makes an empty accountable store and opens it.
  ///
  /// - Parameters:
  ///   - path: where there is nothing yet.
  ///   - mode: as of `Engine/create(at:mode:keys:surroundings:)`, for the files of the log and of the ledger.
  ///   - surroundings: what the engine takes from outside.
  ///   - alarm: as of ``AccountableReader/open(at:checksStructure:surroundings:alarm:)``.
  /// - Throws: `StoreError.exists(path:)`; errors of the file system. A crash leaves the whole store or none.
  public static func create(
    at path: String, mode: UInt32 = 0o600, surroundings: Engine.Surroundings = Engine.Surroundings(),
    alarm: (@Sendable (Read) -> Void)? = nil
  ) throws -> AccountableEngine {
    try Engine.createAccountable(at: path, mode: mode, surroundings)
    return try open(at: path, surroundings: surroundings, alarm: alarm)
  }

  /// Opens an accountable store for reading and appending.
  ///
  /// - Parameters:
  ///   - path: the store's directory.
  ///   - checksStructure: as of `Engine.open`.
  ///   - surroundings: what the engine takes from outside.
  ///   - alarm: as of `AccountableReader.open`.
  /// - Throws: `AccessError`: `notAccountable`; `noLedger`. `StoreError` as `Engine.open`.
  public override class func open(
    at path: String, checksStructure: Bool = false, surroundings: Reader.Surroundings = Reader.Surroundings(),
    alarm: (@Sendable (Read) -> Void)? = nil
  ) throws -> AccountableEngine {
    try AccountableEngine(try Engine.openOfEitherKind(at: path, checksStructure: checksStructure, surroundings: surroundings), alarm)
  }

  /// - Throws: `AccessError/notAccountable(path:)`, `AccessError/noLedger(path:problem:)`.
  package init(_ engine: Engine, _ alarm: (@Sendable (Read) -> Void)? = nil) throws {
    self.engine = engine
    try super.init(engine, alarm)
  }
}

/// Appends and upkeep, as an `Engine` does.
extension AccountableEngine {
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

  /// As `Engine.seal`.
  public func seal() throws { try engine.seal() }

  /// As `Engine.close`.
  public func close() async throws { try await engine.close() }

  /// As `Engine.checkpoint`; the log commits to the ledger too (`Commitment.access`): with that a person can check that an answer of `reads(of:)` is complete.
  ///
  /// - Complexity: besides, that of `AccessLedger.advance()`.
  public func checkpoint(origin: String) throws -> Checkpoint {
    try engine.checkpoint(origin: origin, committingTo: ledger)
  }
}
