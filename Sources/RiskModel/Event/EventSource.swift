/// The agency that asserts an event, 1 to 64 bytes.
public typealias EventSource = EventName<AgencyOfEvent>

/// A source's own identifier of an event, 1 to 64 bytes.
public typealias EventIdentifier = EventName<NumberOfEvent>

/// A text of 1 to 64 bytes that an event is known by, compared byte for byte: its source, or that source's identifier of it. The two are different types, so
/// that one never stands in the other's place.
///
/// A literal may stand for one (`"cdc"`); one of another length is a programmer's mistake, and ends the process.
public struct EventName<Role: Sendable>: Hashable, Sendable {
  /// The text.
  public let text: Text

  /// The length, in UTF-8 bytes.
  public static var byteCounts: ClosedRange<Int> { 1...64 }

  /// Takes a text.
  ///
  /// - Throws: ``FormatError`` if its length is out of ``byteCounts`` or it holds a NUL.
  public init(_ string: String) throws(FormatError) {
    text = try Text(string, bytes: Self.byteCounts)
  }

  /// Takes a text that was checked when it was first accepted.
  package init(unchecked text: Text) {
    self.text = text
  }

  /// The text as a string.
  public var string: String { text.string }

  public static func == (left: EventName, right: EventName) -> Bool { left.text == right.text }
  public func hash(into hasher: inout Hasher) { text.hash(into: &hasher) }
}

extension EventName: Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  public init(stringLiteral value: String) {
    do { try self.init(value) } catch { preconditionFailure(error.description) }
  }

  public static func < (left: EventName, right: EventName) -> Bool { left.text < right.text }
  public var description: String { text.string }
}

/// Names an agency: what ``EventSource`` is made of. Has no values.
public enum AgencyOfEvent: Sendable {}

/// Numbers an event of an agency: what ``EventIdentifier`` is made of. Has no values.
public enum NumberOfEvent: Sendable {}
