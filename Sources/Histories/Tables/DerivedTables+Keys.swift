internal import EventLog
package import LMDB
package import RiskModel

/// The keys of chunks and blocks of columns: a run and, in a store that is in clear, the first person. In an encrypted store no person is in a key: there it is the
/// chunk's number and one, in the person's place, and the first persons of a run's chunks are a sealed value of their own.
extension DerivedTables {
  /// The key of a chunk, or of a block of columns that begins with it.
  package func key(of run: UInt32, chunk number: Int, first person: PersonID) -> [UInt8] {
    Self.runKey(run, stand(inFor: person, number))
  }

  private func stand(inFor person: PersonID, _ number: Int) -> PersonID {
    seal == nil ? person : PersonID(high: UInt64(number) + 1, low: 0)
  }

  /// Whether a chunk stands under its own key.
  package func isKey(_ key: RawSpan, of chunk: borrowing RunChunk) throws -> Bool {
    try Self.person(key) == stand(inFor: chunk.person(0), chunk.number)
  }

  /// The greatest key of a run at or before which the chunk of a person is, if the person is in the run.
  ///
  /// - Complexity: O(1); O(log chunks) in an encrypted store.
  package func key(of run: UInt32, before person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> [UInt8] {
    guard let firstPersons else { return Self.runKey(run, person) }
    guard let firsts = try transaction.value(of: UInt64(run), in: firstPersons) else { return Self.runKey(run, PersonID(high: 0, low: 0)) }
    let number = try (0..<firsts.byteCount / PersonID.byteCount).firstReached { try firsts.person(at: $0 * PersonID.byteCount) > person }
    return Self.runKey(run, PersonID(high: UInt64(number), low: 0))
  }

  /// Notes that chunks of a run begin with other persons than before, by number. Does nothing in a store that is in clear.
  package func setFirstPersons(of run: UInt32, _ changes: [Int: PersonID], _ transaction: borrowing WriteTransaction) throws {
    guard let firstPersons, !changes.isEmpty, let firsts = try transaction.value(of: UInt64(run), in: firstPersons) else { return }
    var writer = ByteWriter(reservingBytes: firsts.byteCount)
    for number in 0..<firsts.byteCount / PersonID.byteCount {
      writer.write(try changes[number] ?? firsts.person(at: number * PersonID.byteCount))
    }
    try transaction.put(writer.bytes, at: UInt64(run), in: firstPersons)
  }
}

extension PersonID {
  fileprivate static let byteCount = 16
}
