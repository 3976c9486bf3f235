import EventLog
internal import Histories
import LMDB
import RiskFold
import RiskModel

extension DerivedTables {
  /// Takes what the tables say of erased persons out of them.
  ///
  /// - Complexity: O(circumstances), O(names that go · log places).
  func erase(
    _ redaction: LogRedaction, of log: EventLog, _ names: [PlaceNumber: Place], from manifest: inout Manifest,
    _ transaction: borrowing WriteTransaction
  ) throws {
    let erased = DerivedTable.Erased(redaction: redaction, log: log, names: names)
    for table in all { try table.upkeep.erase?(self, erased, &manifest, transaction) }
  }

  /// Empties the names of some places.
  func eraseNames(_ names: [PlaceNumber: Place], _ transaction: borrowing WriteTransaction) throws {
    for number in names.keys {
      let parent = try withRow(of: number, transaction) { try $0.parent() }
      // The number stays, so that the others keep theirs.
      try transaction.put(
        PlaceRow.bytes(of: number, parent: parent, name: Text(unchecked: ""), []), at: UInt64(number.rawValue), in: places)
    }
  }

  /// Removes the numbers of some places from the keys of their paths.
  func forgetNumbers(of names: [PlaceNumber: Place], _ transaction: borrowing WriteTransaction) throws {
    for (number, path) in names { try forget(number, at: key(of: path), transaction) }
  }

  /// Takes out the links of erased persons.
  func eraseCircumstances(
    _ redaction: LogRedaction, from manifest: inout Manifest, _ transaction: borrowing WriteTransaction
  ) throws {
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
    manifest.circumstancesChecksum = checksum
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
