package import LMDB
package import RiskModel

/// The sequences that identifiers of sources name: numbered ones 64 a row, others each by itself.
extension EventLog {
  /// The sequence that a source's identifier names, or nil.
  package func sequence(
    source: EventSource, id: EventIdentifier, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> UInt64? {
    if let numberedIdentifiers, let numbered = NumberedIdentifier(source, id) {
      guard let found = try transaction.value(of: numbered.row, in: numberedIdentifiers) else { return nil }
      return try IdentifierRow(found)[numbered.bit]
    }
    guard let found = try transaction.value(of: identifierKey(source, id), in: identifiers) else { return nil }
    return try found.integer(at: 0)
  }

  /// Removes what identifiers name.
  func removeIdentifiers(_ removed: [(source: EventSource, id: EventIdentifier)], _ transaction: borrowing WriteTransaction) throws {
    for (source, id) in removed {
      guard let numberedIdentifiers, let numbered = NumberedIdentifier(source, id) else {
        try transaction.delete(identifierKey(source, id), in: identifiers)
        continue
      }
      guard let found = try transaction.value(of: numbered.row, in: numberedIdentifiers) else { continue }
      var row = try IdentifierRow(found)
      row.remove(numbered.bit)
      if row.isEmpty {
        try transaction.delete(numbered.row, in: numberedIdentifiers)
      } else {
        try transaction.put(row.bytes, at: numbered.row, in: numberedIdentifiers)
      }
    }
  }

  /// How many events have an identifier.
  ///
  /// - Complexity: O(rows of numbered identifiers).
  func identifierCount(_ transaction: borrowing some Transaction & ~Copyable) throws -> Int {
    var count = try transaction.size(of: identifiers).entryCount
    guard let numberedIdentifiers else { return count }
    try transaction.withCursor(over: numberedIdentifiers) { cursor in
      while try cursor.next() { count += try IdentifierRow(cursor.value).count }
    }
    return count
  }

  /// The key of an identifier that stands by itself: in an encrypted log, a name from which it cannot be read.
  private func identifierKey(_ source: EventSource, _ id: EventIdentifier) -> [UInt8] {
    let key = Self.identifierKey(source, id)
    return seal?.name(key) ?? key
  }

  static func identifierKey(_ source: EventSource, _ id: EventIdentifier) -> [UInt8] {
    // A source holds no NUL, so the two texts cannot run into each other.
    Array(source.string.utf8) + [0] + Array(id.string.utf8)
  }

  /// Enters the identifiers of consecutive events: each row of numbered ones is read and written once.
  struct IdentifierWriter {
    private var rows: [[UInt8]: IdentifierRow] = [:]

    /// Enters an event under its identifier, unless that names another.
    ///
    /// - Returns: whether it was entered.
    mutating func add(
      _ sequence: UInt64, as id: EventIdentifier, of source: EventSource, in log: EventLog, _ transaction: borrowing WriteTransaction
    ) throws -> Bool {
      guard let numberedIdentifiers = log.numberedIdentifiers, let numbered = NumberedIdentifier(source, id) else {
        return try transaction.putIfAbsent(EventLog.bytes(sequence), at: log.identifierKey(source, id), in: log.identifiers)
      }
      if rows[numbered.row] == nil {
        let found = try transaction.value(of: numbered.row, in: numberedIdentifiers)
        rows[numbered.row] = if let found { try IdentifierRow(found) } else { IdentifierRow() }
      }
      guard rows[numbered.row]?[numbered.bit] == nil else { return false }
      rows[numbered.row]?.insert(sequence, at: numbered.bit)
      return true
    }

    /// Writes the rows, in order of key.
    consuming func finish(in log: EventLog, _ transaction: borrowing WriteTransaction) throws {
      guard let numberedIdentifiers = log.numberedIdentifiers else { return }
      for (key, row) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        try transaction.put(row.bytes, at: key, in: numberedIdentifiers)
      }
    }
  }
}
