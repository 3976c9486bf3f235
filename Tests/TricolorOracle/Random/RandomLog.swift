import RiskModel
import RiskPolicy

/// A small valid log over the whole vocabulary, dense in what goes wrong: few instants, on day boundaries and a second beside them, so that most
/// events tie with others; late arrivals and runs of one commit time; retractions in both forms; policies that overlap or take effect together.
struct RandomLog {
  let seed: UInt64
  let persons: [PersonID]
  /// The instants that events share, ascending.
  let instants: [Instant]
  var events: [RecordedEvent]
  private let focus: Focus

  /// What most events are about.
  enum Focus {
    case everything
    /// Stays, designations and negative tests, under policies whose rules are plain.
    case stays
  }

  init(seed: UInt64, length: ClosedRange<Int> = 5...60, focus: Focus = .everything) throws {
    var random = SplitMix64(seed: seed)
    self.seed = seed
    self.focus = focus
    persons = (0..<random.integer(2...4)).map { _ in PersonID(high: random.next(), low: random.next()) }.sorted()
    instants = Self.instants(&random)
    events = []
    var recordedAt = random.pick(instants)
    var retractable: [RecordedEvent] = []
    let count = random.integer(length)
    let policies = random.integer(1...4)
    for index in 0..<count {
      recordedAt = Self.later(recordedAt, &random)
      let sequence = UInt64(index + 1)
      let event: Event
      if index > 0, !retractable.isEmpty, random.percent(9) {
        let named = retractable.remove(at: random.integer(0...retractable.count - 1))
        event = try retraction(of: named, number: index, &random)
      } else {
        let isPolicy = index == 0 ? random.percent(80) : random.integer(0...count - 1) < policies
        event = try self.event(isPolicy ? policy(number: index, &random) : fact(&random), number: index, &random)
      }
      let recorded = RecordedEvent(sequence: sequence, recordedAt: recordedAt, event: event)
      if event.fact.kind != .retraction { retractable.append(recorded) }
      events.append(recorded)
    }
  }

  /// Four to nine instants within three weeks; in one log of five also the ends of time.
  private static func instants(_ random: inout SplitMix64) -> [Instant] {
    let start = 1_640_995_200  // 2022-01-01T00:00:00Z
    var seconds = (0..<random.integer(4...9)).map { _ in start + random.integer(0...20) * 86_400 + random.pick([-1, 0, 0, 0, 1, 43_200]) }
    if random.percent(20) { seconds += random.some([0, 1, Instant.latest.seconds - 1, Instant.latest.seconds]) }
    return Set(seconds).sorted().compactMap { Instant(secondsSinceEpoch: $0) }
  }

  private static func later(_ instant: Instant, _ random: inout SplitMix64) -> Instant {
    let step = random.pick([0, 0, 0, 0, 1, 3_600, 43_200, 86_400, 172_800])
    return Instant(secondsSinceEpoch: instant.seconds + step) ?? instant
  }

  private func event(_ fact: Fact, number: Int, _ random: inout SplitMix64) throws -> Event {
    let source = random.pick(["cdc", "hospital", "railway"])
    let id = random.percent(45) ? "x\(number)" : nil
    let evidence = random.percent(10) ? "ledger \(number)" : nil
    let at = random.pick(fact.until == nil ? instants : instants.filter { $0 < (fact.until ?? .latest) })
    return try Event(at: at, source: source, id: id, evidence: evidence, fact)
  }

  /// An end that leaves at least one instant before it, or none.
  private func until(_ random: inout SplitMix64) -> Instant? {
    instants.count > 1 && random.percent(45) ? random.pick(Array(instants.dropFirst())) : nil
  }

