internal import EventLog
internal import LMDB
public import RiskModel

extension AccessLedger {
  /// Erases what leads from a person to entries: the rows of the pseudonyms with their salts, and what was stated of the person. The entries stay, with their
  /// hashes and everyone's proofs; nothing tells any more that they are about this person.
  ///
  /// For the erasure of a person from the log, which calls it with all of the person's pseudonyms. The deleted bytes stay in free pages of the ledger's file until
  /// that is compacted with the store's. A ledger that is restored from a backup has the rows again: erase again, as for the log.
  ///
  /// - Parameter pseudonyms: all of the person's.
  /// - Parameter source: which agency erases, recorded with the act.
  /// - Returns: how many entries are not tied to the person any more.
  /// - Complexity: a commit, and O(the person's entries).
  /// - Throws: errors of the disk: then nothing is erased. A person that nothing was asked about is *not* an error.
  @discardableResult
  public func erase(_ pseudonyms: [PersonID], source: EventSource) throws -> Int {
    try advance()
    let (tags, indices) = try environment.read { transaction in
      let tags = try pseudonyms.compactMap { try tag(of: $0, transaction) }
      return (tags, Set(try tags.flatMap { try self.indices(of: $0.key, below: .max, transaction) }))
    }
    guard !tags.isEmpty else { return 0 }
    try append(
      [LedgerDraft(act: .erased, operatorName: source.text, tags: tags.map(\.key))],
      erasing: Erasing(persons: tags.map(\.person), details: indices.sorted()))
    return indices.count
  }

  /// Erases again the persons that erasures of the log are about, and leaves none of their bytes: a copy of the ledger that was made before has their
  /// rows.
  ///
  /// - Precondition: no other process has the ledger open.
  func eraseAgain(_ erasures: [Erasure]) throws {
    let ofPersons = erasures.filter(\.isOfPerson)
    guard let source = ofPersons.last?.source else { return }
    let keys = Set(ofPersons.flatMap(\.keys))
    var back: [PersonID] = []
    try environment.read { transaction in
      try transaction.withCursor(over: persons) { cursor in
        while try cursor.next() {
          let person = try cursor.key.person(at: 0)
          if keys.contains(Subject.person(person).key) { back.append(person) }
        }
      }
    }
    guard !back.isEmpty else { return }
    try erase(back, source: source)
    _ = try compact()
  }

  /// The rows that go in the same commit.
  struct Erasing: Sendable {
    var persons: [PersonID] = []
    var details: [UInt64] = []
  }
}
