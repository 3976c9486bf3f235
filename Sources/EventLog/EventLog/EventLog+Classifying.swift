package import LMDB
package import RiskModel

extension EventLog {
  /// The pseudonym of the person, if a record bears on one person's color alone; nil for a record that bears on others too: a designation, a policy, a link, or a
  /// retraction of one.
  ///
  /// - Complexity: O(1), for a retraction O(log blocks).
  package func personAlone(_ record: LogRecord, _ transaction: borrowing some Transaction & ~Copyable) throws -> PersonID? {
    switch record.eventClass.kind?.subject {
    case .person: return record.person
    case .identity, .place, .rules, nil: return nil
    case .target:
      guard let target = record.target, let named = try self.record(target, transaction) else { return nil }
      return named.personAlone
    }
  }
}

extension LogRecord {
  /// The pseudonym of the person, if the record's own event bears on one person's color alone.
  var personAlone: PersonID? { eventClass.kind?.subject == .person ? person : nil }
}

extension StagedEvent.Target {
  /// The pseudonym of the person, if the event that a retraction names bears on one person's color alone.
  package var personAlone: PersonID? { event.fact.personAlone }
}

extension StagedEvent {
  /// The pseudonym of the person, if the event, or the one that it retracts, bears on one person's color alone.
  var personAlone: PersonID? { target?.personAlone ?? event.fact.personAlone }
}