  private func fact(_ random: inout SplitMix64) throws -> Fact {
    let person = random.pick(persons)
    let places = RandomPolicy.places
    switch focus == .stays && random.percent(80) ? random.integer(2...12) : random.integer(-3...28) {
    case ...3:
      return .test(
        person: person, method: random.percent(70) ? .nucleicAcid : .antigen,
        result: random.pick([.negative, .negative, .positive, .inconclusive])
      )
    case 4...7: return .stay(person: person, place: random.pick(places), until: until(&random))
    case 8...12: return .placeRisk(place: random.pick(places), level: random.pick(RiskLevel.allCases), until: until(&random))
    case 13: return .diagnosis(person: person, status: random.pick(DiagnosisStatus.allCases))
    case 14:
      return .contact(person: person, degree: random.pick(ContactDegree.allCases), to: random.percent(50) ? random.pick(persons) : nil)
    case 15: return .symptom(person: person, signs: try Signs(random.some(Sign.allCases)), epidemiologicalHistory: random.percent(50))
    case 16: return .entry(person: person, from: random.pick(places))
    case 17: return .quarantine(person: person, phase: random.pick([.start, .end]), mode: random.pick(QuarantineMode.allCases))
    case 20, 21:
      return .vaccination(
        person: person, dose: UInt8(random.integer(1...3)), product: try Text(random.pick(RandomPolicy.products), bytes: Fact.productBytes))
    case 22:
      return .attestation(
        person: person, kind: try Text(random.pick(RandomPolicy.attestations), bytes: Fact.attestationBytes), until: until(&random))
    case 23, 24:
      let same = persons.filter { $0 != person }
      return .link(person: person, same: random.pick(same))
    // Every type that bears on one person, also one that is added.
    case 25...28: return random.pick(RandomPolicy.examples(of: random.pick(RandomPolicy.kinds), person))
    case 18: return .determination(person: person, finding: random.pick(Finding.allCases), until: until(&random))
    default:
      return random.percent(50)
        ? .registration(
          person: person, phase: random.pick([.issued, .issued, .withdrawn]), channel: random.pick(RegistrationChannel.allCases),
          by: random.percent(30) ? random.pick(persons) : nil)
        : .appeal(
          person: person, case: try Text("case \(random.integer(1...9))", bytes: Event.caseBytes), phase: random.pick(AppealPhase.allCases),
          channel: random.pick(AppealChannel.allCases))
    }
  }

  /// One policy in four repeats an earlier document: it is another policy all the same.
  private func policy(number: Int, _ random: inout SplitMix64) throws -> Fact {
    for case .policy(let document) in events.map(\.fact) where random.percent(25) { return .policy(document) }
    return .policy(try RandomPolicy.make(id: "p\(number)", isPlain: focus == .stays, &random).json)
  }

  private func retraction(of named: RecordedEvent, number: Int, _ random: inout SplitMix64) throws -> Event {
    var reference = EventReference.sequence(named.sequence)
    if let id = named.event.id, random.percent(60) { reference = .identifier(source: named.event.source, id: id) }
    return try event(.retraction(of: reference, reason: try Text("entered in error", bytes: Event.reasonBytes)), number: number, &random)
  }

  /// Instants worth asking about: those of events, of commits and of changes of color, a second beside each, and the ends of time.
  func instantsToAsk() throws -> [Instant] {
    let oracle = try Oracle(events)
    let changes = persons.flatMap { oracle.timeline(of: $0).elements }.compactMap { $0["from"]?.string }.compactMap { try? Instant($0) }
    let all = instants + events.map(\.recordedAt) + changes
    let beside = Set(all.flatMap { [$0.seconds - 1, $0.seconds, $0.seconds + 1] } + [0, Instant.latest.seconds])
    return beside.sorted().compactMap { Instant(secondsSinceEpoch: $0) }
  }

  /// A period between two of the instants to ask about; all time where they are one.
  func period(_ random: inout SplitMix64) throws -> Range<Instant> {
    let instants = try instantsToAsk()
    let ends = [random.pick(instants), random.pick(instants)].sorted()
    return ends[0] < ends[1] ? ends[0]..<ends[1] : Instant.earliest..<Instant.latest
  }

  /// The events as JSON Lines, to be read in a failure.
  var lines: String { events.map(\.json).joined(separator: "\n") }
}
