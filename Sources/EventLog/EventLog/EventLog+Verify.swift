package import LMDB
package import LogProof
package import RiskModel

extension EventLog {
  /// The stored hash of a tile, nil where there is none.
  package func storedTile(_ tile: Tile, _ transaction: borrowing some Transaction & ~Copyable) throws -> Digest32? {
    guard let found = try transaction.value(of: Self.tileKey(level: tile.level, index: tile.index), in: tiles) else { return nil }
    return try Digest32(found)
  }

  /// Checks that the indexes hold nothing besides what the log says.
  package func verifyIndexSizes(
    identifiers identifierCount: Int, retractions retractionCount: Int, tiles size: UInt64,
    _ transaction: borrowing some Transaction & ~Copyable, fault: (String) throws -> Void
  ) throws {
    func compare(_ name: String, _ found: Int, _ expected: Int) throws {
      if found != expected { try fault("\(name): \(found) entries, expected \(expected)") }
    }
    try compare("identifiers", try self.identifierCount(transaction), identifierCount)
    try compare("retracted events", try transaction.size(of: retracted).entryCount, retractionCount)
    var tileCount = 0
    for level in stride(from: Tile.levels, through: 56, by: Tile.levels) { tileCount += Int(size >> UInt64(level)) }
    try compare("tiles", try transaction.size(of: tiles).entryCount, tileCount)
    if let mentions { try verifyMentions(mentions, transaction, fault) }
    if let persons { try verifyPersons(persons, transaction, fault) }
  }

  /// Checks that each block's index is what the block says.
  private func verifyMentions(
    _ mentions: Table<UInt64>, _ transaction: borrowing some Transaction & ~Copyable, _ fault: (String) throws -> Void
  ) throws {
    try forEachRow(of: mentions, named: "mentions", transaction, fault) { first, row, block in
      // What a record without its key named is in its block's index until the block is written again.
      if try !hasKeylessRecord(block), try BlockIndex(block).bytes != row.array {
        try fault("mentions: not what the block of event \(first) says")
      }
    }
  }

  /// Gives each row of a table that has one for each block, with the sequence of the block's first event, and the block.
  func forEachRow(
    of table: Table<UInt64>, named name: String, _ transaction: borrowing some Transaction & ~Copyable, _ fault: (String) throws -> Void,
    _ body: (_ first: UInt64, _ row: RawSpan, _ block: borrowing LogBlock) throws -> Void
  ) throws {
    try transaction.withCursor(over: table) { cursor in
      while try cursor.next() {
        let first = try cursor.key.integer(UInt64.self, at: 0).byteSwapped
        if let bytes = try transaction.value(of: first, in: blocks) {
          try body(first, cursor.value, block(bytes))
        } else {
          try fault("\(name): a row of event \(first), where no block begins")
        }
      }
    }
  }
}

extension EventLog {
  private func hasKeylessRecord(_ block: borrowing LogBlock) throws -> Bool {
    guard seal != nil else { return false }
    var found = false
    try block.forEachEntry { entry in
      if case .erased(let record) = entry { found = record.isKeyless }
      return !found
    }
    return found
  }
}

/// Computes the hashes of leaves from stored events, in order.
package struct LeafHasher {
  private var block: UInt64 = 0
  private var salts = LeafSalts(seed: Array(repeating: 0, count: LeafSalts.seedByteCount))
  private var writer = ByteWriter(reservingBytes: 256)

  package init() {}

  /// The hash of the leaf of whatever a place holds.
  package mutating func hash(_ entry: LogEntry, _ block: borrowing LogBlock) throws(DamagedBytes) -> Digest32 {
    switch entry {
    case .event(let record): return hash(try block.event(record), record, block)
    case .erased(let record): return record.hash
    case .commitment(let record): return try record.commitment(in: block).leafHash
    case .erasure(let record):
      writer.removeAll()
      writer.write(LogHash.leafPrefix)
      writer.write(block.bytes.extracting(record.salt))
      try record.erasure(in: block).writeCanonical(to: &writer)
      return LogHash.leaf(prefixed: writer.bytes)
    }
  }

  /// The salt of an event's leaf; nil where only the leaf's hash is kept.
  package mutating func salt(_ record: LogRecord, _ block: borrowing LogBlock) -> [UInt8]? {
    if record.keptHash != nil { return nil }
    var salt = ByteWriter(reservingBytes: Leaf.saltByteCount)
    writeSalt(record, block, to: &salt)
    return salt.bytes
  }

  /// How an event's leaf commits to the other person that it names.
  package mutating func mention(_ record: LogRecord, _ block: borrowing LogBlock) -> EventLeaf.Mention? {
    if let seal = record.seal { return .sealed(seal) }
    guard record.other != nil, block.form.contains(.sealedMentions) else { return nil }
    if let own = record.mentionSalt { return .salt(block.bytes.extracting(own).array) }
    useSalts(of: block)
    return .salt(salts.mentionSalt(Int(record.sequence - block.firstSequence)))
  }

  private mutating func useSalts(of block: borrowing LogBlock) {
    guard self.block != block.firstSequence else { return }
    self.block = block.firstSequence
    salts = LeafSalts(seed: block.seed)
  }

  private mutating func writeSalt(_ record: LogRecord, _ block: borrowing LogBlock, to writer: inout ByteWriter) {
    if let own = record.salt { return writer.write(block.bytes.extracting(own)) }
    useSalts(of: block)
    salts.write(Int(record.sequence - block.firstSequence), to: &writer)
  }

  /// The hash of an event's leaf.
  package mutating func hash(_ event: RecordedEvent, _ record: LogRecord, _ block: borrowing LogBlock) -> Digest32 {
    if let kept = record.keptHash { return kept }
    // The writer is lent to the salts.
    var writer = ByteWriter()
    swap(&writer, &self.writer)
    defer { swap(&writer, &self.writer) }
    writer.removeAll()
    writer.write(LogHash.leafPrefix)
    writeSalt(record, block, to: &writer)
    Leaf.writeCanonical(
      event.event, sequence: event.sequence, recordedAt: event.recordedAt, target: record.target,
      mention: Leaf.Mention(event.event, mention(record, block)), to: &writer)
    return LogHash.leaf(prefixed: writer.bytes)
  }
}
