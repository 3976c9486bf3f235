internal import EventLog
internal import LMDB
internal import LogProof
internal import RiskModel
internal import Synchronization

/// The engine over one store: a ``Reader`` that appends evidence besides. One engine in all processes may append to a store.
// Unchecked: as its superclass. All that it keeps is constant and `Sendable` itself.
public final class Engine: Reader, @unchecked Sendable {
  let appender = Appender()
  let lock: WriterLock
  /// Everyone's present color, once it was asked for (``liveColors()``).
  private let liveHub = Mutex<LiveHub?>(nil)
  /// Held while a checkpoint is made: one at a time.
  let checkpointing = Mutex(())

  /// Makes an empty store and opens it.
  ///
  /// - Parameter path: the store's directory; nothing may be there.
  /// - Parameter mode: the rights to the store's data file: 0o640 for accounts of the same group that only read. The rights of the
  ///   directory and of the lock file, which a reader writes too, follow from it.
  /// - Parameter keys: a directory for the keys of an encrypted store, apart from it; nil for a store that is in clear.
  /// - Parameter surroundings: what the engine takes from outside.
  /// - Throws: `StoreError.exists(path:)`; `LMDBError` with the code `fileExists` where the directory has keys; errors of the file system.
  public static func create(
    at path: String, mode: UInt32 = 0o600, keys: String? = nil, surroundings: Surroundings = Surroundings()
  ) throws -> Engine {
    try EventLog.create(at: path, mode: mode, keys: keys)
    return try open(at: path, surroundings: surroundings)
  }

  /// Opens a store for reading and appending.
  ///
  /// - Parameter path: the store's directory.
  /// - Parameter checksStructure: as of `Reader.open`.
  /// - Parameter surroundings: what the engine takes from outside.
  /// - Throws: as `Reader.open`; `StoreError.otherWriter(path:)` where another engine may append. Derived state that is not used is made again.
  /// - Complexity: as `Reader.open`, and all that is sealed is read once, at the speed of memory.
  public override class func open(
    at path: String, checksStructure: Bool = false, surroundings: Surroundings = Surroundings()
  ) throws -> Engine {
    let engine = try Engine(path, checksStructure: checksStructure, surroundings)
    guard try !engine.isAccountable else { throw AccessError.accountable(path: path) }
    return engine
  }

  /// Opens a store of either kind, for what names no person and for `AccountableEngine`.
  package override class func openOfEitherKind(
    at path: String, checksStructure: Bool = false, surroundings: Surroundings = Surroundings()
  ) throws -> Engine {
    try Engine(path, checksStructure: checksStructure, surroundings)
  }

  private init(_ path: String, checksStructure: Bool, _ surroundings: Surroundings) throws {
    let environment = try Reader.environment(at: path, .readWrite, checksStructure: checksStructure, surroundings)
    lock = try WriterLock(store: path)
    try Environment.removeLeftCopy(in: path)
    let log = try EventLog(in: environment, isForAppending: true)
    try log.eraseDismissedKeys()
    try super.init(path, .readWrite, log, surroundings)
    if refusedSnapshot != nil { try rebuildSnapshot() } else { try sealLog() }
    try catchUp()
    try removeOrphanedRuns()
  }

  /// Everyone's present color; nil until it is asked for.
  var live: LiveHub? { liveHub.withLock { $0 } }

  /// Keeps everyone's present color from now on.
  func keep(_ hub: LiveHub) { liveHub.withLock { $0 = hub } }
}
