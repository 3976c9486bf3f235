import RiskModel

@testable import TricolorOracle

/// A province's log as it may have been: lawful histories, each with a determination that something supports, and between them the two bursts of
/// June 2022, when 1,317 people were put under `isolation-required` so that they could not travel.
struct RedCodeHistory {
  /// The office that ordered both the lawful and the other isolations.
  static let office: EventSource = "epidemic-control-office"

  private(set) var events: [RecordedEvent] = []
  /// The sequences of what nothing supports, in order.
  private(set) var wrongful: [UInt64] = []

  private static let start = 1_652_000_000  // 2022-05-08
  private static let hour = 3_600

  init(lawfulCount: Int) throws {
    var random = SplitMix64(seed: 1_317)
    try add(.placeRisk(place: try Place("CN/41/01/05"), level: .high), at: Self.start, recorded: Self.start)
    // Wherever the bursts fall among the lawful histories, which go on meanwhile.
    let bursts = [lawfulCount / 3: 446, lawfulCount * 2 / 3: 871]
    for index in 0..<lawfulCount {
      let now = Self.start + 86_400 + index * 30 * 86_400 / lawfulCount
      try addLawful(PersonID(high: random.next(), low: UInt64(index)), now: now, &random)
      guard let count = bursts[index] else { continue }
      for number in 0..<count {
        let person = PersonID(high: random.next(), low: UInt64(1_000_000_000 + index * 1_000 + number))
        // They were depositors: what is known of them is a code, a negative test and a stay at home.
        try add(.registration(person: person, phase: .issued, channel: .online), at: now - 90 * 86_400, recorded: now)
        try add(.stay(person: person, place: try Place("CN/41/01/06/hotel")), at: now - 86_400, recorded: now)
        try add(.test(person: person, method: .nucleicAcid, result: .negative), at: now - Self.hour, recorded: now)
        wrongful.append(UInt64(events.count + 1))
        try add(.determination(person: person, finding: .isolationRequired), at: now, recorded: now, source: Self.office.string)
      }
    }
  }

  private mutating func addLawful(_ person: PersonID, now: Int, _ random: inout SplitMix64) throws {
    let before = now - random.integer(0...20) * 86_400
    switch random.integer(0...6) {
    case 0: try add(.contact(person: person, degree: random.pick(ContactDegree.allCases)), at: before, recorded: now)
    case 1: try add(.entry(person: person, from: try Place("KR")), at: before, recorded: now)
    case 2: try add(.symptom(person: person, signs: try Signs([.fever]), epidemiologicalHistory: true), at: before, recorded: now)
    case 3: try add(.test(person: person, method: .nucleicAcid, result: .positive), at: before, recorded: now)
    case 4: try add(.diagnosis(person: person, status: random.pick([.confirmed, .asymptomatic, .suspected])), at: before, recorded: now)
    case 5:
      // A stay in the high-risk area, from which they came.
      try add(.stay(person: person, place: try Place("CN/41/01/05/street-\(random.integer(1...9))")), at: now - 86_400, recorded: now)
      try add(.stay(person: person, place: try Place("CN/41/01/06/home")), at: now - Self.hour, recorded: now)
    default:
      // Found out a day later.
      try add(.contact(person: person, degree: .close), at: now + 86_400, recorded: now)
    }
    let finding = random.pick([Finding.isolationRequired, .isolationRequired, .notifiedCohort, .atRisk])
    try add(.determination(person: person, finding: finding), at: now, recorded: now, source: Self.office.string)
  }

  private mutating func add(_ fact: Fact, at: Int, recorded: Int, source: String = "cdc") throws {
    guard let instant = Instant(secondsSinceEpoch: at), let recordedAt = Instant(secondsSinceEpoch: recorded) else { return }
    events.append(
      RecordedEvent(sequence: UInt64(events.count + 1), recordedAt: recordedAt, event: try Event(at: instant, source: source, fact)))
  }
}
