public import RiskModel

/// What ends a hold: a rule's `until` (semantics, sections 4 and 5).
public indirect enum Release: Hashable, Sendable {
  /// So long after the anchor.
  case elapsed(Period)
  /// The person's first event after the hold opened that matches. Never a `stay` pattern.
  case event(Pattern)
  /// Enough negative tests in a row.
  case negativeTests(NegativeTests)
  /// The triggering event's own `until`.
  case stated
  /// The end of the designation that the stay met.
  case lifted
  /// The earliest of the members.
  case any([Release])
  /// The latest of the members.
  case all([Release])
}

/// How many negative tests release, how far apart, and from when on they count.
///
/// What a policy leaves out is nil here; ``spacingSeconds`` and its like give the value in force.
public struct NegativeTests: Hashable, Sendable {
  /// The instant from which tests are counted.
  public enum Origin: UInt8, Term {
    /// The hold's anchor.
    case anchor = 0
    /// The hold's opening.
    case opens = 1

    public var text: String {
      switch self {
      case .anchor: "anchor"
      case .opens: "opens"
      }
    }
  }

  /// How many, 1 to 16.
  public let count: Int
  /// The least time from one counted specimen to the next.
  public let spacing: Period?
  /// The accepted methods.
  public let method: [TestMethod]?
  /// The least time from the origin to a specimen that counts.
  public let notBefore: Period?
  /// From when on tests are looked at.
  public let since: Origin?

  /// The range of ``count``.
  public static let counts: ClosedRange<Int> = 1...16

  /// A requirement of so many negative tests.
  ///
  /// - Throws: ``Fault`` for a count out of range, and for an empty or repeating list of methods.
  public init(
    count: Int, spacing: Period? = nil, method: [TestMethod]? = nil, notBefore: Period? = nil, since: Origin? = nil
  ) throws(Fault) {
    guard Self.counts.contains(count) else { throw Fault(path: "count", problem: "\(count), expected a whole number from 1 to 16") }
    if let method, method.isEmpty || Set(method).count != method.count {
      throw Fault(path: "method", problem: "expected a list of at least one method, without repetition")
    }
    self.count = count
    self.spacing = spacing
    self.method = method
    self.notBefore = notBefore
    self.since = since
  }

  /// The spacing in force: 0 s where the policy says nothing.
  public var spacingSeconds: UInt32 { spacing?.seconds ?? 0 }
  /// The delay in force: 0 s where the policy says nothing.
  public var notBeforeSeconds: UInt32 { notBefore?.seconds ?? 0 }
  /// The methods in force: nucleic acid where the policy says nothing.
  public var acceptedMethods: [TestMethod] { method ?? [.nucleicAcid] }
  /// The origin in force: the anchor where the policy says nothing.
  public var origin: Origin { since ?? .anchor }
}
