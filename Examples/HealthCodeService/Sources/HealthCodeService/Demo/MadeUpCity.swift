import PolicyEditions
import Tricolor

/// A made-up city with made-up people, up to now: an outbreak at a market, contacts, tests, a burst of determinations on a word alone, appeals.
///
/// The same for the same instant: chance comes from a generator with a fixed seed.
struct MadeUpCity {
  let now: Instant
  private var random = SplitMix64(state: 20_211_107)
  private var drafts: [Draft] = []

  /// The person of the demonstration: a close contact whose index case's test was wrong.
  static let citizen = PersonID(high: 0x2021_1107_0000_0000, low: 1)
  /// The person that the citizen helps.
  static let grandmother = PersonID(high: 0x2021_1107_0000_0000, low: 2)
  private static let indexCase = PersonID(high: 0x2021_1107_0000_0000, low: 3)
  private static let districts = ["渝中区", "江北区", "南岸区", "沙坪坝区", "九龙坡区"]

  /// The events, in order of recording; the last some minutes ago.
  static func drafts(at now: Instant, personCount: Int) throws -> [Draft] {
    var city = MadeUpCity(now: now)
    try city.publish()
    try city.infect()
    for number in 0..<personCount { try city.live(number) }
    try city.determineInABurst()
    try city.appeal()
    return city.drafts.sorted { ($0.recordedAt ?? .earliest) < ($1.recordedAt ?? .earliest) }
  }

  private init(now: Instant) { self.now = now }

  private func ago(days: Double) -> Instant { Instant(secondsSinceEpoch: Int(now.secondsSinceEpoch) - Int(days * 86_400)) ?? .earliest }

  private mutating func add(daysAgo days: Double, recordedDaysAgo recorded: Double? = nil, _ source: String, _ fact: Fact) throws {
    let recordedAt = ago(days: min(recorded ?? days, days))
    drafts.append(Draft(try Event(at: ago(days: days), source: source, fact), recordedAt: recordedAt))
  }

  private mutating func publish() throws {
    try add(daysAgo: 60, "health-commission", .policy(Policy.chongqing2021.json))
    try add(daysAgo: 6, "health-commission", .placeRisk(place: Place("CN/重庆市/江北区/观音桥街道"), level: .high))
    try add(daysAgo: 5, "health-commission", .placeRisk(place: Place("CN/重庆市/渝中区/解放碑街道"), level: .medium))
  }

  private mutating func infect() throws {
    let (index, citizen, grandmother) = (Self.indexCase, Self.citizen, Self.grandmother)
    try add(daysAgo: 4, recordedDaysAgo: 3.6, "laboratory-3", .test(person: index, method: .nucleicAcid, result: .positive))
    try add(daysAgo: 3.5, "hospital-1", .diagnosis(person: index, status: .confirmed))
    try add(daysAgo: 40, "office", .registration(person: citizen, phase: .issued, channel: .online))
    try add(daysAgo: 40, "office", .registration(person: grandmother, phase: .issued, channel: .proxy, by: citizen))
    try add(daysAgo: 4.2, recordedDaysAgo: 3.4, "disease-control", .contact(person: citizen, degree: .close, to: index))
    try add(daysAgo: 4.2, recordedDaysAgo: 3.3, "disease-control", .contact(person: grandmother, degree: .exposure, to: index))
    try add(daysAgo: 1.2, "laboratory-1", .test(person: citizen, method: .nucleicAcid, result: .negative))
    for days in [12.0, 7.0, 4.2] {
      try add(daysAgo: days, "check-in", .stay(person: citizen, place: Place("CN/重庆市/南岸区/南坪街道"), until: ago(days: days - 0.1)))
    }
  }

  private mutating func live(_ number: Int) throws {
    let person = PersonID(high: random.next(), low: random.next())
    let district = Self.districts[Int(random.next() % UInt64(Self.districts.count))]
    try add(daysAgo: 45, "office", .registration(person: person, phase: .issued, channel: .online))
    let place = try Place(random.chance(in: 12) ? "CN/重庆市/江北区/观音桥街道" : "CN/重庆市/\(district)/街道\(random.next() % 8 + 1)")
    let days = random.days(from: 1, to: 20)
    try add(daysAgo: days, "check-in", .stay(person: person, place: place, until: ago(days: days - 0.2)))
    for days in [9.5, 5.5, 1.5] where random.chance(in: 2) {
      try add(daysAgo: days + random.days(from: 0, to: 1), "laboratory-1", .test(person: person, method: .nucleicAcid, result: .negative))
    }
    if random.chance(in: 25) {
      try add(daysAgo: 4.2, recordedDaysAgo: 3, "disease-control", .contact(person: person, degree: .close, to: Self.indexCase))
    }
    if random.chance(in: 60) {
      try add(daysAgo: 2, "hospital-2", .symptom(person: person, signs: Signs([.fever, .respiratory]), epidemiologicalHistory: true))
    }
  }

  /// What happened in 2022: people made red by a word, within minutes, with nothing to support it.
  private mutating func determineInABurst() throws {
    for index in 0..<24 {
      let person = PersonID(high: 0x2021_1107_0000_0001, low: UInt64(index))
      try add(daysAgo: 30, "office", .registration(person: person, phase: .issued, channel: .online))
      try add(
        daysAgo: 2 - Double(index) / 1_440, "district-task-force",
        .determination(person: person, finding: .isolationRequired, until: ago(days: -12)))
    }
  }

  private mutating func appeal() throws {
    func lodged(_ person: PersonID, _ name: String) throws -> Fact {
      .appeal(person: person, case: try Text(name, bytes: 1...64), phase: .lodged, channel: .online)
    }
    try add(daysAgo: 3.2, "appeal-office", try lodged(Self.citizen, "appeal-1"))
    for index in 0..<3 {
      try add(
        daysAgo: 1.5 - Double(index) / 4, "appeal-office", try lodged(PersonID(high: 0x2021_1107_0000_0001, low: UInt64(index)), "appeal-1")
      )
    }
  }
}

/// A small generator of numbers (Steele, Lea and Flood, 2014).
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  mutating func chance(in count: UInt64) -> Bool { next() % count == 0 }

  mutating func days(from low: Double, to high: Double) -> Double { low + Double(next() % 10_000) / 10_000 * (high - low) }
}
