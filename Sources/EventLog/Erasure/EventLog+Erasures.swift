package import LMDB
package import LogProof
import RiskModel

/// The statements of erasures, which stand in the log like events.
extension EventLog {
  /// Every erasure, in order of sequence.
  ///
  /// - Complexity: O(erasures · log blocks).
  package func allErasures(_ transaction: borrowing some Transaction & ~Copyable) throws -> [Erasure] {
    guard let erasures else { return [] }
    var sequences: [UInt64] = []
    try transaction.withCursor(over: erasures) { cursor in
      while try cursor.next() { sequences.append(try cursor.key.integer(UInt64.self, at: 0).byteSwapped) }
    }
    return try sequences.map { sequence in
      var found: Erasure?
      try forEachEntry(from: sequence, transaction) { entry, block in
        if case .erasure(let record) = entry, record.sequence == sequence { found = try record.erasure(in: block) }
        return false
      }
      guard let found else { throw damaged("event \(sequence) is no erasure") }
      return found
    }
  }

  /// Enters an erasure into the index of erasures.
  func put(_ erasure: Erasure, _ transaction: borrowing WriteTransaction) throws {
    guard let erasures else { preconditionFailure("a log that is appended to has the index of erasures") }
    try transaction.put(Self.bytes(erasure.firstEvent), at: erasure.sequence, in: erasures)
    if let lapse = Lapse(erasure), let lapses {
      for key in erasure.keys {
        let earlier = try self.lapse(of: key, transaction)
        try transaction.put((earlier?.joined(lapse) ?? lapse).bytes, at: lapseKey(key), in: lapses)
      }
    }
  }

  /// What retention policies took of the evidence of a person, by the key of the person's subject; nil for nothing. O(log persons).
  package func lapse(of key: MapKey, _ transaction: borrowing some Transaction & ~Copyable) throws -> Lapse? {
    guard let lapses, let bytes = try transaction.value(of: lapseKey(key), in: lapses) else { return nil }
    return try Lapse(bytes)
  }

  private func lapseKey(_ key: MapKey) -> [UInt8] {
    let key = Lapse.key(key)
    return seal?.name(key) ?? key
  }

  /// Writes erasures after the last event, in blocks of their own.
  ///
  /// - Parameters:
  ///   - statements: their sequences following the log's.
  ///   - salt: 16 unguessable bytes a leaf.
  package func append(_ statements: [Erasure], salt: () -> [UInt8], _ transaction: borrowing WriteTransaction) throws {
    guard let first = statements.first?.sequence else { return }
    var frontier = try frontier(upTo: first - 1, transaction)
    for start in stride(from: 0, to: statements.count, by: LogBlock.maximumCount) {
      let block = statements[start..<min(start + LogBlock.maximumCount, statements.count)]
      var builder = LogBlockBuilder(firstSequence: block[start].sequence, [.ownSalts, .sealedMentions])
      for statement in block {
        let salt = salt()
        builder.append(statement, salt: salt)
        var leaf = ByteWriter()
        leaf.write(LogHash.leafPrefix)
        leaf.write(salt)
        statement.writeCanonical(to: &leaf)
        for tile in frontier.append(LogHash.leaf(prefixed: leaf.bytes)) { try put(tile, transaction) }
        try put(statement, transaction)
      }
      let bytes = builder.finish(seed: nil)
      try transaction.append(try sealed(bytes, transaction), at: block[start].sequence, in: blocks)
      try putIndex(of: bytes, transaction)
    }
  }
}
