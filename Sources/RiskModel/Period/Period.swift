/// A length of time as a policy writes it: a whole number and a unit, `90s`, `30m`, `24h`, `14d`, from `0s` to `36500d`.
///
/// Equal only if written alike: `24h` and `1d` are as long as each other and still two texts, and a policy is compared as it was written.
public struct Period: Hashable, Sendable {
  /// A unit of time; a day is 86,400 s.
  public enum Unit: Character, Sendable, CaseIterable {
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case days = "d"

    package var inSeconds: UInt32 {
      switch self {
      case .seconds: 1
      case .minutes: 60
      case .hours: 3_600
      case .days: 86_400
      }
    }
  }

  /// The number before the unit.
  public let count: UInt32
  /// The unit.
  public let unit: Unit

  /// The longest period, 36,500 days, in seconds.
  package static let longestSeconds: UInt32 = 36_500 * 86_400

  /// A period of so many units.
  ///
  /// - Throws: ``FormatError`` if it is longer than 36,500 days.
  public init(_ count: UInt32, _ unit: Unit) throws(FormatError) {
    guard count <= Self.longestSeconds / unit.inSeconds else {
      throw FormatError(found: "\(count)\(unit.rawValue)", expected: "a duration of at most 36500d")
    }
    self.count = count
    self.unit = unit
  }

  /// Reads the text form.
  ///
  /// - Throws: ``FormatError`` for a sign, a leading zero, another unit, or more than 36,500 days.
  public init(_ text: String) throws(FormatError) {
    let digits = text.utf8.dropLast()
    guard let last = text.utf8.last, let unit = Unit(rawValue: Character(Unicode.Scalar(last))), !digits.isEmpty, digits.count <= 10,
      digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), digits.count == 1 || digits.first != 0x30,
      let count = UInt32(String(text.dropLast())), count <= Self.longestSeconds / unit.inSeconds
    else {
      throw FormatError(found: text, expected: "a duration: a whole number and a unit s, m, h or d, from 0s to 36500d")
    }
    self.count = count
    self.unit = unit
  }

  /// Reads the text form of a period of at least a second.
  ///
  /// - Throws: ``FormatError`` as ``init(_:)``, and for a period of no length.
  public init(atLeastOneSecond text: String) throws(FormatError) {
    try self.init(text)
    guard count > 0 else { throw FormatError(found: text, expected: "a duration of at least 1s") }
  }

  /// The length in seconds, at most 3,153,600,000.
  public var seconds: UInt32 { count * unit.inSeconds }
}

extension Period: CustomStringConvertible {
  public var description: String { "\(count)\(unit.rawValue)" }
}
