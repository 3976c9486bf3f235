import PolicyEditions
import Tricolor

/// A country's risk notices and some of its people: what the other population does not have. Places with long names, most of them designated two to
/// four times, in bursts that are recorded at one instant every three hours, 9 % of them retracted within their burst and most of these replaced.
///
/// A pure function of these few numbers.
public struct Country: Sendable {
  /// In order of recording, sequences from 1. A retraction's `detail` is the sequence that it names.
  private let records: [Record]
  private let places: [Place]
  private let seed: UInt64

  /// How many events there are.
  public var eventCount: Int { records.count }

  private static let burstSeconds = 3 * hour
  /// A place is designated 2.6 times, and a burst has 265 designations, on average.
  private static let placesPerDesignation = 2.6
  private static let designationsPerBurst = 265

  /// - Parameters:
  ///   - designations: some of which are retracted.
  ///   - evidence: events of persons, 20 a person.
  public init(designations: Int = 520_000, evidence: Int = 300_000, seed: UInt64 = Population.defaultSeed) throws {
    precondition(designations >= 1_000, "designations for some bursts")
    var random = SplitMix64(seed: seed, individual: .max - 1)
    let names = try CountryNames(count: Int(Double(designations) / Self.placesPerDesignation), &random)
    let bursts = Self.bursts(of: names, count: designations / Self.designationsPerBurst, &random)
    let people = Self.people(at: names, count: evidence, seconds: UInt32(bursts.count) * Self.burstSeconds, seed)
    self.seed = seed
    places = names.paths
    records = Self.merged(bursts, people, &random)
  }

  /// The next events.
  public func drafts(_ range: Range<Int>) throws -> [Draft] {
    try range.map { index in
      let record = records[index]
      let event = try Event(at: Population.instant(record.at), source: record.deed.source, fact(record))
      return Draft(event, recordedAt: Population.instant(record.recordedAt))
    }
  }

  private func fact(_ record: Record) throws -> Fact {
    let person = PersonID(
      high: SplitMix64.mix(seed &+ UInt64(record.person) &* 2), low: SplitMix64.mix(seed &+ UInt64(record.person) &* 2 &+ 1))
    let until = record.until == 0 ? nil : Population.instant(record.until)
    switch record.deed {
    case .negativeTest: return .test(person: person, method: .nucleicAcid, result: .negative)
    case .positiveTest: return .test(person: person, method: .nucleicAcid, result: .positive)
    case .closeContact: return .contact(person: person, degree: .close)
    case .stay: return .stay(person: person, place: places[Int(record.detail)], until: until)
    case .highRisk: return .placeRisk(place: places[Int(record.detail)], level: .high, until: until)
    case .mediumRisk: return .placeRisk(place: places[Int(record.detail)], level: .medium, until: until)
    case .lowRisk: return .placeRisk(place: places[Int(record.detail)], level: .low, until: until)
    case .noRisk: return .placeRisk(place: places[Int(record.detail)], level: .none, until: until)
    case .retraction:
      return .retraction(of: .sequence(UInt64(record.detail)), reason: try Text("notice withdrawn", bytes: Event.reasonBytes))
    case .policy: return .policy(Policy.editions[Int(record.detail)].json)
    default: preconditionFailure("a country has no such event")
    }
  }
}

extension Country {
  /// The designations burst by burst: each place's first when its county has an outbreak, the others days later.
  private static func bursts(of names: CountryNames, count: Int, _ random: inout SplitMix64) -> [[Record]] {
    let count = UInt32(count)
    // A quarter of the counties have theirs in one wave.
    let outbreaks = (0..<CountryNames.counties).map { _ in
      random.happens(1, in: 4) ? count / 2 + random.below(count / 16 + 1) : random.below(count * 3 / 4)
    }
    var bursts = Array(repeating: [] as [Record], count: Int(count))
    for place in names.paths.indices {
      var burst = outbreaks[Int(names.counties[place])] + random.below(count / 16 + 1)
      let levels: [Deed] =
        switch random.below(10) {
        case 0..<5: [random.happens(1, in: 2) ? .highRisk : .mediumRisk, .noRisk]
        case 5..<9: [.highRisk, random.happens(1, in: 2) ? .mediumRisk : .lowRisk, .noRisk]
        default: [.highRisk, .mediumRisk, .lowRisk, .noRisk]
        }
      for level in levels {
        let recordedAt = (burst + 1) * burstSeconds
        // Saved up to 15 hours after it was decided.
        let at = recordedAt - min(recordedAt, random.below(15 * hour))
        let until = level != .noRisk && random.happens(1, in: 10) ? at + random.number(in: 3 * day...14 * day) : 0
        bursts[Int(burst)].append(Record(recordedAt: recordedAt, at: at, until: until, detail: UInt32(place), deed: level))
        burst = min(burst + random.number(in: 4...max(5, count / 20)), count - 1)
      }
    }
    return bursts
  }

  /// Events of persons, each staying in one county, in order of recording.
  private static func people(at names: CountryNames, count: Int, seconds: UInt32, _ seed: UInt64) -> [Record] {
    var placesOfCounty = Array(repeating: [] as [UInt32], count: CountryNames.counties)
    for place in names.paths.indices { placesOfCounty[Int(names.counties[place])].append(UInt32(place)) }
    var records: [Record] = []
    for number in 0..<count {
      let person = UInt32(number / 20)
      var own = SplitMix64(seed: seed, individual: UInt64(person))
      let county = placesOfCounty[Int(own.below(UInt32(CountryNames.counties)))]
      var random = SplitMix64(seed: seed &+ 1, individual: UInt64(number))
      // A twentieth of the time each, so that no two of a person are of one instant.
      let part = seconds / 20
      let at = UInt32(number % 20) * part + random.below(part)
      var record = Record(recordedAt: at + random.below(hour), at: at, person: person, deed: .negativeTest)
      switch random.below(1_000) {
      case 0..<600 where !county.isEmpty:
        record.deed = .stay
        record.detail = county[Int(random.below(UInt32(county.count)))]
        record.until = random.happens(1, in: 3) ? 0 : at + random.number(in: hour...3 * day)
      case 600..<602: record.deed = .positiveTest
      case 602..<610: record.deed = .closeContact
      default: break
      }
      records.append(record)
    }
    return records.sorted { ($0.recordedAt, $0.person, $0.at) < ($1.recordedAt, $1.person, $1.at) }
  }

  private static func merged(_ bursts: [[Record]], _ people: [Record], _ random: inout SplitMix64) -> [Record] {
    var records = Policy.editions.indices.map { Record(recordedAt: 0, at: 60 * UInt32($0) * day, detail: UInt32($0), deed: .policy) }
    var next = 0
    for burst in bursts {
      guard let recordedAt = burst.first?.recordedAt else { continue }
      while next < people.count, people[next].recordedAt < recordedAt {
        records.append(people[next])
        next += 1
      }
      let first = records.count
      records += burst
      for index in first..<first + burst.count where random.happens(9, in: 100) {
        let withdrawn = records[index]
        records.append(Record(recordedAt: recordedAt, at: recordedAt, detail: UInt32(index + 1), deed: .retraction))
        guard random.happens(2, in: 3) else { continue }
        var replacing = withdrawn
        replacing.at -= min(replacing.at, random.below(hour))
        records.append(replacing)
      }
    }
    return records + people[next...]
  }
}
