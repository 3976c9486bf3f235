internal import Dispatch
internal import EventLog
internal import LMDB
internal import LogProof
internal import RiskModel

/// A backup that was made before an erasure has the person still, and a store that is restored from it would bring the person back.
///
/// So erasures are carried out again: those that the restored log states, those that a list beside the backup states, and those of a list that is kept apart from
/// backups (``Engine/erasures``). The other way, a key for each person's evidence that is kept apart and destroyed, would make every backup safe at once, but
/// all reading dependent on a second store, which loses everything when it is lost, and it would not reach the names in other people's events.
extension Engine {
  /// Erases again everyone that some statement of an erasure is about: those of the log, and others that it does not know yet and which are stated anew.
  ///
  /// - Returns: whether anything had come back.
  /// - Complexity: O(events) where there are statements.
  func eraseAgain(_ others: [Erasure]) throws -> Bool {
    try whileNothingChanges { derived in
      let stated = Set(erasures.flatMap(\.keys))
      let unstated = others.filter { $0.isOfPerson && $0.keys.contains { !stated.contains($0) } }
      let back = try pseudonyms(of: stated.union(unstated.flatMap(\.keys)))
      guard !back.isEmpty || !unstated.isEmpty else { return false }
      let plan = try ErasurePlan(restored: back, in: self)
      let end = try log.environment.read { try log.end($0) }
      let statements = unstated.enumerated().map { index, erasure in
        erasure.moved(to: end.sequence + 1 + UInt64(index), recordedAt: max(erasure.recordedAt, end.recordedAt))
      }
      try carryOut(plan, stating: statements, derived)
      return true
    }
  }

  /// The pseudonyms in the log of the subjects with some of these keys.
  private func pseudonyms(of keys: Set<MapKey>) throws -> [PersonID] {
    if keys.isEmpty { return [] }
    var seen: Set<PersonID> = []
    try log.environment.read { transaction in
      try log.forEachRecord(from: 1, transaction) { record, _ in
        if let person = record.person { seen.insert(person) }
        if let other = record.other { seen.insert(other) }
        return true
      }
    }
    return seen.filter { keys.contains(Subject.person($0).key) }.sorted()
  }
}
