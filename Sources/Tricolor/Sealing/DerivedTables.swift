@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The tables of what is derived from the log. Dropped and built again at will.
struct DerivedTables: Sendable {
  let environment: Environment
  /// The chunks that were found to be intact.
  let chunkChecks = ChunkChecks()
  private let lastManifest = LastManifest()
  /// `manifest` → ``Manifest``.
  let manifest: Table<[UInt8]>
  /// Run and first person → ``RunChunk``.
  let runs: Table<[UInt8]>
  /// First sequence → ``CircumstanceRecord``s in order of sequence.
  let circumstances: Table<UInt64>
  /// Number → number of the place above (4 bytes), path.
  let places: Table<UInt64>
  /// Path → number (4 bytes).
  let placeNumbers: Table<[UInt8]>

  static let manifestKey = Array("manifest".utf8)

  private init(_ environment: Environment, _ table: TableOpener) throws {
    self.environment = environment
    manifest = try table.open("derived")
    runs = try table.open("runs")
    circumstances = try table.open("circumstances")
    places = try table.open("places")
    placeNumbers = try table.open("placeNumbers")
  }

  private struct TableOpener {
    let environment: Environment
    let creates: Bool

    func open<Key>(_ name: String) throws -> Table<Key> {
      creates ? try environment.createTable(name) : try environment.table(name)
    }
  }

  /// The tables of an environment; nil where it may only be read and there are none yet.
  static func open(in environment: Environment) throws -> DerivedTables? {
    do {
      return try DerivedTables(environment, TableOpener(environment: environment, creates: false))
    } catch let error as LMDBError where error.code == .noSuchTable {
      guard environment.access == .readWrite else { return nil }
      return try DerivedTables(environment, TableOpener(environment: environment, creates: true))
    }
  }

  /// What is sealed, an empty manifest for nothing.
  func readManifest(_ transaction: borrowing some Transaction & ~Copyable) throws -> Manifest {
    guard let bytes = try transaction.value(of: Self.manifestKey, in: manifest) else { return Manifest() }
    return try lastManifest.manifest(bytes)
  }

  /// The number of a sealed place, or nil.
  func number(of place: Place, _ transaction: borrowing some Transaction & ~Copyable) throws -> PlaceNumber? {
    guard let bytes = try transaction.value(of: Array(place.path.string.utf8), in: placeNumbers) else { return nil }
    return PlaceNumber(try bytes.integer(at: 0))
  }

  /// The path of a sealed place, or nil.
  func path(of place: PlaceNumber, _ transaction: borrowing some Transaction & ~Copyable) throws -> Place? {
    guard let bytes = try transaction.value(of: UInt64(place.rawValue), in: places) else { return nil }
    return Place(unchecked: try bytes.text(at: 4, byteCount: bytes.byteCount - 4).string)
  }

  /// The key of a run's chunk.
  static func runKey(_ run: UInt32, _ first: PersonID) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 20)
    writer.write(run.bigEndian)
    writer.write(first)
    return writer.bytes
  }
}

/// The chunks of a sealed run, in ascending order of person.
extension DerivedTables {
  /// Gives each chunk in place, from the one that holds a person or would hold it, until `body` answers false.
  ///
  /// - Parameter readsBodies: whether chunks are held against their checksums, where they were not yet.
  func forEachChunk(
    of run: UInt32, from person: PersonID, readsBodies: Bool = true, _ transaction: borrowing some Transaction & ~Copyable,
    _ body: (borrowing RunChunk) throws -> Bool
  ) throws {
    try transaction.withCursor(over: runs) { cursor in
      var goesOn = try seek(&cursor, run, person)
      while goesOn {
        do {
          try check(cursor, of: run, readsBody: readsBodies)
          let chunk = try RunChunk(cursor.value)
          if try !body(chunk) { return }
        }
        goesOn = try cursor.next() && Self.isKey(cursor.key, of: run)
      }
    }
  }

  /// A copy of the chunk that holds a person, or would hold it; else of the first one after; none at the end. O(log chunks).
  func chunk(of run: UInt32, from person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt8] {
    try transaction.withCursor(over: runs) { cursor in
      guard try seek(&cursor, run, person) else { return [] }
      try check(cursor, of: run)
      return cursor.value.array
    }
  }

  /// A copy of the first chunk that begins after a person; none at the end. O(log chunks).
  func chunk(of run: UInt32, after person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt8] {
    try transaction.withCursor(over: runs) { cursor in
      // The least key after the person's.
      guard try cursor.seek(atOrAfter: Self.runKey(run, person) + [0]), try Self.isKey(cursor.key, of: run) else { return [] }
      try check(cursor, of: run)
      return cursor.value.array
    }
  }

  /// Finds that a chunk is what was written, and stands under its own key: the first time that this opening reads it.
  private func check(_ cursor: borrowing Cursor<[UInt8]>, of run: UInt32, readsBody: Bool = true) throws {
    let chunk = try RunChunk(cursor.value)
    guard !readsBody || chunkChecks.mustCheck(chunk.number, of: run) else { return }
    let number = chunk.number
    func damaged(_ problem: String) -> StoreError {
      .damaged(path: environment.path, problem: "chunk \(number) of the snapshot's run \(run) \(problem)")
    }
    guard cursor.key.array == Self.runKey(run, chunk.person(0)) else { throw damaged("stands under another key than its own") }
    guard readsBody else { return }
    guard chunk.isIntact else { throw damaged("differs from its checksum; rebuild the snapshot") }
    chunkChecks.note(chunk.number, of: run)
  }

  private func seek(_ cursor: inout Cursor<[UInt8]>, _ run: UInt32, _ person: PersonID) throws -> Bool {
    let key = Self.runKey(run, person)
    if try cursor.seek(atOrBefore: key), try Self.isKey(cursor.key, of: run) { return true }
    return try cursor.seek(atOrAfter: key) && Self.isKey(cursor.key, of: run)
  }

  private static func isKey(_ key: RawSpan, of run: UInt32) throws -> Bool {
    try key.integer(UInt32.self, at: 0).byteSwapped == run
  }

  /// Adds what a sealed run has of a person to a history. O(log persons).
  func gather(
    _ person: PersonID, from run: UInt32, into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    try transaction.withCursor(over: runs) { cursor in
      try find(person, in: run, &cursor) { chunk, position in try chunk.gather(position, into: &history) }
    }
  }

  /// Gives the chunk of a sealed run that has a person, with the position there; nothing where none has. O(log persons).
  ///
  /// - Parameter cursor: stays at the chunk, so that the next of several persons in ascending order is found at once if it is there too.
  func find(
    _ person: PersonID, in run: UInt32, _ cursor: inout Cursor<[UInt8]>, _ body: (borrowing RunChunk, _ position: Int) throws -> Void
  ) throws {
    if cursor.isAtKey, try Self.isKey(cursor.key, of: run) {
      let chunk = try RunChunk(cursor.value)
      if person >= chunk.person(0), person <= chunk.person(chunk.count - 1) { return try give(person, in: chunk, body) }
    }
    guard try cursor.seek(atOrBefore: Self.runKey(run, person)), try Self.isKey(cursor.key, of: run) else { return }
    try check(cursor, of: run)
    try give(person, in: RunChunk(cursor.value), body)
  }

  private func give(
    _ person: PersonID, in chunk: borrowing RunChunk, _ body: (borrowing RunChunk, _ position: Int) throws -> Void
  ) throws {
    let position = chunk.firstPosition(from: person)
    if position < chunk.count, chunk.person(position) == person { try body(chunk, position) }
  }
}
