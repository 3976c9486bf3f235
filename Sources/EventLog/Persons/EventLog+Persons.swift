package import LMDB
package import RiskModel

/// What bears on one person, found without reading the rest of the log.
extension EventLog {
  /// Gives what each place from a sequence on holds where it bears on one of some persons or on more than one person, with the block that holds its texts, in
  /// order. What is given may bear on others alone.
  ///
  /// - Parameter passed: is given the places between, which bear on others alone, in order.
  /// - Complexity: a look at each block's ``BlockPersons``, some 0.5 µs, and at the heads of the records of the blocks that hold an event of a
  ///   person, and of a tenth of the others. Of a block that an earlier version wrote, and in an encrypted log, at the heads of all.
  package func forEachEntry(
    from sequence: UInt64, about pseudonyms: Set<PersonID>, passing passed: (ClosedRange<UInt64>) throws -> Void,
    _ transaction: borrowing some Transaction & ~Copyable, _ body: (LogEntry, borrowing LogBlock) throws -> Void
  ) throws {
    let last = try lastSequence(transaction)
    guard sequence <= last else { return }
    let isRedacted = try hasRedactions(transaction)
    try transaction.withCursor(over: blocks) { cursor in
      guard try cursor.seek(atOrBefore: max(1, sequence)) else { throw damaged("no event of sequence \(sequence)") }
      var first = try cursor.key.integer(UInt64.self, at: 0).byteSwapped
      while first <= last {
        let reach = try reach(of: pseudonyms, inBlockAt: first, transaction)
        if case .nowhere(let count) = reach {
          first += UInt64(count)
          if first > sequence { try passed(max(first - UInt64(count), sequence)...first - 1) }
          continue
        }
        guard try cursor.seek(exactly: first) else { throw damaged("no block of event \(first)") }
        do {
          let block = try self.block(cursor.value)
          let redactions = try isRedacted ? redactions(of: block.firstSequence...block.lastSequence, transaction) : [:]
          if case .stretches(let stretches) = reach {
            try block.forEachEntry(of: stretches, redactions, from: sequence, passing: passed, body)
          } else {
            try block.forEachEntry(about: pseudonyms, redactions, from: sequence, passing: passed, body)
          }
          first = block.lastSequence + 1
        } catch let error as DamagedBytes {
          throw damaged("block of event \(first): \(error.problem)")
        }
      }
    }
  }

  /// Where a block may hold what bears on some persons.
  private enum Reach {
    case nowhere(count: Int)
    /// In these stretches of its places, which bear on more than one person.
    case stretches([Int])
    case anywhere
  }

