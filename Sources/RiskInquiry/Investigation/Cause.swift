public import RiskModel

/// What made two colors of one instant differ: something recorded that one of them did not know.
public struct Cause: Hashable, Sendable {
  /// How it made them differ.
  public enum Kind: String, Hashable, Sendable {
    /// It withdrew an earlier event.
    case retraction
    /// It says of an earlier instant what was not known then.
    case lateEvent = "late-event"
    /// It says anew what an event said that was withdrawn by then: of the same type about the same person or place, and of the same instant, or
    /// recorded at the time of the withdrawal by the source of either.
    case correction
    /// It is a policy that took effect before it was recorded.
    case policy
    /// It was left out by a question (`without`).
    case leftOut = "left-out"
    /// It was added by a question (`adding`) and is in no log.
    case added
    /// A question put another policy in force (`under`); there is no event.
    case assumedPolicy = "assumed-policy"
  }

  /// How it made them differ.
  public let kind: Kind
  /// The event; nil for a policy that was assumed.
  public let event: RecordedEvent?
  /// For a retraction, the event that it withdrew.
  public let target: RecordedEvent?

  /// Its sequence; 0 for a policy that was assumed.
  public var sequence: UInt64 { event?.sequence ?? 0 }
  /// From its occurrence (`at`) to its record: below zero for what was announced before.
  public var lagSeconds: Int? { event.map { $0.recordedAt.seconds(since: $0.event.at) } }
  /// For a retraction, for how long the event that it withdrew stood in the log.
  public var stoodSeconds: Int? {
    guard let event, let target else { return nil }
    return event.recordedAt.seconds(since: target.recordedAt)
  }

  /// The form that answers print.
  public var json: JSONValue {
    .object([
      "kind": .text(kind.rawValue), "sequence": .sequence(event?.sequence), "type": .textOrNull(event?.event.fact.kind.text),
      "source": .textOrNull(event?.event.source), "at": .textOrNull(event?.event.at), "recordedAt": .textOrNull(event?.recordedAt),
      "lagSeconds": .whole(lagSeconds), "of": .sequence(target?.sequence), "stoodSeconds": .whole(stoodSeconds),
    ])
  }
}

extension Excerpt {
  /// Why an event of the log makes a color differ from one that does not know it.
  func cause(_ sequence: UInt64) -> Cause {
    guard let entry = entry(sequence) else { return Cause(kind: .assumedPolicy, event: nil, target: nil) }
    return Cause(kind: kind(of: entry), event: entry.event, target: entry.target.flatMap { self.entry($0)?.event })
  }

  private func kind(of entry: Entry) -> Cause.Kind {
    if leftOut.contains(entry.sequence) { return .leftOut }
    if entry.sequence >= Self.firstAssumedSequence { return .added }
    switch entry.event.event.fact.kind.subject {
    case .target: return .retraction
    case .rules: return .policy
    case .person, .identity, .place: return replacesWithdrawn(entry) ? .correction : .lateEvent
    }
  }

  /// Whether it is taken to replace a withdrawn event: no event says of what it replaces one.
  private func replacesWithdrawn(_ entry: Entry) -> Bool {
    let own = entry.event
    return entries.contains { retraction in
      guard let target = retraction.target, target < own.sequence, let withdrawn = self.entry(target)?.event,
        withdrawn.event.fact.kind == own.event.fact.kind, withdrawn.event.fact.person == own.event.fact.person,
        own.event.fact.kind.subject != .place || withdrawn.event.fact.place == own.event.fact.place
      else { return false }
      let isTogether =
        retraction.event.recordedAt == own.recordedAt
        && [withdrawn.event.source, retraction.event.event.source].contains(own.event.source)
      return isTogether || retraction.event.recordedAt <= own.recordedAt && withdrawn.event.at == own.event.at
    }
  }
}
