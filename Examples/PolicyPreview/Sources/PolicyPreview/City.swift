import Tricolor

/// A small city in the summer of 2022: everyone is tested now and then, some meet a case, some arrive from abroad. The same for the same size.
struct City {
  let personCount: Int
  private static let days = 60
  private static let firstDay = 1_656_604_800  // 2022-07-01T00:00:00+08:00

  /// The policy in force and what happens under it, in batches, in order of time.
  func events(under policy: Policy) throws -> [[Draft]] {
    var random = Dice(state: 20_220_701)
    var drafts = [Draft(try Event(at: Self.instant(0), source: "health-commission", .policy(policy.json)), recordedAt: Self.instant(0))]
    for day in 0..<Self.days {
      var today: [Draft] = []
      for number in 0..<personCount {
        for fact in try facts(of: Self.person(number), &random) {
          let at = Self.instant(day * 86_400 + random.below(86_000))
          today.append(Draft(try Event(at: at, source: "city", fact), recordedAt: Self.instant((day + 1) * 86_400)))
        }
      }
      drafts += today
    }
    return stride(from: 0, to: drafts.count, by: 10_000).map { Array(drafts[$0..<min($0 + 10_000, drafts.count)]) }
  }

  /// What happens to a person on one day: most often nothing.
  private func facts(of person: PersonID, _ random: inout Dice) throws -> [Fact] {
    switch random.below(1_000) {
    case 0..<120: [.test(person: person, method: .nucleicAcid, result: .negative)]
    case 120..<126: [.contact(person: person, degree: .close)]
    case 126..<134: [.contact(person: person, degree: .secondary)]
    case 134..<137: [.entry(person: person, from: try Place("KR"))]
    case 137..<139: [.symptom(person: person, signs: try Signs([.fever]), epidemiologicalHistory: true)]
    case 139..<140: [.test(person: person, method: .nucleicAcid, result: .positive)]
    case 140..<142: [.diagnosis(person: person, status: .excluded)]
    default: []
    }
  }

  private static func person(_ number: Int) -> PersonID {
    var dice = Dice(state: UInt64(number))
    return PersonID(high: dice.next(), low: dice.next())
  }

  private static func instant(_ second: Int) -> Instant {
    // 2022 and a few seconds: 1970 and 2100 are far away.
    Instant(secondsSinceEpoch: firstDay + second)!
  }
}

/// SplitMix64: numbers that look random and are the same every time.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
