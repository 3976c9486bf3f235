import LMDB
package import RiskModel

/// Where else than in their own events persons, and the names that these gave, stand in the log.
package struct Mentions: Sendable {
  /// The contacts and registrations of others that name one of the persons, in order of sequence.
  package var sequences: [UInt64] = []
  /// The names that other events give too.
  package var sharedNames: Set<Text> = []
}

extension EventLog {
  /// Enters a block into the indexes of mentions and of persons.
  func putIndex(of block: [UInt8], _ transaction: borrowing WriteTransaction) throws {
    // Safe: bytes are their own raw representation.
    let block = try unsafe LogBlock(block.span.bytes)
    if let mentions { try transaction.put(BlockIndex(block).bytes, at: block.firstSequence, in: mentions) }
    try putPersons(of: block, transaction)
  }

  /// Looks through the log, on all cores, for what other events say of persons and names. A name that is found is not looked for any further, so that one that
  /// every block has costs a block for each part.
  ///
  /// - Parameter own: the events that are not looked at.
  /// - Precondition: nothing is appended meanwhile.
  /// - Complexity: O(bytes of the index), some 1 ns each, O(texts of the blocks that may have a name) and O(events of those that have one, or may name a person);
  ///   O(events) for blocks that an earlier version wrote.
  package func mentions(of persons: Set<PersonID>, names: Set<Text>, besides own: Set<UInt64>) throws -> Mentions {
    let end = try environment.read { try lastSequence($0) } + 1
    let partCount: UInt64 = 16
    let search = BlockIndex.Search(texts: names, persons: persons)
    let parts = try concurrentMap(Int(partCount)) { part in
      try environment.read { transaction in
        try mentions(
          of: persons, search, besides: own, inBlocksFrom: end * UInt64(part) / partCount..<end * UInt64(part + 1) / partCount, transaction)
      }
    }
    return parts.reduce(into: Mentions()) { all, part in
      all.sequences += part.sequences
      all.sharedNames.formUnion(part.sharedNames)
    }
  }

  /// - Parameter firsts: the first sequences of the blocks.
  private func mentions(
    of persons: Set<PersonID>, _ search: BlockIndex.Search, besides own: Set<UInt64>, inBlocksFrom firsts: Range<UInt64>,
    _ transaction: borrowing ReadTransaction
  ) throws -> Mentions {
    var search = search
    var found = Mentions()
    try transaction.withCursor(over: blocks) { cursor in
      var goesOn = try cursor.seek(atOrAfter: firsts.lowerBound)
      while goesOn {
        let first = try cursor.key.integer(UInt64.self, at: 0).byteSwapped
        guard first < firsts.upperBound else { return }
        var possible = (text: true, person: true)
        if let mentions, let index = try transaction.value(of: first, in: mentions) { possible = try search.possible(in: index) }
        if possible.text || possible.person {
          try look(in: self.block(cursor.value), for: possible.person ? persons : [], &search, besides: own, into: &found, transaction)
        }
        goesOn = try cursor.next()
      }
    }
    return found
  }

  private func look(
    in block: borrowing LogBlock, for persons: Set<PersonID>, _ search: inout BlockIndex.Search, besides own: Set<UInt64>,
    into found: inout Mentions, _ transaction: borrowing ReadTransaction
  ) throws {
    var wanted: [UInt16: Text] = [:]
    for text in 0..<block.textCount {
      let bytes = try block.textBytes(UInt16(text))
      let checksum = Checksum.of(bytes)
      guard search.mayBe(checksum) else { continue }
      let name = try block.text(UInt16(text))
      if search.seeks(name, checksum) { wanted[UInt16(text)] = name }
    }
    // The index has 16 bits of each text: of some blocks it says too much.
    if wanted.isEmpty, persons.isEmpty { return }
    try block.forEachEntry(try redactions(of: block.firstSequence...block.lastSequence, transaction)) { entry in
      guard case .event(let record) = entry, !own.contains(record.sequence) else { return true }
      if let other = record.other, persons.contains(other) { found.sequences.append(record.sequence) }
      if !wanted.isEmpty, let number = record.name, let name = wanted.removeValue(forKey: number) {
        found.sharedNames.insert(name)
        search.remove(name)
      }
      return !(wanted.isEmpty && persons.isEmpty)
    }
  }
}
