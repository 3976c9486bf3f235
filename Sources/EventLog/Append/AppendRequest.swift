public import RiskModel

/// What a caller expects of the log for its batch to be taken: optimistic concurrency.
public enum Expectation: Hashable, Sendable {
  /// The log ends at this sequence.
  case sequence(UInt64)
  /// So many events of the log have this person as their `person`, retracted ones included.
  case events(Int, of: PersonID)
}

/// What becomes of a batch in which the log refuses an event. By default nothing of it is stored.
public struct AppendOptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// An event that is refused is left out and named in the receipt, unless what it is refused for is a conflict.
  public static let leavesOutFaults = AppendOptions(rawValue: 1)
  /// An event with the identifier of another event is left out and named in the receipt.
  public static let leavesOutConflicts = AppendOptions(rawValue: 2)
  /// An event with the identifier of another event takes that one's place: the other is retracted, and the event appended under the identifier with
  /// `~2` behind it, then `~3`, and so on. One that equals any of these says nothing new; one with a last form that was retracted otherwise is a conflict.
  public static let correctsConflicts = AppendOptions(rawValue: 4)
}

/// A batch to be appended, all or nothing unless its options say otherwise.
package struct AppendRequest: Sendable {
  package var drafts: [Draft]
  package var options: AppendOptions
  package var expectation: Expectation?
  /// Where a reader of the given name stands once the batch is in: stored in the same commit, in place of the bookmark that it replaces.
  package var bookmark: (name: [UInt8], value: [UInt8], replacing: [UInt8]?)?

  package init(
    _ drafts: [Draft], _ options: AppendOptions = [], expecting expectation: Expectation? = nil,
    bookmark: (name: [UInt8], value: [UInt8], replacing: [UInt8]?)? = nil
  ) {
    self.drafts = drafts
    self.options = options
    self.expectation = expectation
    self.bookmark = bookmark
  }
}

/// An event with what the log assigns to it, not yet committed.
package struct StagedEvent: Sendable {
  package let event: Event
  package let sequence: UInt64
  package let recordedAt: Instant
  /// For a retraction, the event that it names.
  package let target: Target?
  /// The bytes of its record, at most.
  let byteCount: Int

  init(_ event: consuming Event, sequence: UInt64, recordedAt: Instant, target: Target?) {
    var byteCount = LogBlockBuilder.fixedByteCount + event.textByteCount
    if case .policy(let document) = event.fact { byteCount += document.stored.count }
    self.byteCount = byteCount
    self.sequence = sequence
    self.recordedAt = recordedAt
    self.target = target
    // Last, so that it is moved here, not copied.
    self.event = event
  }

  /// The event that a retraction names, as far as what is derived needs to know it.
  // In a piece of memory of its own: few events have one, which would make all others twice as long.
  package final class Target: Sendable {
    package let sequence: UInt64
    package let event: Event

    package init(sequence: UInt64, event: Event) {
      self.sequence = sequence
      self.event = event
    }
  }
}

/// What became of a batch.
public struct Receipt: Hashable, Sendable {
  /// The sequence of each event that is in the log now, in the batch's order; for a duplicate the one that it had already.
  public let sequences: [UInt64]
  /// The events that were left out, in the batch's order; none unless the options say so.
  public let leftOut: [LeftOut]
  /// The sequences of the events that others took the place of; none unless the options say so.
  public let corrected: [UInt64]
  /// How many events were there already, under their source and identifier.
  public let duplicateCount: Int
  /// The last sequence of the log once the batch was in.
  public let lastSequence: UInt64
  /// When the last event of the log up to there was recorded.
  public let recordedAt: Instant
}

/// An event that a batch was stored without.
public struct LeftOut: Hashable, Sendable {
  /// Its position in the batch, from 0.
  public let position: Int
  /// Why.
  public let fault: Fault
  /// Whether its identifier names another event.
  public let isConflict: Bool
}
