import PolicyEditions
import Tricolor

/// Logs of one extreme each, as real systems met them: a shared test pseudonym, a place that is designated over and over, an authority that never
/// stops publishing. What is asked of them must grow as their length, not as its square.
public enum Extreme: String, Sendable, CaseIterable {
  /// One person's negative tests.
  case tests
  /// One person's positive tests.
  case positives
  /// One person's close contacts.
  case contacts
  /// One person's stays, every second at a designated place.
  case stays
  /// One place's designations, the oldest first, and a person who stays there.
  case place
  /// The same, the newest first.
  case placeNewestFirst
  /// Designations all of which one stay meets.
  case stay
  /// Editions of a policy, each in force at once.
  case editions
  /// Editions each of which leaves what was opened under the one before to it.
  case prospectiveEditions
  /// Persons who stay at one place, which is then designated.
  case crowd
  /// Retractions of one person's tests.
  case retractions

  /// The person that it is about.
  public static let person = PersonID(high: 0x2022, low: 1)

  /// How many events there are with so many of what is extreme.
  public func eventCount(_ count: Int) -> Int {
    switch self {
    case .retractions: 1 + 2 * count
    case .tests, .positives, .contacts: 1 + count
    default: 2 + count
    }
  }

  /// The event of an index: the policy of 2021 first, then one a minute.
  public func draft(_ index: Int, of count: Int) throws -> Draft {
    let recordedAt = Self.second(UInt32(index) * 60)
    guard index > 0 else { return try Self.draft(.policy(Policy.chongqing2021.json), at: recordedAt, recordedAt) }
    let number = index - 1
    let place = try Place("CN/50/00/103")
    func stay(_ person: PersonID) -> Fact { .stay(person: person, place: place) }
    func risk(_ level: RiskLevel) -> Fact { .placeRisk(place: place, level: level) }
    var at = recordedAt
    let fact: Fact
    switch self {
    case .tests: fact = .test(person: Self.person, method: .nucleicAcid, result: .negative)
    case .positives: fact = .test(person: Self.person, method: .nucleicAcid, result: .positive)
    case .contacts: fact = .contact(person: Self.person, degree: .close)
    case .stays: fact = number == 0 ? risk(.high) : .stay(person: Self.person, place: number % 2 == 0 ? place : try Place("CN/50/00/104"))
    case .place, .stay: fact = number == 0 ? stay(Self.person) : risk(number % 2 == 0 ? .medium : .high)
    case .placeNewestFirst:
      fact = number == 0 ? stay(Self.person) : risk(number % 2 == 0 ? .medium : .high)
      if number > 0 { at = Self.second(UInt32(count - number + 1)) }
    case .editions, .prospectiveEditions:
      guard number < count else { fact = .contact(person: Self.person, degree: .close); break }
      var edition = Policy.chongqing2021
      edition = try Policy(
        id: "\(edition.id)-\(index)", title: edition.title, authority: edition.authority,
        transition: self == .editions ? .immediate : .prospective, rules: edition.rules)
      fact = .policy(edition.json)
    case .crowd:
      fact = number < count ? stay(PersonID(high: SplitMix64.mix(UInt64(number)), low: UInt64(number))) : risk(.high)
    case .retractions:
      fact =
        number < count
        ? .test(person: Self.person, method: .nucleicAcid, result: .positive)
        : .retraction(of: .sequence(UInt64(number - count + 2)), reason: try Text("entered in error", bytes: Event.reasonBytes))
    }
    return try Self.draft(fact, at: at, recordedAt)
  }

  private static func second(_ second: UInt32) -> Instant { Population.instant(second) }

  private static func draft(_ fact: Fact, at: Instant, _ recordedAt: Instant) throws -> Draft {
    Draft(try Event(at: at, source: "commission", fact), recordedAt: recordedAt)
  }
}
