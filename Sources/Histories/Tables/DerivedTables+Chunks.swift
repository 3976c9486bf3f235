package import EventLog
package import LMDB
package import RiskModel

/// The chunks of a sealed run, in ascending order of person.
extension DerivedTables {
  /// Gives each chunk in place, until `body` answers false.
  ///
  /// - Parameter readsBodies: whether chunks are held against their checksums, where they were not yet.
  package func forEachChunk(
    of run: UInt32, readsBodies: Bool, _ transaction: borrowing some Transaction & ~Copyable, _ body: (borrowing RunChunk) throws -> Bool
  ) throws {
    try transaction.withCursor(over: runs) { cursor in
      var goesOn = try cursor.seek(atOrAfter: Self.runKey(run, PersonID(high: 0, low: 0))) && Self.isKey(cursor.key, of: run)
      while goesOn {
        if try !body(chunk(cursor.key, cursor.value, of: run, readsBody: readsBodies)) { return }
        goesOn = try cursor.next() && Self.isKey(cursor.key, of: run)
      }
    }
  }

  /// A copy of the chunk that holds a person, or would hold it; else of the first one after; none at the end. O(log chunks).
  package func chunk(of run: UInt32, from person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt8] {
    try transaction.withCursor(over: runs) { cursor in
      guard try Self.seek(&cursor, key(of: run, before: person, transaction), run) else { return [] }
      try cursor.value.readAheadFromDisk()
      return try chunk(cursor.key, cursor.value, of: run).bytes.array
    }
  }

  /// A copy of the first chunk that begins after a person; none at the end. O(log chunks).
  package func chunk(of run: UInt32, after person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt8] {
    try transaction.withCursor(over: runs) { cursor in
      // The least key after the person's.
      guard try cursor.seek(atOrAfter: key(of: run, before: person, transaction) + [0]), try Self.isKey(cursor.key, of: run) else {
        return []
      }
      try cursor.value.readAheadFromDisk()
      return try chunk(cursor.key, cursor.value, of: run).bytes.array
    }
  }

  /// The chunk of a key, found to be what was written, and to stand under its own key: the first time that this opening reads it.
  @_lifetime(copy value)
  package func chunk(_ key: RawSpan, _ value: RawSpan, of run: UInt32, readsBody: Bool = true) throws -> RunChunk {
    let chunk = try RunChunk(value)
    guard !readsBody || intactChunks.mustCheck(chunk.number, of: run) else { return chunk }
    let name = "chunk \(chunk.number)"
    guard try isKey(key, of: chunk) else { throw damaged(name, of: run, "stands under another key than its own") }
    guard readsBody else { return chunk }
    value.readAheadFromDisk()
    guard chunk.isIntact else { throw damaged(name, of: run, "differs from its checksum; rebuild the snapshot") }
    intactChunks.note(chunk.number, of: run)
    return chunk
  }

  package func damaged(_ name: String, of run: UInt32, _ problem: String) -> StoreError {
    .damaged(path: environment.path, problem: "\(name) of the snapshot's run \(run) \(problem)")
  }

  /// Goes to the value of a run at or before a key; else to the first one after. False where there is none.
  private static func seek(_ cursor: inout Cursor<[UInt8]>, _ key: [UInt8], _ run: UInt32) throws -> Bool {
    if try cursor.seek(atOrBefore: key), try isKey(cursor.key, of: run) { return true }
    return try cursor.seek(atOrAfter: key) && isKey(cursor.key, of: run)
  }

  package static func isKey(_ key: RawSpan, of run: UInt32) throws -> Bool {
    try key.integer(UInt32.self, at: 0).byteSwapped == run
  }

  /// The first person of a key's value.
  package static func person(_ key: RawSpan) throws -> PersonID { try key.person(at: 4) }

  /// Adds what a sealed run has of a person to a history. O(log persons).
  package func gather(
    _ person: PersonID, from run: UInt32, into history: inout PersonHistory, _ transaction: borrowing ReadTransaction
  ) throws {
    try transaction.withCursor(over: runs) { cursor in
      try find(person, in: run, &cursor, transaction) { chunk, position in try chunk.gather(position, into: &history) }
    }
  }

  /// Gives the chunk of a sealed run that has a person, with the position there; nothing where none has. O(log persons).
  ///
  /// - Parameter cursor: stays at the chunk, so that the next of several persons in ascending order is found at once if it is there too.
  package func find(
    _ person: PersonID, in run: UInt32, _ cursor: inout Cursor<[UInt8]>, _ transaction: borrowing ReadTransaction,
    _ body: (borrowing RunChunk, _ position: Int) throws -> Void
  ) throws {
    if cursor.isAtKey, try Self.isKey(cursor.key, of: run) {
      let chunk = try RunChunk(cursor.value)
      if person >= chunk.person(0), person <= chunk.person(chunk.count - 1) { return try give(person, in: chunk, body) }
    }
    guard try cursor.seek(atOrBefore: key(of: run, before: person, transaction)), try Self.isKey(cursor.key, of: run) else { return }
    try give(person, in: chunk(cursor.key, cursor.value, of: run), body)
  }

  private func give(
    _ person: PersonID, in chunk: borrowing RunChunk, _ body: (borrowing RunChunk, _ position: Int) throws -> Void
  ) throws {
    let position = chunk.firstPosition(from: person)
    if position < chunk.count, chunk.person(position) == person { try body(chunk, position) }
  }
}
