import RiskModel

/// An event with the identifier of another one.
struct Conflict: Error {
  let fault: Fault

  init(_ fault: Fault) {
    self.fault = fault
  }
}

/// An event that takes the place of an earlier one: a retraction, and the event under an identifier of its own.
struct Correction {
  /// The event that is withdrawn.
  let sequence: UInt64
  /// The retraction, then the event; both recorded when the event says, if it does.
  let drafts: [Draft]

  init(of sequence: UInt64, by draft: Draft, as id: EventIdentifier) throws(Fault) {
    self.sequence = sequence
    let reason = Text(unchecked: "corrected by (\(draft.event.source), \(id))")
    let retraction = Event(
      uncheckedAt: draft.event.at, source: draft.event.source, id: nil, evidence: nil,
      fact: .retraction(of: .sequence(sequence), reason: reason))
    drafts = [Draft(retraction, recordedAt: draft.recordedAt), Draft(draft.event.identified(by: id), recordedAt: draft.recordedAt)]
  }
}

extension Event {
  /// The same event under another identifier.
  func identified(by id: EventIdentifier) -> Event { Event(uncheckedAt: at, source: source, id: id, evidence: evidence, fact: fact) }
}
