import EventLog
internal import Histories
import LMDB
import RiskModel

/// Some persons taken out of a sealed run where it lies: the chunks that hold them, and their blocks of columns, each without. Everything else of the run, which
/// may have millions of events, stays.
struct Excision: Sendable {
  /// A chunk or a block under its key, before and after.
  private struct Replacement: Sendable {
    let key: [UInt8]
    let newKey: [UInt8]
    let bytes: [UInt8]
    /// The first person afterwards, of a chunk.
    var first: (chunk: Int, person: PersonID)?
  }

  private let run: Manifest.Run
  private var chunks: [Replacement] = []
  private var blocks: [Replacement] = []
  private var personCount = 0
  private var recordCount = 0

  /// Whether anyone of the persons is in the run.
  var isEmpty: Bool { personCount == 0 }

  /// - Parameter persons: in ascending order.
  /// - Returns: nil where a chunk would be left without persons: then the whole run is to be written again.
  /// - Complexity: O(persons · log chunks + persons of the blocks concerned).
  init?(of persons: [PersonID], from run: Manifest.Run, _ tables: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    self.run = run
    var next = persons[...].drop { PersonPartition(of: $0) != run.partition }
    /// The positions that go, by block.
    var removed: [[UInt8]: [(chunk: Int, positions: [Int], lastSequence: UInt64)]] = [:]
    try transaction.withCursor(over: tables.runs) { cursor in
      while let person = next.first, PersonPartition(of: person) == run.partition {
        guard try cursor.seek(atOrBefore: tables.key(of: run.id, before: person, transaction)),
          try DerivedTables.isKey(cursor.key, of: run.id)
        else {
          next.removeFirst()
          continue
        }
        let key = cursor.key.array
        let chunk = try tables.chunk(cursor.key, cursor.value, of: run.id)
        let last = chunk.person(chunk.count - 1)
        // All of them that this chunk may hold at once.
        let here = next.prefix { $0 <= last }
        let positions = here.compactMap { person in
          let position = chunk.firstPosition(from: person)
          return position < chunk.count && chunk.person(position) == person ? position : nil
        }
        next = here.isEmpty ? next.dropFirst() : next.dropFirst(here.count)
        guard !positions.isEmpty else { continue }
        guard positions.count < chunk.count else { return recordCount = -1 }
        let (bytes, first, recordCount) = try chunk.bytes(without: Set(positions))
        let newKey = tables.key(of: run.id, chunk: chunk.number, first: first)
        chunks.append(Replacement(key: key, newKey: newKey, bytes: bytes, first: (chunk.number, first)))
        personCount += positions.count
        self.recordCount += recordCount
        guard run.hasColumns else { continue }
        let lastSequence = try unsafe RunChunk(bytes.span.bytes).lastSequence
        removed[try tables.blockKey(of: key, transaction), default: []].append((chunk.number, positions, lastSequence))
      }
    }
    if recordCount < 0 { return nil }
    for (key, chunks) in removed.sorted(by: { $0.value[0].chunk < $1.value[0].chunk }) {
      blocks.append(try Self.block(key, without: chunks, self.chunks, run, tables, transaction))
    }
  }

  private static func block(
    _ key: [UInt8], without removed: [(chunk: Int, positions: [Int], lastSequence: UInt64)], _ chunks: [Replacement], _ run: Manifest.Run,
    _ tables: DerivedTables, _ transaction: borrowing ReadTransaction
  ) throws -> Replacement {
    guard let value = try transaction.value(of: key, in: tables.columns) else {
      throw tables.damaged("columns", of: run.id, "are missing")
    }
    let block = try ColumnBlock(value)
    // The greatest sequence of the block's chunks, of those that change as they will be.
    let changed = Dictionary(uniqueKeysWithValues: removed.map { ($0.chunk, $0) })
    var lastSequence: UInt64 = 0
    try transaction.withCursor(over: tables.runs) { cursor in
      var goesOn = try cursor.seek(atOrAfter: key)
      for number in block.firstChunk..<block.firstChunk + block.chunkCount {
        guard goesOn else { throw tables.damaged("chunk \(number)", of: run.id, "is missing") }
        lastSequence = max(lastSequence, try changed[number]?.lastSequence ?? RunChunk(cursor.value).lastSequence)
        goesOn = try cursor.next()
      }
    }
    let positions = removed.map { (chunk: $0.chunk - block.firstChunk, positions: $0.positions) }
    let newKey = chunks.first { $0.key == key }?.newKey ?? key
    return Replacement(key: key, newKey: newKey, bytes: try block.bytes(without: positions, lastSequence: lastSequence))
  }

  /// Puts what was made in the place of what it was made of.
  ///
  /// - Returns: the run as a manifest names it then.
  /// - Complexity: O(chunks of the run).
  func carryOut(_ tables: DerivedTables, _ transaction: borrowing WriteTransaction) throws -> Manifest.Run {
    for (replacements, table) in [(chunks, tables.runs), (blocks, tables.columns)] {
      for replacement in replacements {
        if replacement.newKey != replacement.key { try transaction.delete(replacement.key, in: table) }
        try transaction.put(replacement.bytes, at: replacement.newKey, in: table)
      }
    }
    let firsts = chunks.compactMap(\.first)
    try tables.setFirstPersons(of: run.id, Dictionary(uniqueKeysWithValues: firsts.map { ($0.chunk, $0.person) }), transaction)
    var left = run
    left.personCount -= UInt64(personCount)
    left.recordCount -= UInt64(recordCount)
    var checksums = ByteWriter()
    try tables.forEachChunk(of: run.id, readsBodies: false, transaction) {
      checksums.write($0.checksum)
      return true
    }
    try tables.forEachBlock(of: run.id, readsBodies: false, transaction) {
      checksums.write($0.checksum)
      return true
    }
    // Safe: bytes are their own raw representation.
    left.checksum = Checksum.of(unsafe checksums.bytes.span.bytes)
    return left
  }
}

extension DerivedTables {
  /// The key of the block of columns that a chunk is in, by the chunk's key.
  fileprivate func blockKey(of chunk: [UInt8], _ transaction: borrowing ReadTransaction) throws -> [UInt8] {
    try transaction.withCursor(over: columns) { cursor in
      guard try cursor.seek(atOrBefore: chunk), cursor.key.byteCount == chunk.count else {
        throw StoreError.damaged(path: environment.path, problem: "no columns of a chunk of the snapshot")
      }
      return cursor.key.array
    }
  }
}

extension RunChunk {
  /// The chunk without the persons at some positions, with its first person, and how many records went. Some person is left.
  fileprivate func bytes(without removed: Set<Int>) throws -> (bytes: [UInt8], first: PersonID, recordCount: Int) {
    var builder = RunChunkBuilder(columnsBy: nil)
    var history = PersonHistory()
    var goneCount = 0
    for position in 0..<count {
      let records = try records(of: position)
      if removed.contains(position) {
        for section in Section.allCases { goneCount += records[section.rawValue].count / section.stride }
      } else if records[Section.retractions.rawValue].isEmpty {
        builder.begin(person(position))
        builder.add(records, of: self)
      } else {
        history.removeAll()
        try gather(position, into: &history)
        history.sort()
        builder.append(person(position), history)
      }
    }
    var chunk = builder.finish()
    Self.number(&chunk.bytes, UInt32(number))
    return (chunk.bytes, chunk.firstPerson, goneCount)
  }
}
