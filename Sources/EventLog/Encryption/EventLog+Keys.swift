package import LMDB
package import RiskModel

/// The tables of an encrypted log's keys: which number each person's key has, and which keys are to be erased.
struct KeyTables: Sendable {
  /// Name of a person, as ``StoreSeal/name(_:)`` makes it → number of the key (4).
  let numbers: Table<[UInt8]>
  /// Number of a key that is to be erased → nothing.
  let due: Table<UInt64>

  init(in environment: Environment, creates: Bool) throws {
    numbers = try creates ? environment.createTable("keyNumbers") : environment.table("keyNumbers")
    due = try creates ? environment.createTable("keysToErase") : environment.table("keysToErase")
  }
}

/// The keys of persons. A key is on the disk before the first event that it seals, and what is to be erased is stated in the commit of the erasure: a
/// crash between the two files leaves a key that seals nothing, or one that the next opening erases.
extension EventLog {
  /// A block as it is put into the table of blocks: each record sealed by its person, if the log is encrypted.
  func sealed(_ block: [UInt8], _ transaction: borrowing WriteTransaction) throws -> [UInt8] {
    guard let seal, let keyTables else { return block }
    return try SealedRecords.seal(block, seal.keys, person: { try record($0, transaction)?.person }) { persons in
      var numbers: [PersonID: UInt32] = [:]
      var unknown: [(person: PersonID, name: [UInt8])] = []
      for person in persons {
        let name = seal.name(of: person)
        if let found = try transaction.value(of: name, in: keyTables.numbers) {
          numbers[person] = try found.integer(at: 0)
        } else {
          unknown.append((person, name))
        }
      }
      guard !unknown.isEmpty else { return numbers }
      let first = try seal.keys.addKeys(unknown.count)
      for (index, (person, name)) in unknown.enumerated() {
        numbers[person] = first + UInt32(index)
        var row = ByteWriter(reservingBytes: 4)
        row.write(first + UInt32(index))
        try transaction.put(row.bytes, at: name, in: keyTables.numbers)
      }
      return numbers
    }
  }

  /// States that the keys of persons are to be erased, in the commit that erases the persons. Does nothing in a log that is not encrypted.
  package func dismissKeys(of persons: some Sequence<PersonID>, _ transaction: borrowing WriteTransaction) throws {
    guard let seal, let keyTables else { return }
    for person in persons {
      let name = seal.name(of: person)
      guard let number: UInt32 = try transaction.value(of: name, in: keyTables.numbers)?.integer(at: 0) else { continue }
      try transaction.put([], at: UInt64(number), in: keyTables.due)
      try transaction.delete(name, in: keyTables.numbers)
    }
  }

  /// Erases the keys that are to be erased: after a commit that says so, and where a crash came before.
  ///
  /// - Throws: ``EncryptionError``; ``LMDBError``.
  package func eraseDismissedKeys() throws {
    guard let seal, let keyTables else { return }
    let due = try environment.read { transaction in
      try transaction.withCursor(over: keyTables.due) { cursor in
        var numbers: [UInt64] = []
        while try cursor.next() { numbers.append(try cursor.key.integer(UInt64.self, at: 0).byteSwapped) }
        return numbers
      }
    }
    guard !due.isEmpty else { return }
    try seal.keys.erase(due.map { UInt32($0) })
    seal.forgetOpened()
    try environment.write { for number in due { try $0.delete(number, in: keyTables.due) } }
  }
}

extension StoreSeal {
  /// What a person is called in a key of a table.
  func name(of person: PersonID) -> [UInt8] {
    var bytes = ByteWriter(reservingBytes: 16)
    bytes.write(person)
    return name(bytes.bytes)
  }
}
