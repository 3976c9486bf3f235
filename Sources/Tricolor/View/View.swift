internal import EventLog
internal import Histories
internal import LMDB
package import RiskFold
public import RiskModel
public import RiskPolicy
internal import Synchronization

/// What a view holds to be known.
public enum KnownAt: Hashable, Sendable {
  /// All that is known when the view is made.
  case latest
  /// The events up to a sequence; 0 for none.
  case sequence(UInt64)
  /// The events recorded at or before an instant of a second that is over: what was displayed then.
  case recorded(by: Instant)
}

/// A knowledge: a position of the log, perhaps under another policy, perhaps without some evidence. Cheap to make, and the same for ever: later
/// appends change no answer of it.
public struct View: Sendable {
  package let reader: Reader
  package let knowledge: Knowledge
  /// The policies in force, as known and as the additions would have them.
  package internal(set) var policies: PolicyTimeline
  /// Which pseudonyms are one person, as known and as the additions would have it.
  package internal(set) var identities: Identities
  /// What the additions make of places and designations; nil without additions: then they are the reader's, as far as they are known.
  var assumed: Circumstances?
  package let override: Policy?
  package internal(set) var additions = Additions()
  /// The persons that lists and counts speak of: everyone, or of those that a shard answers for (``answering(for:)``).
  package internal(set) var home = BucketRange.all

  /// The last sequence known.
  public var knownAt: UInt64 { knowledge.through }
}

extension Reader {
  /// A view of what is known, by default of all.
  ///
  /// - Throws: `StoreError.beyondEnd(asked:last:)` for a sequence past the end of the log; `StoreError.stillGrowing(asked:now:)` for an instant
  ///   in whose second, by the clock, something may still be recorded. An instant past the last event is *not* an error.
  public func view(asKnownAt known: KnownAt = .latest) throws -> View {
    if case .recorded(let instant) = known {
      let now = surroundings.clock()
      // Nothing is recorded before the last event any more, whatever the clock says.
      guard instant < now || instant < state.withLock({ $0.recordedAt }) else { throw StoreError.stillGrowing(asked: instant, now: now) }
    }
    return try growingView(asKnownAt: known)
  }

  /// A view as ``view(asKnownAt:)``, also by an instant in whose second something may still be recorded.
  package func growingView(asKnownAt known: KnownAt) throws -> View {
    if access == .readOnly { try catchUp() }
    return try view(Knowledge(through: try position(known)), policy: nil)
  }

  private func position(_ known: KnownAt) throws -> UInt64 {
    let last = state.withLock { $0.position }
    switch known {
    case .latest: return last
    case .sequence(let sequence):
      guard sequence <= last else { throw StoreError.beyondEnd(asked: sequence, last: last) }
      return sequence
    case .recorded(let instant):
      if instant >= state.withLock({ $0.recordedAt }) { return last }
      return try log.environment.read { try log.lastSequence(recordedBy: instant, $0) }
    }
  }

  /// A view of a knowledge, under the policies that it knows or under one alone.
  package func view(_ knowledge: Knowledge, policy: Policy?, adding additions: [Additions.Addition] = []) throws -> View {
    let view = try readWithState { state, _, transaction in
      let policies: PolicyTimeline
      if let policy {
        policies = PolicyTimeline([(.earliest, nil, try state.compile(policy, placeNumber: { try derived?.number(of: $0, transaction) }))])
      } else {
        policies = try state.policies(known: knowledge, placeNumber: { try derived?.number(of: $0, transaction) })
      }
      return View(
        reader: self, knowledge: knowledge, policies: policies, identities: state.identities(known: knowledge), override: policy)
    }
    return additions.isEmpty ? view : try view.assuming(additions)
  }
}

extension View {
  /// The same, as known at another position.
  ///
  /// - Throws: `StoreError.beyondEnd(asked:last:)`.
  public func asKnownAt(_ known: KnownAt) throws -> View {
    let position = try reader.view(asKnownAt: known).knownAt
    return try reader.view(Knowledge(through: position, without: knowledge.without), policy: override, adding: additions.list)
  }

  /// The same, with one policy in force over all time instead of those that were published: what if.
  public func under(_ policy: Policy) throws -> View {
    try reader.view(knowledge, policy: policy, adding: additions.list)
  }

  /// The same, as if the events of these sequences had not been recorded. Leaving out a retraction makes what it names known again.
  ///
  /// - Throws: `StoreError.beyondEnd(asked:last:)` for a sequence that the log does not hold. One past what the view knows is *not* an error.
  public func without(_ sequences: [UInt64]) throws -> View {
    let last = reader.state.withLock { $0.position }
    let added = Set(additions.list.map(\.sequence))
    for sequence in sequences where !added.contains(sequence) && (sequence == 0 || sequence > last) {
      throw StoreError.beyondEnd(asked: sequence, last: last)
    }
    return try reader.view(
      Knowledge(through: knowledge.through, without: knowledge.without.union(sequences.filter { !added.contains($0) })), policy: override,
      adding: additions.list.filter { !sequences.contains($0.sequence) })
  }

  /// The policy in force at an instant; nil before the first.
  public func policy(at instant: Instant) -> Policy? {
    policies.epoch(at: instant).map { policies.epochs[$0].policy.policy }
  }
}

extension View {
  /// What a color depends on besides a person's own events, for everyone.
  package func circumstances() throws -> Circumstances { try assumed ?? circumstances(reader.wholeDesignations()) }

  /// What a color depends on besides these events of a person.
  package func circumstances(bearingOn history: [HistoryEvent]) throws -> Circumstances {
    try assumed ?? circumstances(reader.designations(bearingOn: history))
  }

  private func circumstances(_ known: StateDesignations.Whole) -> Circumstances {
    Circumstances(places: known.places, designations: known.designations, policies: policies, identities: identities, knowledge: knowledge)
  }
}
