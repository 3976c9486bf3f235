package import LMDB
package import RiskModel

extension EventLog {
  /// Where the log ends. O(events of one block).
  package func end(_ transaction: borrowing some Transaction & ~Copyable) throws -> LogEnd {
    try transaction.withCursor(over: blocks) { cursor in
      guard try cursor.last() else { return LogEnd(sequence: 0, recordedAt: .earliest) }
      let block = try self.block(cursor.value)
      do {
        let last = try block.entry(block.lastSequence)
        return LogEnd(sequence: last.sequence, recordedAt: last.recordedAt)
      } catch let error as DamagedBytes {
        throw damaged(error.problem)
      }
    }
  }

  /// The last sequence. O(log blocks).
  package func lastSequence(_ transaction: borrowing some Transaction & ~Copyable) throws -> UInt64 {
    try transaction.withCursor(over: blocks) { cursor in
      try cursor.last() ? try self.block(cursor.value).lastSequence : 0
    }
  }

  /// Gives the record of each event from a sequence on, with the block that holds its texts, until `body` answers false. What was erased, and the
  /// erasures themselves, are left out.
  package func forEachRecord(
    from sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable,
    _ body: (LogRecord, borrowing LogBlock) throws -> Bool
  ) throws {
    try forEachEntry(from: sequence, transaction) { entry, block in
      guard case .event(let record) = entry else { return true }
      return try body(record, block)
    }
  }

  /// Gives what each place from a sequence on holds, with the block that holds its texts, until `body` answers false.
  package func forEachEntry(
    from sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable,
    _ body: (LogEntry, borrowing LogBlock) throws -> Bool
  ) throws {
    try forEachEntry(from: sequence, looksAtHeads: false, passing: { _, _, _ in false }, transaction, body)
  }

  /// The same. Where heads are looked at, the events of one person alone that `isPassed` takes are not decoded any further, and not given. It is not
  /// given all of them: not those of blocks of which something was erased.
  package func forEachEntry(
    from sequence: UInt64, looksAtHeads: Bool = true,
    passing isPassed: (_ head: LogRecord.Head, _ sequence: UInt64, _ block: borrowing LogBlock) throws -> Bool,
    _ transaction: borrowing some Transaction & ~Copyable, _ body: (LogEntry, borrowing LogBlock) throws -> Bool
  ) throws {
    let isRedacted = try hasRedactions(transaction)
    try transaction.withCursor(over: blocks) { cursor in
      var goesOn = try cursor.seek(atOrBefore: max(1, sequence))
      while goesOn {
        var stopped = false
        do {
          let block = try self.block(cursor.value)
          let first = max(sequence, block.firstSequence)
          let redactions = try isRedacted && first <= block.lastSequence ? redactions(of: first...block.lastSequence, transaction) : [:]
          func take(_ entry: LogEntry) throws -> Bool {
            stopped = try !body(entry, block)
            return !stopped
          }
          try block.forEachEntry(
            redactions, from: sequence, looksAtHeads: looksAtHeads, passing: { try isPassed($0, $1, block) }, take)
        } catch let error as DamagedBytes {
          throw damaged("block of event \(try cursor.key.integer(UInt64.self, at: 0).byteSwapped): \(error.problem)")
        }
        goesOn = try !stopped && cursor.next()
      }
    }
  }

