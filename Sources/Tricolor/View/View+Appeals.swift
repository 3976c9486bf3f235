internal import EventLog
internal import LMDB
package import RiskFold
internal import RiskInquiry
package import RiskModel

extension View {
  /// The persons with an appeal that the view knows, each by the least pseudonym.
  ///
  /// - Complexity: one pass over the log's records.
  package func personsWithAppeals() throws -> Set<PersonID> {
    var persons: [PersonID] = []
    try reader.log.environment.read { transaction in
      try reader.log.forEachRecord(from: 1, transaction) { record, _ in
        guard record.sequence <= knownAt else { return false }
        if record.eventClass.kind == .appeal, let person = record.person { persons.append(person) }
        return true
      }
    }
    persons += additions.list.filter { $0.event.fact.kind == .appeal }.compactMap(\.event.fact.person)
    return Set(persons.map { self.person(of: $0).least })
  }

  /// How many cases are open, by all that the view knows.
  ///
  /// - Complexity: as ``personsWithAppeals()``, and a read of the events of each of these persons.
  func openCaseCount() throws -> Int {
    try reader.whileNothingIsErased {
      try personsWithAppeals().reduce(0) { count, one in
        let steps = try appealSteps(in: events(of: person(of: one), answering: nil), until: .latest)
        return count + steps.values.count { $0.last?.phase == .lodged }
      }
    }
  }

  /// The events of each case, by its name, that occur up to an instant.
  package func appealSteps(in history: [HistoryEvent], until instant: Instant) throws -> [Text: [RecordedEvent]] {
    var steps: [Text: [RecordedEvent]] = [:]
    for event in history where event.eventClass.kind == .appeal && event.at <= instant {
      let recorded = try recordedEvent(event.sequence)
      if case .appeal(_, let name, _, _) = recorded.event.fact { steps[name, default: []].append(recorded) }
    }
    return steps
  }

  /// A case that is open by these events of a person; nil for none.
  func openCase(in history: [HistoryEvent]) throws -> Text? {
    try appealSteps(in: history, until: .latest).filter { $0.value.last?.phase == .lodged }.keys.min { $0.string < $1.string }
  }

  /// An event that the view knows, of the log or added.
  private func recordedEvent(_ sequence: UInt64) throws -> RecordedEvent {
    guard let added = additions.event(sequence) else {
      let recorded = try reader.log.environment.read { try reader.log.event(sequence, $0) }
      guard let recorded else { throw reader.log.damaged("no event of sequence \(sequence)") }
      return recorded
    }
    let stated = additions.list.first { $0.sequence == sequence }?.recordedAt
    let recordedAt = try stated ?? reader.lastRecord(through: knownAt) ?? .earliest
    return RecordedEvent(sequence: sequence, recordedAt: recordedAt, event: added)
  }
}

extension RecordedEvent {
  /// The step of an appeal that it is; nil for any other event.
  package var phase: AppealPhase? {
    guard case .appeal(_, _, let phase, _) = event.fact else { return nil }
    return phase
  }
}
