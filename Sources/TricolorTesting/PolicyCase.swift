public import RiskModel

/// What one person's history must come to under a policy: a case as it is kept beside the policy.
public struct PolicyCase: Hashable, Sendable {
  /// What it is about.
  public let name: String
  /// The line of the file on which it begins, from 1.
  public let line: Int
  /// The events, in the order of the file: of the person, and designations.
  public let events: [Event]
  /// What must be, in the order of the file; at least one.
  public let expectations: [Expectation]

  /// What must be at an instant.
  public struct Expectation: Hashable, Sendable {
    /// The line of the file, from 1.
    public let line: Int
    /// The instant.
    public let at: Instant
    /// What must be.
    public let answer: Answer
  }

  /// One part of the answer.
  public enum Answer: Hashable, Sendable {
    /// The color.
    case color(Color)
    /// The rules that give the color or a milder one, whatever their order: all grounds and no other.
    case rules([Text])
    /// The next change of the color, if nothing more is recorded; nil never.
    case nextChange(Instant?)
    /// The notices, whatever their order: all and no other, each once.
    case notices([Text])
  }

  /// The person of every case.
  public static let person = PersonID(high: 0, low: 1)
}
