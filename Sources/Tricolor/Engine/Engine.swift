@_exported public import EventLog
internal import CLibrary
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
    /// 64 bits that cannot be guessed: salts the leaves of the hash tree.
    public var randomBits: @Sendable () -> UInt64
    /// After so many events the histories are sealed, beside the appends.
    public var sealingEventCount: Int
    /// Where everything is derived anew, so many events of 32 bytes are in memory at once; of a longer log each share makes runs of its own.
    public var derivingEventCount: Int
    /// A file of up to so many bytes has every page checked when it is opened, a longer one only those that lead to others.
    public var checkedByteCount = 16 << 20
    /// The most views of a store that are asked at one time, in all processes: the first process decides. An engine that may append has 16 more.
    public var maximumReaderCount = 494

    /// The system's clock and generator; sealing every 1,000,000 events, or fewer where they would take more than an eighth of the memory that the
    /// process may use (in a container that is its limit); deriving in a quarter of it; checking every page up to 16 MiB, which costs some 3 ms.
    public init() {
      clock = Engine.systemClock
      let pool = RandomPool()
      randomBits = { pool.next() }
      // Where the system does not say, as on a small machine.
      let memory = max(MemoryLimit().byteCount, 64 << 20)
      // An event of the tail has its entry and, once found by person, a position and a share of a table.
      sealingEventCount = min(1_000_000, memory / 8 / (2 * MemoryLayout<Tail.Entry>.stride))
      derivingEventCount = memory / 4 / MemoryLayout<DerivedRecord>.stride
    }
  }

  let log: EventLog
  /// Nil for a store that was never sealed and may only be read.
  let derived: DerivedTables?
  let surroundings: Surroundings
  let state: Mutex<EngineState>
  let appender: Appender?
  let subscribers = Subscribers()
  let observation = Observation()
  let lock: WriterLock?
  /// Whether it knows only what bears on one person (``read(_:about:surroundings:_:)``).
  let isForOnePerson: Bool
  private let liveHub = Mutex<LiveHub?>(nil)
  /// Why the snapshot that was in the store at opening is not used; nil where it is, or where there was none.
  public let refusedSnapshot: Snapshot.Refusal?
  /// The list of persons that recolorings share.
  let rosters = Roster.Keeper()
  /// Held while a checkpoint is made: one at a time.
  let checkpointing = Mutex(())

  /// Makes an empty store and opens it.
  ///
  /// - Parameter path: the store's directory; nothing may be there.
  /// - Parameter mode: who may read and write the store's data file: 0o640 for accounts of the same group that only read. The rights of the
  ///   directory and of the lock file, which a reader writes too, follow from it.
  /// - Parameter surroundings: what the engine takes from outside.
  /// - Throws: `StoreError.exists(path:)`; errors of the file system.
  public static func create(at path: String, mode: UInt32 = 0o600, surroundings: Surroundings = Surroundings()) throws -> Engine {
    try EventLog.create(at: path, mode: mode)
    return try open(at: path, surroundings: surroundings)
  }

  /// Opens a store.
  ///
  /// - Parameter path: the store's directory.
  /// - Parameter access: for reading only, or for appending too: one engine in all processes.
  /// - Parameter live: keeps everyone's present color in memory (see ``colorChanges(after:)``); only for an engine that may append.
  /// - Parameter checksStructure: whether every page of the file is read and checked first, also where it is longer than
  ///   ``Surroundings/checkedByteCount``: damage to it is refused here instead of ending the process when LMDB comes across it. For a large store that
  ///   was copied or restored, or whose disk is in doubt.
  /// - Parameter surroundings: what the engine takes from outside.
  /// - Throws: ``AccessError/accountable(path:)`` for a store made accountable: ``AccountableEngine`` opens it. `StoreError`: `noStore`; `notAStore`;
  ///   `unknownFormat`; `damaged`; `otherWriter` where another engine may append. Derived state
  ///   that another projector made or that a disk has damaged is *not* an error: it is not used (see ``refusedSnapshot``), and made again by an
  ///   engine that may append.
  /// - Complexity: O(places and designations), and the events after the last sealed position; O(pages) where these are checked. An engine that may
  ///   append reads all that is sealed once, at the speed of memory; one that only reads checks what it reads.
  public static func open(
    at path: String, access: Access = .readWrite, live: Bool = false, checksStructure: Bool = false,
    surroundings: Surroundings = Surroundings()
  ) throws -> Engine {
    let engine = try Engine(path, access, live: live, checksStructure, surroundings)
    guard try Accountability.ledger(of: engine.log.environment) == nil else { throw AccessError.accountable(path: path) }
    return engine
  }

  /// Opens a store of either kind, for what names no person and for ``AccountableEngine``.
  package static func openOfEitherKind(
    at path: String, access: Access = .readWrite, live: Bool = false, checksStructure: Bool = false,
    surroundings: Surroundings = Surroundings()
  ) throws -> Engine {
    try Engine(path, access, live: live, checksStructure, surroundings)
  }

  /// Whether questions about persons are for an ``AccountableEngine`` to answer.
  package var isAccountable: Bool { get throws { try Accountability.ledger(of: log.environment) != nil } }

  init(
    _ path: String, _ access: Access, live isLive: Bool, _ checksStructure: Bool, _ surroundings: Surroundings, isForOnePerson: Bool = false
  ) throws {
    self.path = path
    self.access = access
    self.surroundings = surroundings
    self.isForOnePerson = isForOnePerson
    let environment = try Engine.environment(at: path, access, checksStructure, surroundings)
    lock = access == .readWrite ? try WriterLock(store: path) : nil
    if access == .readWrite { try Environment.removeLeftCopy(in: path) }
    log = try EventLog(in: environment, isForAppending: access == .readWrite)
    let tables = try DerivedTables.open(in: environment)
    let isSmall = try environment.fileByteCount <= surroundings.checkedByteCount
    var (loaded, refusal) = try Engine.loadState(log, tables, looksAtRuns: isSmall)
    if access == .readWrite, refusal == nil, let problem = try tables?.findDamage(loaded.manifest) {
      (loaded, refusal) = (EngineState(Manifest()), .damaged(problem: problem))
    }
    refusedSnapshot = refusal
    if let refusal { observation.refused(refusal) }
    // What is refused is not read again: a writer makes it anew, a reader goes by the log.
    derived = refusal == nil || access == .readWrite ? tables : nil
    state = Mutex(loaded)
    appender = access == .readWrite ? Appender() : nil
    if access == .readWrite {
      if refusal != nil { try rebuildSnapshot() } else { try sealLog() }
    }
    try catchUp()
    guard access == .readWrite else { return }
    try removeOrphanedRuns()
    if isLive {
      let (position, recordedAt) = state.withLock { ($0.position, $0.recordedAt) }
      let hub = LiveHub(try LiveColors(self, sequence: position, at: recordedAt))
      liveHub.withLock { $0 = hub }
    }
  }

  /// Everyone's present color; nil unless opened live.
  var live: LiveHub? { liveHub.withLock { $0 } }

  private static func environment(
    at path: String, _ access: Access, _ checksStructure: Bool, _ surroundings: Surroundings
  ) throws -> Environment {
    var options = Environment.Options()
    options.checkedByteCount = surroundings.checkedByteCount
    options.checksStructure = checksStructure
    options.maximumReaderCount = surroundings.maximumReaderCount
    options.usesReservedSlots = access == .readWrite
    do {
      do {
        // Also for reading: a process opens a file once, and an engine that appends may come later.
        return try Environment.open(at: path, access: .readWrite, options: options)
      } catch let error as LMDBError where access == .readOnly && [.permissionDenied, .readOnlyFileSystem].contains(error.code) {
        return try Environment.open(at: path, access: .readOnly, options: options)
      }
    } catch let error as LMDBError {
      switch error.code {
      case .noSuchFile: throw StoreError.noStore(path: path)
      case .notADirectory: throw StoreError.notAStore(path: path, problem: "a file, expected the directory of a store")
      case .emptyFile, .truncated, .invalid, .versionMismatch: throw StoreError.notAStore(path: path, problem: error.description)
      case .corrupted: throw StoreError.damaged(path: path, problem: error.description)
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
