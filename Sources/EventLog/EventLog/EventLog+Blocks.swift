package import LMDB
package import LogProof
package import RiskModel

/// Whole blocks, as a backup keeps them: byte for byte, since the salts of their leaves are in them.
extension EventLog {
  /// Gives the bytes of each block from that of a sequence on, with that block's first and last sequence, until `body` answers false. A block that holds
  /// what was erased is given without it.
  package func forEachBlock(
    from sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable,
    _ body: (_ bytes: RawSpan, _ sequences: ClosedRange<UInt64>) throws -> Bool
  ) throws {
    let isRedacted = try hasRedactions(transaction)
    try transaction.withCursor(over: blocks) { cursor in
      var goesOn = try cursor.seek(atOrBefore: max(1, sequence))
      while goesOn {
        let sequences: ClosedRange<UInt64>
        var rest: [UInt8]?
        do {
          let block = try self.block(cursor.value)
          sequences = block.firstSequence...block.lastSequence
          let redactions = isRedacted ? try redactions(of: sequences, transaction) : [:]
          if !redactions.isEmpty { rest = try rewritten(block, redactions) }
        }
        if let rest {
          // Safe: bytes are their own raw representation.
          goesOn = try body(unsafe rest.span.bytes, sequences)
        } else {
          goesOn = try body(cursor.value, sequences)
        }
        goesOn = try goesOn && cursor.next()
      }
    }
  }
}

/// The end of a log that is checked, or filled, block by block.
package struct BlockSequence {
  /// The tree over the events so far.
  package private(set) var frontier: TreeFrontier
  /// When the last of them was recorded.
  private var recordedAt: Instant
  private var leaves = LeafHasher()

  /// Begins after the events of a tree.
  package init(after frontier: TreeFrontier = TreeFrontier(), recordedAt: Instant = .earliest) {
    self.frontier = frontier
    self.recordedAt = recordedAt
  }

  /// Takes the next block in: decodes what each of its places holds and hashes its leaf.
  ///
  /// - Throws: ``DamagedBytes`` for what is no block, or not the next one; what `body` throws.
  package mutating func append(
    _ bytes: [UInt8], _ body: (_ entry: LogEntry, _ block: borrowing LogBlock, _ tiles: [Tile]) throws -> Void = { _, _, _ in }
  ) throws {
    // Safe: bytes are their own raw representation.
    let block = try unsafe LogBlock(bytes.span.bytes)
    guard block.firstSequence == frontier.size + 1 else {
      throw DamagedBytes("a block of events from \(block.firstSequence) on, expected \(frontier.size + 1)")
    }
    try block.forEachEntry { entry in
      guard entry.recordedAt >= recordedAt else {
        throw DamagedBytes("event \(entry.sequence) was recorded at \(entry.recordedAt), before \(recordedAt)")
      }
      recordedAt = entry.recordedAt
      try body(entry, block, frontier.append(try leaves.hash(entry, block)))
      return true
    }
  }
}

extension EventLog {
  /// Writes a block of another store after the last event, with its index entries and tiles.
  ///
  /// - Throws: ``DamagedBytes`` for what is no block, not the next one, or names what an earlier event named.
  package func restore(_ block: [UInt8], _ sequence: inout BlockSequence, _ transaction: borrowing WriteTransaction) throws {
    let first = sequence.frontier.size + 1
    var identifiers = IdentifierWriter()
    try sequence.append(block) { entry, block, newTiles in
      for tile in newTiles { try put(tile, transaction) }
      let record: LogRecord
      switch entry {
      case .event(let found): record = found
      case .erased, .commitment: return
      case .erasure(let found): return try put(try found.erasure(in: block), transaction)
      }
      let event = try block.event(record)
      if let id = event.event.id {
        guard try identifiers.add(event.sequence, as: id, of: event.event.source, in: self, transaction) else {
          throw DamagedBytes("event \(event.sequence) has the identifier of an earlier one")
        }
      }
      if let target = record.target {
        guard target < event.sequence, try transaction.putIfAbsent(Self.bytes(event.sequence), at: target, in: retracted) else {
          throw DamagedBytes("event \(event.sequence) retracts \(target), expected an earlier event that is not retracted")
        }
      }
    }
    try identifiers.finish(in: self, transaction)
    try transaction.append(try sealed(block, transaction), at: first, in: blocks)
    try putIndex(of: block, transaction)
  }
}
