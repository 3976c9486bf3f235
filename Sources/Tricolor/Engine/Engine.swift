@_exported public import EventLog
internal import Glibc
internal import LMDB
@_exported public import LogProof
@_exported public import RiskFold
@_exported public import RiskInquiry
@_exported public import RiskModel
@_exported public import RiskPolicy
internal import Synchronization

/// The engine over one store: appends evidence, answers views, replays.
///
/// Any number of tasks may use it at once. One engine in all processes may append; any number may read meanwhile.
public final class Engine: Sendable {
  /// The store's directory.
  public let path: String
  /// Whether this engine may append.
  public let access: Access

  /// What an engine is opened for.
  public enum Access: Sendable {
    /// Reading only.
    case readOnly
    /// Reading and appending.
    case readWrite
  }

  /// What an engine takes from outside, so that it can be tested without.
  public struct Surroundings: Sendable {
    /// The wall clock: stamps what is appended without a `recordedAt` of its own.
    public var clock: @Sendable () -> Instant
    /// 64 bits that nobody can guess: salts the leaves of the hash tree.
    public var randomBits: @Sendable () -> UInt64
    /// After so many events the histories are sealed, beside the appends.
    public var sealingEventCount: Int

    /// The system's clock and generator; sealing every 1,000,000 events.
    public init() {
      clock = Engine.systemClock
      randomBits = { UInt64.random(in: .min ... .max) }
      sealingEventCount = 1_000_000
    }
  }

  let log: EventLog
  /// Nil for a store that was never sealed and may only be read.
  let derived: DerivedTables?
  let surroundings: Surroundings
  let state: Mutex<EngineState>
  let appender: Appender?
  let subscribers = Subscribers()
  let lock: WriterLock?
  /// Held while a checkpoint is made: one at a time.
  let checkpointing = Mutex(())

  /// Makes an empty store and opens it.
  ///
  /// - Throws: ``StoreError/exists(path:)``; errors of the file system.
  public static func create(at path: String, surroundings: Surroundings = Surroundings()) throws -> Engine {
    try EventLog.create(at: path)
    return try open(at: path, surroundings: surroundings)
  }

  /// Opens a store.
  ///
  /// - Throws: ``StoreError``: `noStore`; `notAStore`; `unknownFormat`; `otherWriter` where another engine may append. Derived state that is out of
  ///   date is *not* an error: it is not used, and made again.
  /// - Complexity: O(places and designations), and the events after the last sealed position.
  public static func open(at path: String, access: Access = .readWrite, surroundings: Surroundings = Surroundings()) throws -> Engine {
    try Engine(path, access, surroundings)
  }

  private init(_ path: String, _ access: Access, _ surroundings: Surroundings) throws {
    self.path = path
    self.access = access
    self.surroundings = surroundings
    let environment = try Engine.environment(at: path, access)
    lock = access == .readWrite ? try WriterLock(store: path) : nil
    log = try EventLog(in: environment)
    derived = try DerivedTables.open(in: environment)
    state = Mutex(try Engine.loadState(log, derived))
    appender = access == .readWrite ? Appender() : nil
    try catchUp()
    if access == .readWrite { try removeOrphanedRuns() }
  }

  private static func environment(at path: String, _ access: Access) throws -> Environment {
    do {
      do {
        // Also for reading: a process opens a file once, and an engine that appends may come later.
        return try Environment.open(at: path, access: .readWrite)
      } catch let error as LMDBError where access == .readOnly && [.permissionDenied, .readOnlyFileSystem].contains(error.code) {
        return try Environment.open(at: path, access: .readOnly)
      }
    } catch let error as LMDBError {
      switch error.code {
      case .noSuchFile: throw StoreError.noStore(path: path)
      case .emptyFile, .truncated, .invalid, .versionMismatch: throw StoreError.notAStore(path: path, problem: error.description)
      default: throw error
      }
    }
  }

  /// The system's wall clock, in whole seconds.
  public static func systemClock() -> Instant {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Instant(secondsSinceEpoch: now.tv_sec) ?? (now.tv_sec < 0 ? .earliest : .latest)
  }
}
