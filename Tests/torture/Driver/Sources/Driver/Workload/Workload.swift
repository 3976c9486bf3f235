import PolicyEditions
import Tricolor

/// Batches of events, each a function of its number alone: a check of a store knows what must be in it.
enum Workload {
  /// The events of a batch: one mostly, sometimes dozens of all types, rarely so many that its block needs pages of its own.
  static func batch(_ number: UInt64) throws -> [Event] {
    var random = SplitMix64(seed: number)
    let count =
      switch number % 16 {
      case 3, 7: 30
      case 11: 400
      default: 1
      }
    var events = try (0..<count).map { try event(number, $0, &random) }
    if number % 16 == 7 { events += try closing(number, events.count) }
    return events
  }

  /// The number of the batch that an event belongs to.
  static func number(of event: Event) -> UInt64? {
    event.id.flatMap { $0.string.split(separator: "-").first }.flatMap { UInt64($0) }
  }

  static let noon = Instant(secondsSinceEpoch: 1_660_000_000)!

  private static func event(_ number: UInt64, _ position: Int, _ random: inout SplitMix64) throws -> Event {
    let person = person(random.next() % 300)
    let at = Instant(secondsSinceEpoch: 1_650_000_000 + Int(random.next() % 10_000_000))!
    let place = try Place("CN/50/0\(random.next() % 10)/\(random.next() % 40)")
    let fact: Fact =
      switch random.next() % 8 {
      case 0: .stay(person: person, place: place)
      case 1: .placeRisk(place: place, level: .high)
      case 2: .contact(person: person, degree: .close, to: Self.person(random.next() % 300))
      case 3: .test(person: person, method: .nucleicAcid, result: .positive)
      case 4: .quarantine(person: person, phase: .start, mode: .centralized)
      default: .test(person: person, method: .nucleicAcid, result: .negative)
      }
    let evidence = random.next() % 4 == 0 ? String(repeating: "e", count: Int(random.next() % 250)) : nil
    return try Event(at: at, source: "agency-\(random.next() % 5)", id: "\(number)-\(position)", evidence: evidence, fact)
  }

  /// A policy and a retraction of the batch's first event.
  private static func closing(_ number: UInt64, _ position: Int) throws -> [Event] {
    let first = try batchSource(number)
    let policy = try Event(at: .earliest, source: "agency-p", id: "\(number)-\(position)", .policy(Policy.chongqing2021.json))
    let retraction = try Event(
      at: .earliest, source: "agency-p", id: "\(number)-\(position + 1)",
      .retraction(
        of: .identifier(source: EventSource(first), id: EventIdentifier("\(number)-0")), reason: "error"))
    return [policy, retraction]
  }

  private static func batchSource(_ number: UInt64) throws -> String {
    var random = SplitMix64(seed: number)
    return try event(number, 0, &random).source.string
  }

  static func person(_ number: UInt64) -> PersonID { PersonID(high: number &* 0x9E37_79B9_7F4A_7C15, low: number) }
}

/// The generator SplitMix64 (Steele, Lea and Flood 2014): one seed, one sequence.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
