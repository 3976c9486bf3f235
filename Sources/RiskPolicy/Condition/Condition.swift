public import RiskModel

/// What must hold of a person's earlier events for a trigger to open a hold: a rule's `given` (semantics, sections 4 and 5).
///
/// Judged once, at the earlier of the hold's beginning and its anchor; what occurs later bears on the hold only through the rule's release.
public indirect enum Condition: Hashable, Sendable {
  /// The person had had enough events that match.
  case had(Had)
  /// The condition does not hold.
  case not(Condition)
  /// One of the members holds.
  case any([Condition])
  /// Each of the members holds.
  case all([Condition])
}

/// Which earlier events a condition asks for, how many, and how old they may be.
///
/// What a policy leaves out is nil here; ``countInForce`` and ``agoSeconds`` give the value in force.
public struct Had: Hashable, Sendable {
  /// What the events match: never a `stay` pattern, nor an `entry` with levels.
  public let event: Pattern
  /// They are younger than this; nil for however old. At least a second.
  public let within: Period?
  /// At so many instants, 1 to 16.
  public let count: Int?
  /// They are at least so old; less than ``within``.
  public let ago: Period?

  /// The range of ``count``.
  public static let counts: ClosedRange<Int> = 1...16

  /// A requirement of earlier events.
  ///
  /// - Throws: ``Fault`` for a count out of range, a `within` of no length, and an `ago` that is not less than `within`.
  public init(_ event: Pattern, within: Period? = nil, count: Int? = nil, ago: Period? = nil) throws(Fault) {
    if let count, !Self.counts.contains(count) {
      throw Fault(path: "count", problem: "\(count), expected a whole number from 1 to 16")
    }
    if let within, within.seconds == 0 { throw Fault(path: "within", problem: "\(within), expected at least 1s") }
    if let within, let ago, ago.seconds >= within.seconds {
      throw Fault(path: "ago", problem: "\(ago), expected less than within, \(within)")
    }
    self.event = event
    self.within = within
    self.count = count
    self.ago = ago
  }

  /// The count in force: 1 where the policy says nothing.
  public var countInForce: Int { count ?? 1 }
  /// The least age in force: 0 s where the policy says nothing.
  public var agoSeconds: UInt32 { ago?.seconds ?? 0 }
}
