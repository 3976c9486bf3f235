package import LMDB
package import RiskModel

extension EventLog {
  /// The pseudonym of the one person whose color a record bears on; nil for one that bears on others too: a designation, a policy, a link, or a
  /// retraction of one.
  ///
  /// - Complexity: O(1), for a retraction O(log blocks).
  package func personAlone(_ record: LogRecord, _ transaction: borrowing some Transaction & ~Copyable) throws -> PersonID? {
    switch record.eventClass.kind?.subject {
    case .person: return record.person
    case .identity, .place, .rules, nil: return nil
    case .target:
      guard let target = record.target, let named = try self.record(target, transaction) else { return nil }
      return named.eventClass.kind?.subject == .person ? named.person : nil
    }
  }
}

extension StagedEvent.Target {
  /// The pseudonym of the one person whose color the event bears on that a retraction names.
  package var personAlone: PersonID? { event.fact.kind.subject == .person ? event.fact.person : nil }
}