  /// The event of a sequence, or nil past the end and where it was erased. O(log blocks + 16).
  package func event(_ sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> RecordedEvent? {
    var found: RecordedEvent?
    try forEachEntry(from: sequence, transaction) { entry, block in
      if case .event(let record) = entry, record.sequence == sequence { found = try self.event(record, block) }
      return false
    }
    return found
  }

  /// Gives the events of some sequences, in ascending order, each with the sequence that it names if it is a retraction. What was erased, or is past the
  /// end, is left out.
  ///
  /// - Complexity: O(sequences) where they lie together, else O(sequences · log blocks).
  package func forEachEvent(
    of sequences: [UInt64], _ transaction: borrowing some Transaction & ~Copyable, _ body: (RecordedEvent, _ target: UInt64?) throws -> Void
  ) throws {
    var index = 0
    while index < sequences.count {
      let sought = index
      try forEachEntry(from: sequences[index], transaction) { entry, block in
        if entry.sequence == sequences[index] {
          if case .event(let record) = entry { try body(try self.event(record, block), record.target) }
          index += 1
        }
        // What lies farther off is sought: a block is read from every sixteenth record on.
        return index < sequences.count && sequences[index] - entry.sequence <= 16
      }
      // Past the end.
      if index == sought { return }
    }
  }

  /// What the place of a sequence holds, or nil past the end, without its texts. O(log blocks + 16).
  package func entry(_ sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> LogEntry? {
    var found: LogEntry?
    try forEachEntry(from: sequence, transaction) { entry, _ in
      if entry.sequence == sequence { found = entry }
      return false
    }
    return found
  }

  /// The record of a sequence, or nil past the end and where there is no event, without its texts. O(log blocks + 16).
  package func record(_ sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> LogRecord? {
    guard case .event(let record) = try entry(sequence, transaction) else { return nil }
    return record
  }

  /// The last sequence that was recorded at or before an instant, 0 for none. O(log² blocks).
  package func lastSequence(recordedBy instant: Instant, _ transaction: borrowing some Transaction & ~Copyable) throws -> UInt64 {
    try (1..<lastSequence(transaction) + 1).firstReached { sequence in
      guard let entry = try entry(sequence, transaction) else { throw damaged("no event of sequence \(sequence)") }
      return entry.recordedAt > instant
    } - 1
  }

  /// The event of a record of a block.
  package func event(_ record: LogRecord, _ block: borrowing LogBlock) throws -> RecordedEvent {
    do { return try block.event(record) } catch { throw damaged(error.problem) }
  }

  /// The sequence of the retraction that names an event, or nil.
  package func retraction(of sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> UInt64? {
    guard let found = try transaction.value(of: sequence, in: retracted) else { return nil }
    return try found.integer(at: 0)
  }

  /// What readers of inputs stored under the names that begin with a prefix, in order of name. O(those).
  package func bookmarks(
    startingWith prefix: [UInt8] = [], _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> [(name: [UInt8], value: [UInt8])] {
    try transaction.withCursor(over: bookmarks) { cursor in
      var found: [(name: [UInt8], value: [UInt8])] = []
      var isThere = try prefix.isEmpty ? cursor.first() : cursor.seek(atOrAfter: prefix)
      while isThere {
        let name = cursor.key.array
        guard name.starts(with: prefix) else { break }
        found.append((name, try cursor.value.array))
        isThere = try cursor.next()
      }
      return found
    }
  }

  /// Where a reader of the given name said that it stands, or nil.
  package func bookmark(_ name: [UInt8], _ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt8]? {
    try transaction.value(of: name, in: bookmarks)?.array
  }

  /// The bytes of the log's tables. O(1).
  package func byteCount(_ transaction: borrowing some Transaction & ~Copyable) throws -> Int {
    let keyedByBytes = try [identifiers, numberedIdentifiers, tiles, bookmarks, lapses].compactMap { $0 }.reduce(0) {
      try $0 + transaction.size(of: $1).byteCount
    }
    return try [blocks, retracted, erasures, mentions, persons, redactions].compactMap { $0 }.reduce(keyedByBytes) {
      try $0 + transaction.size(of: $1).byteCount
    }
  }

  /// Reads a block's head.
  @_lifetime(copy bytes)
  package func block(_ bytes: RawSpan) throws -> LogBlock {
    do { return try LogBlock(bytes, recent: recentTexts) } catch { throw damaged(error.problem) }
  }

  package func damaged(_ problem: String) -> StoreError {
    .damaged(path: environment.path, problem: problem)
  }
}
