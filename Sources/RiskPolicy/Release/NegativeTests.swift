public import RiskModel

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

extension NegativeTests {
  init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    guard let count = try fields.optionalInteger("count", in: Int64(Self.counts.lowerBound)...Int64(Self.counts.upperBound)) else {
      throw fields.missing("count", expected: "a whole number from 1 to 16")
    }
    try self.init(
      count: Int(count), spacing: try fields.optional("spacing", Period.init(_:)),
      method: try fields.optionalList("method", TestMethod.init),
      notBefore: try fields.optional("notBefore", Period.init(_:)), since: try fields.optional("since", Origin.init))
    try fields.finish()
  }

  var json: JSONValue {
    .object([
      "count": .integer(Int64(count)), "spacing": spacing.map(JSONValue.text), "method": method.map { .array($0.map(JSONValue.text)) },
      "notBefore": notBefore.map(JSONValue.text), "since": since.map(JSONValue.text),
    ])
  }
}
