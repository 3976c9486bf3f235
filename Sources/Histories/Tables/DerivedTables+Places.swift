internal import EventLog
package import LMDB
package import RiskFold
package import RiskModel

/// The sealed places, by number and by path.
extension DerivedTables {
  /// What is sealed of a place, in place. O(log places).
  ///
  /// - Throws: ``StoreError/damaged(path:problem:)`` where nothing is, or something else than was written.
  package func withRow<Result>(
    of place: PlaceNumber, _ transaction: borrowing some Transaction & ~Copyable, _ body: (borrowing PlaceRow) throws -> Result
  ) throws -> Result {
    guard let bytes = try transaction.value(of: UInt64(place.rawValue), in: places) else {
      throw StoreError.damaged(path: environment.path, problem: "sealed place \(place.rawValue) is missing; rebuild the snapshot")
    }
    do {
      return try body(PlaceRow(bytes, of: place))
    } catch let error as DamagedBytes {
      throw StoreError.damaged(path: environment.path, problem: error.problem)
    }
  }

  /// The number of a sealed place, or nil.
  package func number(of place: Place, _ transaction: borrowing some Transaction & ~Copyable) throws -> PlaceNumber? {
    for number in try candidates(for: place, transaction) where try path(of: number, transaction) == place { return number }
    return nil
  }

  /// The path of a sealed place. O(components · log places).
  package func path(of place: PlaceNumber, _ transaction: borrowing some Transaction & ~Copyable) throws -> Place {
    var names: [String] = []
    var current = place
    while current != .none {
      let above = try withRow(of: current, transaction) { row in
        names.append(try row.name().string)
        return try row.parent()
      }
      guard above.rawValue < current.rawValue else {
        throw StoreError.damaged(
          path: environment.path, problem: "sealed place \(current.rawValue) is below a later one; rebuild the snapshot")
      }
      current = above
    }
    return Place(unchecked: names.reversed().joined(separator: "/"))
  }

  /// Notes the number of a place under the key of its path.
  package func note(_ number: PlaceNumber, at key: UInt64, _ transaction: borrowing WriteTransaction) throws {
    var numbers = ByteWriter()
    if let others = try transaction.value(of: key, in: placeNumbers) { numbers.write(others) }
    numbers.write(number.rawValue)
    try transaction.put(numbers.bytes, at: key, in: placeNumbers)
  }

  /// The numbers of the places with the checksum of this one's path: it alone, but for a coincidence.
  private func candidates(for place: Place, _ transaction: borrowing some Transaction & ~Copyable) throws -> [PlaceNumber] {
    guard let bytes = try transaction.value(of: key(of: place), in: placeNumbers) else { return [] }
    return try stride(from: 0, to: bytes.byteCount, by: 4).map { PlaceNumber(try bytes.integer(at: $0)) }
  }

  /// Paths are long and many; their checksums are keys of 8 bytes.
  package func key(of place: Place) -> UInt64 {
    // A checksum could be guessed.
    if let seal { return seal.name(Array(place.path.string.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
    // Safe: bytes of a text are their own raw representation.
    return unsafe Checksum.of(place.path.string.utf8Span.span.bytes)
  }
}