  private func reach(
    of pseudonyms: Set<PersonID>, inBlockAt first: UInt64, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Reach {
    guard let persons, let bytes = try transaction.value(of: first, in: persons) else { return .anywhere }
    do {
      let held = try BlockPersons(bytes, ofBlockAt: first)
      for pseudonym in pseudonyms where try held.mayHold(pseudonym) { return .anywhere }
      let stretches = try held.stretches.filter { try held.bearsOnMany(stretch: $0) }
      return stretches.isEmpty ? .nowhere(count: held.count) : .stretches(stretches)
    } catch is DamagedBytes {
      // The block itself says it, too.
      return .anywhere
    }
  }

  /// Enters which persons' events a block may hold, as far as the block itself says it: a retraction is taken to bear on more than one person.
  func putPersons(of block: borrowing LogBlock, _ transaction: borrowing WriteTransaction) throws {
    guard let persons else { return }
    var builder = BlockPersonsBuilder(ofBlockAt: block.firstSequence, count: block.count)
    try block.forEachEntry { entry in
      let index = Int(entry.sequence - block.firstSequence)
      switch entry {
      case .event(let record): builder.enter(record.personAlone, at: index)
      case .erasure: builder.enter(nil, at: index)
      case .erased, .commitment: break
      }
      return true
    }
    try transaction.put(builder.bytes, at: block.firstSequence, in: persons)
  }

  /// Checks that the persons of each block are all there.
  func verifyPersons(
    _ persons: Table<UInt64>, _ transaction: borrowing some Transaction & ~Copyable, _ fault: (String) throws -> Void
  ) throws {
    try forEachRow(of: persons, named: "persons", transaction, fault) { first, row, block in
      do {
        if try !isWhole(BlockPersons(row, ofBlockAt: first), block, transaction) {
          try fault("persons: not all of the block of event \(first)")
        }
      } catch let error as DamagedBytes {
        try fault("persons: \(error.problem)")
      }
    }
  }

  private func isWhole(
    _ held: BlockPersons, _ block: borrowing LogBlock, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Bool {
    guard held.count == block.count else { return false }
    var isWhole = true
    let redactions = try redactions(of: block.firstSequence...block.lastSequence, transaction)
    guard redactions.isEmpty else {
      try block.forEachEntry(redactions) { entry in
        isWhole = try isHeld(entry, by: held, of: block, transaction)
        return isWhole
      }
      return isWhole
    }
    try block.forEachEntry(
      from: block.firstSequence, looksAtHeads: true,
      passing: { head, _ in
        if try !held.mayHold(head.person) { isWhole = false }
        return true
      }
    ) { entry in
      if try !isHeld(entry, by: held, of: block, transaction) { isWhole = false }
      return isWhole
    }
    return isWhole
  }

  private func isHeld(
    _ entry: LogEntry, by held: BlockPersons, of block: borrowing LogBlock, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Bool {
    let isMarked = try held.bearsOnMany(stretch: Int(entry.sequence - block.firstSequence) / BlockPersons.stretchCount)
    switch entry {
    case .event(let record): return try isMarked || personAlone(record, transaction).map { try held.mayHold($0) } ?? false
    case .erasure: return isMarked
    case .erased, .commitment: return true
    }
  }
}

extension LogBlock {
  /// Gives what the places of some stretches hold, from a sequence on.
  fileprivate func forEachEntry(
    of stretches: [Int], _ redactions: [UInt64: Redaction], from sequence: UInt64, passing passed: (ClosedRange<UInt64>) throws -> Void,
    _ body: (LogEntry, borrowing LogBlock) throws -> Void
  ) throws {
    var next = max(sequence, firstSequence)
    for stretch in stretches {
      let start = firstSequence + UInt64(stretch * BlockPersons.stretchCount)
      let last = min(start + UInt64(BlockPersons.stretchCount) - 1, lastSequence)
      guard last >= next else { continue }
      if start > next { try passed(next...start - 1) }
      try forEachEntry(redactions, from: max(start, next)) { entry in
        try body(entry, self)
        return entry.sequence < last
      }
      next = last + 1
    }
    if next <= lastSequence { try passed(next...lastSequence) }
  }

  /// Gives what each place holds from a sequence on, but for the events of other persons alone.
  fileprivate func forEachEntry(
    about pseudonyms: Set<PersonID>, _ redactions: [UInt64: Redaction], from sequence: UInt64,
    passing passed: (ClosedRange<UInt64>) throws -> Void, _ body: (LogEntry, borrowing LogBlock) throws -> Void
  ) throws {
    var next = max(sequence, firstSequence)
    func give(_ entry: LogEntry) throws -> Bool {
      if entry.sequence > next { try passed(next...entry.sequence - 1) }
      next = entry.sequence + 1
      try body(entry, self)
      return true
    }
    if redactions.isEmpty {
      // Hashing a person takes longer than all else that is done about a record that is passed over.
      let only = pseudonyms.count == 1 ? pseudonyms.first : nil
      try forEachEntry(
        from: sequence, looksAtHeads: true,
        passing: { head, _ in if let only { head.person != only } else { !pseudonyms.contains(head.person) } }, give)
    } else {
      // What was erased of a block is not in the heads of its records.
      try forEachEntry(redactions, from: sequence, give)
    }
    if next <= lastSequence { try passed(next...lastSequence) }
  }
}
