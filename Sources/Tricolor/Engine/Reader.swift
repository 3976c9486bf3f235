@_exported public import EventLog
internal import CLibrary
internal import Histories
internal import LMDB
@_exported public import LogProof
@_exported public import RiskFold
@_exported public import RiskInquiry
@_exported public import RiskModel
@_exported public import RiskPolicy
internal import Synchronization

/// Reads one store: answers views, replays, and follows what an ``Engine``, of this or another process, appends.
///
/// Any number of tasks may use it at once, and any number of readers a store. What appends is an ``Engine``, which is a reader too.
// Unchecked: a class that has a subclass cannot be checked. All that it and its one subclass keep is constant and `Sendable` itself.
public class Reader: @unchecked Sendable {
  /// The store's directory.
  public let path: String
  /// Whether this is an engine, which has its state from what it appends, or follows what others append.
  let access: Access

  /// What a store is opened for.
  enum Access: Sendable {
    case readOnly
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

  package let log: EventLog
  /// Nil for a store that was never sealed and may only be read.
  let derived: DerivedTables?
  package let surroundings: Surroundings
  let state: Mutex<EngineState>
  /// Held from before a transaction begins until what it sees is taken in: of two, the older one is not taken in last.
  let catchingUp = Mutex(())
  /// Held from when an erasure is entered until it is committed.
  let erasing = Mutex(())
  let observation = Observation()
  /// Whether it knows only what bears on one person (``read(_:about:surroundings:_:)``).
  let isForOnePerson: Bool
  /// The subscriptions that wait for what this appends, if it is an engine.
  let subscribers = Subscribers()
  /// Why the snapshot that was in the store at opening is not used; nil where it is, or where there was none.
  public let refusedSnapshot: Snapshot.Refusal?
  /// The list of persons that recolorings share.
  let rosters = Roster.Keeper()

  /// Opens a store for reading.
  ///
  /// - Parameter path: the store's directory.
  /// - Parameter checksStructure: whether every page of the file is read and checked first, also where it is longer than
  ///   ``Surroundings/checkedByteCount``: damage to it is refused here instead of ending the process when LMDB comes across it. For a large store that
  ///   was copied or restored, or whose disk is in doubt.
  /// - Parameter surroundings: what the reader takes from outside.
  /// - Throws: ``AccessError/accountable(path:)`` for a store made accountable: `AccountableReader` opens it. `StoreError`: `noStore`; `notAStore`;
  ///   `unknownFormat`; `damaged`. `EncryptionError` where the keys of an encrypted one are not there. Derived state that another projector made or that a disk has damaged is *not* an error: it is not used (see
  ///   ``refusedSnapshot``).
  /// - Complexity: O(places and designations), and the events after the last sealed position; O(pages) where these are checked. What is sealed is checked
  ///   when it is read.
  public class func open(
    at path: String, checksStructure: Bool = false, surroundings: Surroundings = Surroundings()
  ) throws -> Reader {
    let reader = try openOfEitherKind(at: path, checksStructure: checksStructure, surroundings: surroundings)
    guard try !reader.isAccountable else { throw AccessError.accountable(path: path) }
    return reader
  }

  /// Opens a store of either kind, for what names no person and for `AccountableReader`.
  package class func openOfEitherKind(
    at path: String, checksStructure: Bool = false, surroundings: Surroundings = Surroundings()
  ) throws -> Reader {
    let environment = try environment(at: path, .readOnly, checksStructure: checksStructure, surroundings)
    return try Reader(path, .readOnly, EventLog(in: environment, isForAppending: false), surroundings)
  }

  /// Whether questions about persons are for an `AccountableReader` to answer.
  package var isAccountable: Bool { get throws { try Accountability.ledger(of: log.environment) != nil } }

  init(_ path: String, _ access: Access, _ log: EventLog, _ surroundings: Surroundings) throws {
    self.path = path
    self.access = access
    self.log = log
    self.surroundings = surroundings
    isForOnePerson = false
    log.seal?.keepOpened(upTo: max(64 << 20, MemoryLimit().byteCount / 4))
    let tables = try DerivedTables.open(in: log.environment, sealedBy: log.seal)
    let isSmall = try log.environment.fileByteCount <= surroundings.checkedByteCount
    var (loaded, refusal) = try Reader.loadState(log, tables, looksAtRuns: isSmall, looksAtPlaces: isSmall)
    if access == .readWrite, refusal == nil, let problem = try tables?.findDamage(loaded.manifest) {
      (loaded, refusal) = (EngineState(Manifest()), .damaged(problem: problem))
    }
    refusedSnapshot = refusal
    if let refusal { observation.refused(refusal) }
    // What is refused is not read again: an engine makes it anew, a reader goes by the log.
    derived = refusal == nil || access == .readWrite ? tables : nil
    state = Mutex(loaded)
    if access == .readOnly { try catchUp() }
  }

  /// Makes a reader for questions about one person, of what is sealed alone: it looks at no place before a question asks for it.
  ///
  /// - Parameter tables: nil for a reader that goes by the log.
  init(_ path: String, _ log: EventLog, _ tables: DerivedTables?, _ surroundings: Surroundings) throws {
    self.path = path
    access = .readOnly
    self.log = log
    self.surroundings = surroundings
    isForOnePerson = true
    let isSmall = try log.environment.fileByteCount <= surroundings.checkedByteCount
    let (loaded, refusal) = try Reader.loadState(log, tables, looksAtRuns: isSmall, looksAtPlaces: false)
    refusedSnapshot = refusal
    derived = refusal == nil ? tables : nil
    state = Mutex(loaded)
  }

  /// Opens a store's file.
  ///
  /// - Parameter unreadTables: those that the caller does not use.
  static func environment(
    at path: String, _ access: Access, checksStructure: Bool, unreadTables: Set<String> = [], _ surroundings: Surroundings
  ) throws -> Environment {
    var options = Environment.Options()
    options.unreadTables = unreadTables
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
