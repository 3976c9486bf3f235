@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskModel

/// A chunk of the base run with what is said of its persons. The chunk itself is read only once it is opened.
struct ColumnedChunk: ~Escapable {
  let block: ColumnBlock
  /// Which of the block's chunks it is.
  private let index: Int
  /// The position in the block of the chunk's first person.
  let firstInBlock: Int
  /// The positions in the chunk of the persons asked for.
  let positions: Range<Int>
  private let run: UInt32
  private let tables: DerivedTables
  private let key: RawSpan
  private let value: RawSpan

  @_lifetime(copy block, copy key, copy value)
  fileprivate init(
    _ block: ColumnBlock, _ index: Int, _ firstInBlock: Int, _ positions: Range<Int>, of run: UInt32, _ tables: DerivedTables,
    _ key: RawSpan, _ value: RawSpan
  ) {
    self.block = block
    self.index = index
    self.firstInBlock = firstInBlock
    self.positions = positions
    self.run = run
    self.tables = tables
    self.key = key
    self.value = value
  }

  /// The chunk.
  ///
  /// - Throws: ``StoreError/damaged(path:problem:)`` for another than the columns are of.
  @_lifetime(copy self)
  func open() throws -> RunChunk {
    let chunk = try tables.chunk(key, value, of: run)
    guard chunk.number == block.firstChunk + index, chunk.count == block.personCount(ofChunk: index) else {
      throw tables.damaged("chunk \(chunk.number)", of: run, "is not the one that its columns are of")
    }
    return chunk
  }
}

/// The columns of the base run, in ascending order of person.
extension DerivedTables {
  /// Gives each chunk of the base run in place with its columns, from a person on.
  ///
  /// - Parameter end: the first person who is not asked for; nil for none.
  func forEachColumnedChunk(
    of run: UInt32, from first: PersonID, to end: PersonID?, _ transaction: borrowing some Transaction & ~Copyable,
    _ body: (borrowing ColumnedChunk) throws -> Void
  ) throws {
    // The last chunk, and how many of its persons.
    var last: (chunk: Int, position: Int)?
    if let end {
      guard let place = try place(of: end, in: run, transaction) else { return }
      last = place
    }
    try transaction.withCursor(over: runs) { chunks in
      guard try Self.seek(&chunks, run, first) else { return }
      var (number, start) = try Self.place(of: first, in: chunk(chunks.key, chunks.value, of: run))
      try transaction.withCursor(over: columns) { blocks in
        guard try blocks.seek(atOrBefore: Self.runKey(run, Self.person(chunks.key))), try Self.isKey(blocks.key, of: run) else {
          throw damaged("chunk \(number)", of: run, "has no columns")
        }
        while true {
          do {
            let block = try block(blocks.key, blocks.value, of: run)
            var (index, firstInBlock) = (0, 0)
            while index < block.chunkCount {
              let count = block.personCount(ofChunk: index)
              if block.firstChunk + index == number {
                guard firstInBlock + count <= block.personCount else { throw damaged("columns \(block.number)", of: run, "are too short") }
                let isLast = last.map { $0.chunk == number } ?? false
                let positions = start..<max(start, isLast ? min(count, last?.position ?? count) : count)
                try body(ColumnedChunk(block, index, firstInBlock, positions, of: run, self, chunks.key, chunks.value))
                guard !isLast, try chunks.next(), try Self.isKey(chunks.key, of: run) else { return }
                (number, start) = (number + 1, 0)
              }
              firstInBlock += count
              index += 1
            }
          }
          guard try blocks.next(), try Self.isKey(blocks.key, of: run) else { throw damaged("chunk \(number)", of: run, "has no columns") }
        }
      }
    }
  }

  /// The number of the chunk of a run that holds a person or would hold it, and the position there of the first person not before; nil where the
  /// person is before all. O(log chunks).
  private func place(
    of person: PersonID, in run: UInt32, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> (chunk: Int, position: Int)? {
    try transaction.withCursor(over: runs) { cursor in
      guard try cursor.seek(atOrBefore: Self.runKey(run, person)), try Self.isKey(cursor.key, of: run) else { return nil }
      return try Self.place(of: person, in: chunk(cursor.key, cursor.value, of: run))
    }
  }

  private static func place(of person: PersonID, in chunk: borrowing RunChunk) -> (chunk: Int, position: Int) {
    (chunk.number, chunk.firstPosition(from: person))
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
