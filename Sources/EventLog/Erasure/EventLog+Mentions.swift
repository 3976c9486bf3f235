package import LMDB
package import RiskModel

/// Where else than in their own events persons, and the names that these gave, stand in the log.
package struct Mentions: Sendable {
  /// The contacts and registrations of others that name one of the persons, in order of sequence.
  package var sequences: [UInt64] = []
  /// The names that other events give too.
  package var sharedNames: Set<Text> = []
}

extension EventLog {
  /// Enters a block into the index of mentions.
  func putIndex(of block: [UInt8], at first: UInt64, _ transaction: borrowing WriteTransaction) throws {
    guard let mentions else { return }
    // Safe: bytes are their own raw representation.
    try transaction.put(BlockIndex(unsafe LogBlock(block.span.bytes)).bytes, at: first, in: mentions)
  }

  /// Looks through the log for what other events say of persons and names. A name that is found is not looked for any further, so that one that every block
  /// has costs one block.
  ///
  /// - Parameter own: the events that are not looked at.
  /// - Complexity: O(bytes of the index), some 1 ns each, and O(events of the blocks that may have something); O(events) for blocks that an earlier version
  ///   wrote.
  package func mentions(
    of persons: Set<PersonID>, names: Set<Text>, besides own: Set<UInt64>, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Mentions {
    var search = BlockIndex.Search(texts: names, persons: persons)
    var found = Mentions()
    try transaction.withCursor(over: blocks) { cursor in
      var goesOn = try cursor.first()
      while goesOn {
        let first = try cursor.key.integer(UInt64.self, at: 0).byteSwapped
        var isLookedAt = true
        if let mentions, let index = try transaction.value(of: first, in: mentions) { isLookedAt = try search.mayBeIn(index) }
        if isLookedAt { try look(in: self.block(cursor.value), for: persons, &search, besides: own, into: &found, transaction) }
        goesOn = try cursor.next()
      }
    }
    return found
  }

  private func look(
    in block: borrowing LogBlock, for persons: Set<PersonID>, _ search: inout BlockIndex.Search, besides own: Set<UInt64>,
    into found: inout Mentions, _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    var wanted: [UInt16: Text] = [:]
    for text in 0..<block.textCount {
      let bytes = try block.textBytes(UInt16(text))
      let checksum = Checksum.of(bytes)
      guard search.mayBe(checksum) else { continue }
      let name = try block.text(UInt16(text))
      if search.seeks(name, checksum) { wanted[UInt16(text)] = name }
    }
    try block.forEachEntry(try redactions(of: block.firstSequence...block.lastSequence, transaction)) { entry in
      guard case .event(let record) = entry, !own.contains(record.sequence) else { return true }
      if let other = record.other, persons.contains(other) { found.sequences.append(record.sequence) }
      if !wanted.isEmpty, let number = record.name, let name = wanted.removeValue(forKey: number) {
        found.sharedNames.insert(name)
        search.remove(name)
      }
      return true
    }
  }
}
