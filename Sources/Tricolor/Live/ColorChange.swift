public import RiskModel

/// A color that became another: the person, when, and why.
public struct ColorChange: Hashable, Sendable {
  /// Where in the stream of all changes it stands.
  public let position: Position
  /// The color before.
  public let from: Color
  /// The color from then on.
  public let to: Color
  /// What made it change.
  public let cause: Cause

  /// The person.
  public var person: PersonID { position.person }
  /// From when on the new color is shown.
  public var at: Instant { position.at }

  /// What makes a color change.
  public enum Cause: Hashable, Sendable {
    /// An event about the person, or a retraction of one, by its sequence.
    case event(UInt64)
    /// A designation of a place, or a retraction of one, by its sequence.
    case designation(UInt64)
    /// A policy that was recorded, retracted, or has come into force, by its sequence.
    case policy(UInt64)
    /// The passage of time.
    case time
  }

  /// A place in the stream of changes: after the events up to a sequence, at an instant, at a person.
  ///
  /// The stream is a function of the log alone: time passes up to the instant at which an event was recorded, then the event counts. So a position
  /// means the same after a restart.
  public struct Position: Hashable, Comparable, Sendable {
    /// The last event that counts.
    public let sequence: UInt64
    /// The instant that has come.
    public let at: Instant
    /// The person; changes of one instant come in ascending order of person.
    public let person: PersonID

    /// A position, as a subscriber stored it.
    public init(sequence: UInt64, at: Instant, person: PersonID) {
      self.sequence = sequence
      self.at = at
      self.person = person
    }

    /// Before everything.
    public static var start: Position { Position(sequence: 0, at: .earliest, person: PersonID(high: 0, low: 0)) }

    public static func < (left: Position, right: Position) -> Bool {
      (left.sequence, left.at, left.person) < (right.sequence, right.at, right.person)
    }
  }
}
