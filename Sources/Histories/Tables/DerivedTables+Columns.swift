internal import EventLog
package import LMDB
internal import RiskModel

/// Opens chunks of the base run in ascending order: those that are asked for, past the others.
package struct ChunkSteps {
  private let tables: DerivedTables
  private let run: UInt32
  /// The chunk where the cursor is.
  private var number = 0

  /// Goes to the first chunk.
  init(_ run: UInt32, in tables: DerivedTables, _ cursor: inout Cursor<[UInt8]>) throws {
    self.tables = tables
    self.run = run
    _ = try cursor.seek(atOrAfter: DerivedTables.runKey(run, PersonID(high: 0, low: 0)))
  }

  /// The chunk of a block, not before the last one that was opened.
  ///
  /// - Complexity: O(chunks between).
  /// - Throws: ``StoreError/damaged(path:problem:)`` for another than the columns are of.
  @_lifetime(&cursor)
  package mutating func open(_ index: Int, of block: borrowing ColumnBlock, _ cursor: inout Cursor<[UInt8]>) throws -> RunChunk {
    let wanted = block.firstChunk + index
    while number < wanted, try cursor.next() { number += 1 }
    guard cursor.isAtKey, try DerivedTables.isKey(cursor.key, of: run) else {
      throw tables.damaged("columns \(block.number)", of: run, "speak of a chunk \(wanted), which is not there")
    }
    let chunk = try tables.chunk(cursor.key, cursor.value, of: run)
    guard chunk.number == wanted, chunk.count == block.personCount(ofChunk: index) else {
      throw tables.damaged("chunk \(chunk.number)", of: run, "is not the one that its columns are of")
    }
    return chunk
  }
}

/// The columns of the base run, in ascending order of person.
extension DerivedTables {
  /// Gives each block of the base run in place.
  ///
  /// - Throws: ``StoreError/damaged(path:problem:)`` for a chunk that is in no block or in two; what `body` throws.
  package func forEachBlock(
    of run: UInt32, _ transaction: borrowing some Transaction & ~Copyable, _ body: (borrowing ColumnBlock) throws -> Void
  ) throws {
    let chunkCount = try chunkCount(of: run, transaction)
    try transaction.withCursor(over: columns) { cursor in
      // A block ahead: its last events, in short lists at its end, are not where a processor expects them.
      try transaction.withCursor(over: columns) { ahead in
        let first = Self.runKey(run, PersonID(high: 0, low: 0))
        var (goesOn, goesOnAhead) = (try cursor.seek(atOrAfter: first), try ahead.seek(atOrAfter: first))
        var chunk = 0
        while chunk < chunkCount {
          goesOnAhead = try goesOnAhead && ahead.next() && Self.isKey(ahead.key, of: run)
          if goesOnAhead { try ColumnBlock(ahead.value).readLastsAhead() }
          guard goesOn, try Self.isKey(cursor.key, of: run) else { throw damaged("chunk \(chunk)", of: run, "has no columns") }
          do {
            let block = try block(cursor.key, cursor.value, of: run)
            guard block.firstChunk == chunk else { throw damaged("columns \(block.number)", of: run, "are not those of chunk \(chunk)") }
            try body(block)
            chunk += block.chunkCount
          }
          goesOn = try cursor.next()
        }
      }
    }
  }

  /// The number of chunks of a run, by that of the last one. O(log chunks).
  private func chunkCount(of run: UInt32, _ transaction: borrowing some Transaction & ~Copyable) throws -> Int {
    try transaction.withCursor(over: runs) { cursor in
      guard try cursor.seek(atOrBefore: Self.runKey(run, PersonID(high: .max, low: .max))), try Self.isKey(cursor.key, of: run) else {
        return 0
      }
      return try chunk(cursor.key, cursor.value, of: run).number + 1
    }
  }

  /// Gives each block in place, found to stand under the key of its first chunk, until `body` answers false.
  ///
  /// - Parameter readsBodies: whether blocks are held against their checksums, where they were not yet.
  package func forEachBlock(
    of run: UInt32, readsBodies: Bool, _ transaction: borrowing some Transaction & ~Copyable, _ body: (borrowing ColumnBlock) throws -> Bool
  ) throws {
    try transaction.withCursor(over: columns) { cursor in
      var goesOn = try cursor.seek(atOrAfter: Self.runKey(run, PersonID(high: 0, low: 0))) && Self.isKey(cursor.key, of: run)
      while goesOn {
        do {
          let block = try block(cursor.key, cursor.value, of: run, readsBody: readsBodies)
          guard let chunk = try transaction.value(of: cursor.key.array, in: runs), try RunChunk(chunk).number == block.firstChunk else {
            throw damaged("columns \(block.number)", of: run, "stand under another key than their own")
          }
          if try !body(block) { return }
        }
        goesOn = try cursor.next() && Self.isKey(cursor.key, of: run)
      }
    }
  }

  /// The block of a key, found to be what was written: the first time that this opening reads it.
  @_lifetime(copy value)
  private func block(_ key: RawSpan, _ value: RawSpan, of run: UInt32, readsBody: Bool = true) throws -> ColumnBlock {
    let block = try ColumnBlock(value)
    guard readsBody, intactBlocks.mustCheck(block.number, of: run) else { return block }
    value.readAheadFromDisk()
    guard block.isIntact else { throw damaged("columns \(block.number)", of: run, "differ from their checksum; rebuild the snapshot") }
    intactBlocks.note(block.number, of: run)
    return block
  }
}
