import RiskModel

extension Policy {
  /// The editions that come with the library, in the order in which they took effect: 2021-11-07, 2022-06-28, 2022-11-11, 2022-12-07.
  public static let editions: [Policy] = [.chongqing2021, .edition9, .twentyMeasures, .newTen]

  /// A policy that is written out in this library. A test reads each one through the checks that any other passes.
  init(edition id: String, title: String, authority: String, transition: Transition, rules: [Rule]) {
    self.id = id
    self.title = title
    self.authority = authority
    self.transition = transition
    self.rules = rules
  }
}

// Shorthand for the editions' own rules, whose numbers stand in the source and are in range.

extension Period {
  static func days(_ count: UInt32) -> Period { checked(count, .days) }
  static func hours(_ count: UInt32) -> Period { checked(count, .hours) }
  static func seconds(_ count: UInt32) -> Period { checked(count, .seconds) }

  private static func checked(_ count: UInt32, _ unit: Unit) -> Period {
    guard let period = try? Period(count, unit) else { preconditionFailure("\(count)\(unit.rawValue) is out of range") }
    return period
  }
}

extension NegativeTests {
  static func count(_ count: Int, spacing: Period? = nil, notBefore: Period? = nil) -> NegativeTests {
    guard let tests = try? NegativeTests(count: count, spacing: spacing, notBefore: notBefore) else {
      preconditionFailure("\(count) is out of range")
    }
    return tests
  }
}
