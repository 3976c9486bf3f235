import EventLog
import LMDB
import RiskFold
import RiskModel

extension DerivedTables {
  /// Takes the links and the names of erased persons out of the sealed circumstances and places.
  ///
  /// - Complexity: O(circumstances), O(names that go · log places).
  func erase(
    _ redaction: LogRedaction, _ names: [PlaceNumber: Place], from manifest: inout Manifest, _ transaction: borrowing WriteTransaction
  ) throws {
    manifest.circumstancesChecksum = try eraseCircumstances(redaction, transaction)
    for (number, path) in names {
      let parent = try withRow(of: number, transaction) { try $0.parent() }
      // The number stays, so that the others keep theirs.
      try transaction.put(
        PlaceRow.bytes(of: number, parent: parent, name: Text(unchecked: ""), []), at: UInt64(number.rawValue), in: places)
      try forget(number, at: Self.key(of: path), transaction)
    }
  }

  /// - Returns: the checksum of what is left.
  private func eraseCircumstances(_ redaction: LogRedaction, _ transaction: borrowing WriteTransaction) throws -> UInt64 {
    var rest: [(key: UInt64, first: UInt64?, bytes: [UInt8])] = []
    var checksum: UInt64 = 0
    try transaction.withCursor(over: circumstances) { cursor in
      while try cursor.next() {
        var left = ByteWriter()
        var first: UInt64?
        var isChanged = false
        try CircumstanceRecord.forEach(in: cursor.value) { record in
          guard redaction.erased[record.sequence] == nil else { return isChanged = true }
          first = first ?? record.sequence
          record.write(to: &left)
        }
        if first != nil { checksum = Checksum.chained(checksum, left.bytes) }
        if isChanged { rest.append((try cursor.key.integer(UInt64.self, at: 0).byteSwapped, first, left.bytes)) }
      }
    }
    for value in rest {
      try transaction.delete(value.key, in: circumstances)
      if let first = value.first { try transaction.put(value.bytes, at: first, in: circumstances) }
    }
    return checksum
  }

  /// Removes the number of a place from the key of its path.
  private func forget(_ number: PlaceNumber, at key: UInt64, _ transaction: borrowing WriteTransaction) throws {
    guard let bytes = try transaction.value(of: key, in: placeNumbers)?.array else { return }
    var rest = ByteWriter()
    for offset in stride(from: 0, to: bytes.count, by: 4) {
      // Safe: bytes are their own raw representation.
      let other: UInt32 = try unsafe bytes.span.bytes.integer(at: offset)
      if other != number.rawValue { rest.write(other) }
    }
    if rest.bytes.isEmpty {
      try transaction.delete(key, in: placeNumbers)
    } else {
      try transaction.put(rest.bytes, at: key, in: placeNumbers)
    }
  }
}
