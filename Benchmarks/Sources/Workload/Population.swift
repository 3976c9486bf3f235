import PolicyEditions
import Tricolor

/// A population with everything that happens to it: a pure function of these few numbers.
public struct Population: Sendable {
  /// Which policies are published.
  public enum Policies: String, Sendable, CaseIterable {
    /// The four editions, at days 0, 60, 120 and 150.
    case editions
    /// The one that SQL can say, at day 0.
    case bench
  }

  public let profile: Profile
  public let personCount: Int
  public let policies: [(day: Int, policy: Policy)]
  let setting: PersonStory.Setting
  let seed: UInt64

  /// The seed of the published figures.
  public static let defaultSeed: UInt64 = 20_220_101
  /// The length of the period in which events occur.
  public static let days = 180
  /// The calendar: the period and the day before. What would be recorded after it is not known yet, and left out.
  static let calendarSeconds = UInt32(days) * day + leadSeconds
  /// Policies are published a day before the period begins.
  static let leadSeconds = day

  /// - Parameter eventsPerPerson: on average, at least 3.
  public init(
    _ profile: Profile, personCount: Int, policies: Policies, eventsPerPerson: Int = 20, seed: UInt64 = defaultSeed
  ) throws {
    precondition((1..<1 << 31).contains(personCount) && (3...200).contains(eventsPerPerson), "a population that numbers fit")
    self.profile = profile
    self.personCount = personCount
    self.seed = seed
    switch policies {
    case .editions: self.policies = Array(zip([0, 60, 120, 150], Policy.editions))
    case .bench: self.policies = [(0, try .bench())]
    }
    setting = PersonStory.Setting(
      profile, seed: seed, personCount: personCount, days: Self.days, eventsPerPerson: eventsPerPerson, geography: try Geography())
  }

  /// A second of the population's calendar as an instant; the period begins with 2022-01-01T00:00:00+08:00, and the calendar a day before.
  static func instant(_ second: UInt32) -> Instant {
    // 1970 and 2100 are far away.
    Instant(secondsSinceEpoch: 1_640_966_400 - Int(leadSeconds) + Int(second))!
  }

  /// The first instant of a day of the period, 0 its first.
  public static func instant(day number: Int) -> Instant {
    instant(leadSeconds + UInt32(number) * day)
  }

  /// A person's pseudonym by number.
  public func person(_ number: Int) -> PersonID {
    let base = SplitMix64.mix(seed) &+ UInt64(number) &* 2
    return PersonID(high: SplitMix64.mix(base), low: SplitMix64.mix(base &+ 1))
  }

  /// The designations and policies, in order of `recordedAt`.
  var circumstances: [Record] {
    var random = SplitMix64(seed: seed, individual: .max)
    var records: [Record] = policies.enumerated().map { index, published in
      // Known the day before it takes effect.
      let recordedAt = UInt32(published.day) * day
      return Record(recordedAt: recordedAt, at: recordedAt + Self.leadSeconds, detail: UInt32(index), deed: .policy)
    }
    for _ in 0..<profile.designations {
      let at = Self.leadSeconds + random.below(UInt32(Self.days) * day)
      let deed: Deed = [.highRisk, .mediumRisk, .lowRisk, .lowRisk][Int(random.below(4))]
      records.append(
        Record(
          recordedAt: at + random.below(12 * hour), at: at, until: at + random.number(in: 3 * day...21 * day),
          detail: setting.geography.designated(&random), deed: deed))
    }
    for index in records.indices { records[index].number = UInt16(index) }
    return records.sorted { ($0.recordedAt, $0.number) < ($1.recordedAt, $1.number) }
  }
}
