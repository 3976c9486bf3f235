public import RiskModel

/// How many people of each district had which color, and how their appeals went, at instants in even steps (第二十九条).
///
/// A person's district is that of the last known stay with `at` up to the instant: the first ``depth`` components of its place, or the whole of a
/// shorter one. A person without such a stay is counted under no district.
public struct DistrictStatistics: Hashable, Sendable {
  /// The last sequence known.
  public let knownAt: UInt64
  /// How many components of a place name a district.
  public let depth: Int
  /// The instants, in ascending order.
  public let instants: [Instant]
  /// From one instant to the next.
  public let stepSeconds: UInt32
  /// The districts in which a person was at one of the instants or appealed up to the last, in ascending order, then those without one.
  public let districts: [District]

  /// The components of `CN/50/00/103`: country, province, prefecture, district or county (区县, as in GB/T 2260).
  public static let usualDepth = 4
  /// The most instants that can be asked for at once.
  public static let maximumInstantCount = 10_000

  /// What is counted of a district.
  public struct District: Hashable, Sendable {
    /// The district; nil for persons without a known stay.
    public let place: Place?
    /// One for each instant.
    public let counts: [Counts]
  }

  /// People at an instant; appeals of the step that ends with it.
  public struct Counts: Hashable, Sendable {
    /// How many are green.
    public var green = 0
    /// How many are yellow.
    public var yellow = 0
    /// How many are red.
    public var red = 0
    /// Appeals lodged in the step.
    public var lodged = 0
    /// Appeals upheld in the step.
    public var upheld = 0
    /// Appeals rejected in the step.
    public var rejected = 0
    /// Cases of which `lodged` is the last word at the instant.
    public var open = 0

    /// How many people there are.
    public var persons: Int { green + yellow + red }
    /// How many may not travel freely.
    public var restricted: Int { yellow + red }
  }
}
