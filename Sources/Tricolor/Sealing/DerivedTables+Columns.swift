@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskModel

/// Opens chunks of the base run in ascending order: those that are asked for, past the others.
struct ChunkSteps {
  private let tables: DerivedTables
  private let run: UInt32
  /// The chunk where the cursor is.
  private var number: Int

  /// Goes to the chunk that holds a person, or would hold it.
  init(_ run: UInt32, from first: PersonID, in tables: DerivedTables, _ cursor: inout Cursor<[UInt8]>) throws {
    self.tables = tables
    self.run = run
    number = try DerivedTables.seek(&cursor, run, first) ? try tables.chunk(cursor.key, cursor.value, of: run).number : 0
  }

  /// The chunk of a block, not before the last one that was opened.
  ///
  /// - Complexity: O(chunks between).
  /// - Throws: ``StoreError/damaged(path:problem:)`` for another than the columns are of.
  @_lifetime(&cursor)
  mutating func open(_ index: Int, of block: borrowing ColumnBlock, _ cursor: inout Cursor<[UInt8]>) throws -> RunChunk {
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
  /// Gives each block of the base run in place, from a person on, with the positions in it of those asked for.
  ///
  /// - Parameter end: the first person who is not asked for; nil for none.
  func forEachBlock(
    of run: UInt32, from first: PersonID, to end: PersonID?, _ transaction: borrowing some Transaction & ~Copyable,
    _ body: (borrowing ColumnBlock, Range<Int>) throws -> Void
  ) throws {
    guard let start = try place(of: first, in: run, transaction), let stop = try place(of: end, in: run, transaction) else { return }
    try transaction.withCursor(over: columns) { cursor in
      var chunk = start.chunk
      _ = try cursor.seek(atOrBefore: Self.runKey(run, start.first))
      while chunk <= stop.chunk {
        guard cursor.isAtKey, try Self.isKey(cursor.key, of: run) else { throw damaged("chunk \(chunk)", of: run, "has no columns") }
        do {
          let block = try block(cursor.key, cursor.value, of: run)
          let chunks = block.firstChunk..<block.firstChunk + block.chunkCount
          guard chunks.contains(chunk), chunk == start.chunk || chunk == chunks.lowerBound else {
            throw damaged("columns \(block.number)", of: run, "are not those of chunk \(chunk)")
          }
          let lower = chunk == start.chunk ? block.firstPosition(ofChunk: chunk - block.firstChunk) + start.position : 0
          let upper =
            chunks.contains(stop.chunk) ? block.firstPosition(ofChunk: stop.chunk - block.firstChunk) + stop.position : block.personCount
          if lower < upper { try body(block, lower..<upper) }
          chunk = chunks.upperBound
        }
        _ = try cursor.next()
      }
    }
  }

  /// Where a person is in a run, or would be: the chunk, the first person in it, and the position there of the first person not before.
  private struct Place {
    var chunk: Int
    var first: PersonID
    var position: Int
  }

  /// Where a person is in a run, or would be; after everyone for nil. No place where the run has none at or after it. O(log chunks).
  private func place(
    of person: PersonID?, in run: UInt32, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Place? {
    try transaction.withCursor(over: runs) { cursor in
      guard try Self.seek(&cursor, run, person ?? PersonID(high: .max, low: .max)) else { return nil }
      let chunk = try chunk(cursor.key, cursor.value, of: run)
      return Place(
        chunk: chunk.number, first: chunk.person(0), position: person.map { chunk.firstPosition(from: $0) } ?? chunk.count)
    }
  }

  /// Gives each block in place, found to stand under the key of its first chunk, until `body` answers false.
  ///
  /// - Parameter readsBodies: whether blocks are held against their checksums, where they were not yet.
  func forEachBlock(
    of run: UInt32, readsBodies: Bool, _ transaction: borrowing some Transaction & ~Copyable, _ body: (borrowing ColumnBlock) throws -> Bool
  ) throws {
    try transaction.withCursor(over: columns) { cursor in
      var goesOn = try Self.seek(&cursor, run, PersonID(high: 0, low: 0))
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
    guard block.isIntact else { throw damaged("columns \(block.number)", of: run, "differ from their checksum; rebuild the snapshot") }
    intactBlocks.note(block.number, of: run)
    return block
  }
}
