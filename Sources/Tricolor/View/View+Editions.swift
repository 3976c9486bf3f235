internal import EventLog
internal import LMDB
internal import RiskFold
public import RiskModel
public import RiskPolicy
internal import Synchronization

/// A policy as it was published: the document, by which event, and what it changed.
public struct PolicyEdition: Hashable, Sendable {
  /// The event that published it.
  public let sequence: UInt64
  /// When that was recorded; nil for one that a view adds.
  public let recordedAt: Instant?
  /// The publisher.
  public let source: EventSource
  /// From when on it is in force.
  public let from: Instant
  /// The first instant at which it is no longer in force; nil for the last. The same as ``from`` where a later event has the same instant.
  public let until: Instant?
  /// The document.
  public let policy: Policy
  /// The ids of rules that the edition in force before did not have.
  public let added: [String]
  /// The ids of rules that only the edition in force before has.
  public let dropped: [String]
  /// The ids of rules that the edition in force before has with another content.
  public let changed: [String]
}

extension View {
  /// Every published policy that the view knows, in the order in which they are in force. One that ``under(_:)`` assumes is none of them.
  ///
  /// - Complexity: O(policies · their rules).
  public func editions() throws -> [PolicyEdition] {
    let known = reader.state.withLock { $0.policies }.filter { knowledge.knows($0.sequence, retractedBy: $0.retractedBy) }.map(\.sequence)
    var published = try reader.log.environment.read { transaction in
      try known.map { sequence in
        guard let event = try reader.log.event(sequence, transaction) else { throw reader.log.damaged("no event of sequence \(sequence)") }
        return (sequence: sequence, recordedAt: Instant?.some(event.recordedAt), event: event.event)
      }
    }
    published += additions.list.filter { $0.event.fact.kind == .policy }.map { ($0.sequence, $0.recordedAt, $0.event) }
    published.sort { ($0.event.at, $0.sequence) < ($1.event.at, $1.sequence) }
    var editions: [PolicyEdition] = []
    // The rules of the last edition that is in force for a while.
    var before: [String: Rule] = [:]
    var documents = PolicyReader()
    for (index, entry) in published.enumerated() {
      guard case .policy(let document) = entry.event.fact else { continue }
      let policy = try documents.policy(document)
      let rules = Dictionary(uniqueKeysWithValues: policy.rules.map { ($0.id, $0) })
      let until = index + 1 < published.count ? published[index + 1].event.at : nil
      editions.append(
        PolicyEdition(
          sequence: entry.sequence, recordedAt: entry.recordedAt, source: entry.event.source, from: entry.event.at, until: until,
          policy: policy, added: policy.rules.map(\.id).filter { before[$0] == nil },
          dropped: before.keys.filter { rules[$0] == nil }.sorted(),
          changed: policy.rules.filter { before[$0.id].map { $0 != rules[$0.id] } ?? false }.map(\.id)))
      if until != entry.event.at { before = rules }
    }
    return editions
  }
}

extension PolicyEdition {
  /// The form that `riskctl policies --json` prints.
  public var json: JSONValue {
    func list(_ ids: [String]) -> JSONValue { .array(ids.map { .text($0) }) }
    return .object([
      "sequence": .integer(Int64(sequence)), "policy": .text(policy.id), "title": .text(policy.title),
      "authority": policy.authority.map { .text($0) } ?? .null, "transition": .text(policy.transitionInForce), "from": .text(from),
      "until": until.map(JSONValue.text) ?? .null, "recordedAt": recordedAt.map(JSONValue.text) ?? .null, "source": .text(source),
      "rules": .integer(Int64(policy.rules.count)), "added": list(added), "dropped": list(dropped), "changed": list(changed),
    ])
  }
}
