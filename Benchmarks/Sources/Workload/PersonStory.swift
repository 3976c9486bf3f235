/// What happens to one person: drawn from a stream of random numbers that is this person's alone, in a buffer that is used again.
struct PersonStory {
  /// The present person's records, those of the evidence in order of `at`, each retraction and replacement anywhere after.
  private(set) var records: [Record] = []
  private let setting: Setting
  private var random = SplitMix64(seed: 0)
  private var person: UInt32 = 0

  /// What all persons share.
  struct Setting: Sendable {
    var seed: UInt64
    var personCount: UInt32
    var periodSeconds: UInt32
    /// How many events a person has beyond two.
    var extraEvents: Choice
    var episodes: Choice
    var geography: Geography

    init(_ profile: Profile, seed: UInt64, personCount: Int, days: Int, eventsPerPerson: Int, geography: Geography) {
      self.seed = seed
      self.personCount = UInt32(personCount)
      periodSeconds = UInt32(days) * day
      extraEvents = .negativeBinomial(mean: eventsPerPerson - 2)
      episodes = Choice(weights: Episode.allCases.map { $0.weight(in: profile) })
      self.geography = geography
    }
  }

  init(_ setting: Setting) {
    self.setting = setting
  }

  /// Tells the story of a person.
  mutating func tell(_ person: UInt32) {
    random = SplitMix64(seed: setting.seed, individual: UInt64(person))
    self.person = person
    records.removeAll(keepingCapacity: true)
    let count = 2 + setting.extraEvents.draw(&random)
    while records.count < count { live(Episode.allCases[setting.episodes.draw(&random)]) }
    order()
    record()
  }

  /// Adds what one episode consists of. What would come after the period has not happened yet.
  private mutating func live(_ episode: Episode) {
    let start = random.below(setting.periodSeconds)
    switch episode {
    case .negativeTest: add(.negativeTest, start)
    case .otherTest: add(random.happens(3, in: 4) ? .positiveTest : .inconclusiveTest, start)
    case .stay:
      let isOpen = random.happens(1, in: 3)
      let length = random.happens(9, in: 10) ? random.number(in: hour...12 * hour) : random.number(in: 12 * hour...5 * day)
      add(.stay, start, until: isOpen ? 0 : start + length, setting.geography.community(&random))
    case .contact:
      let draw = random.below(10)
      add(draw < 4 ? .closeContact : draw < 7 ? .secondaryContact : .exposure, start, random.below(setting.personCount))
      followUp(start)
    case .quarantine:
      let isCentral = random.happens(2, in: 3)
      add(isCentral ? .centralizedStart : .homeStart, start)
      add(isCentral ? .centralizedEnd : .homeEnd, start + random.number(in: 5 * day...15 * day))
    case .symptom:
      let hasHistory = random.happens(1, in: 3)
      add(hasHistory ? .symptomWithHistory : .symptomWithoutHistory, start)
      if hasHistory { followUp(start) }
    case .suspicion:
      add(.suspected, start)
      add(.excluded, start + random.number(in: 6 * hour...3 * day))
    case .case:
      let confirmed = start + random.number(in: 6 * hour...2 * day)
      if random.happens(3, in: 4) { add(.suspected, start) }
      add(random.happens(1, in: 2) ? .confirmed : .asymptomatic, confirmed)
      add(.recovered, confirmed + random.number(in: 7 * day...21 * day))
    case .entry:
      add(.entry, start, setting.geography.country(&random))
      followUp(start)
    case .determination:
      let draw = random.below(4)
      let finding: Deed = draw == 0 ? .isolationRequired : draw == 1 ? .notifiedCohort : .atRisk
      add(finding, start, until: start + random.number(in: 3 * day...14 * day))
      if random.happens(1, in: 2) { add(.cleared, start + random.number(in: 1 * day...10 * day)) }
    case .registration: add(random.happens(9, in: 10) ? .issued : .withdrawn, start)
    case .appeal:
      add(.lodged, start)
      add(random.happens(1, in: 3) ? .upheld : .rejected, start + random.number(in: hour...day))
    }
  }

  /// The tests of a person under watch: negative ones, one or two days apart.
  private mutating func followUp(_ start: UInt32) {
    var at = start
    for _ in 0..<Episode.followUpTests {
      at += random.number(in: day...2 * day)
      add(.negativeTest, at)
    }
  }

  private mutating func add(_ deed: Deed, _ at: UInt32, until: UInt32 = 0, _ detail: UInt32 = 0) {
    guard at < setting.periodSeconds else { return }
    records.append(Record(at: at, until: until, person: person, detail: detail, deed: deed))
  }

  /// Orders by `at`, and moves what shares an `at` by a second.
  private mutating func order() {
    for index in records.indices.dropFirst() {
      let record = records[index]
      var position = index
      while position > 0, records[position - 1].at > record.at {
        records[position] = records[position - 1]
        position -= 1
      }
      records[position] = record
    }
    for index in records.indices.dropFirst() where records[index].at <= records[index - 1].at {
      let at = records[index - 1].at + 1
      if records[index].until > 0 { records[index].until = max(records[index].until, at + 1) }
      records[index].at = at
    }
  }

  /// Says when each is recorded, and retracts one in 500, two thirds of them with a replacement at another instant.
  private mutating func record() {
    for index in records.indices {
      records[index].number = UInt16(index)
      records[index].recordedAt = records[index].at + lag()
      guard random.happens(1, in: 500) else { continue }
      records[index].isRetracted = true
      let record = records[index]
      let recordedAt = record.recordedAt + random.number(in: hour...5 * day)
      records.append(
        Record(
          recordedAt: recordedAt, at: recordedAt, person: person, detail: UInt32(index), number: UInt16(records.count), deed: .retraction))
      guard random.happens(2, in: 3) else { continue }
      // A free instant before the next event: within a person no two share an `at`.
      let next = records[(index + 1)...].first { $0.deed != .retraction }?.at ?? setting.periodSeconds
      guard next > record.at + 1 else { continue }
      let at = record.at + 1 + random.below(min(hour, next - record.at - 1))
      var replacement = record
      replacement.isRetracted = false
      replacement.at = at
      if record.until > 0 { replacement.until = max(record.until, at + 1) }
      replacement.recordedAt = max(recordedAt, at)
      replacement.number = UInt16(records.count)
      records.append(replacement)
    }
  }

  /// Half within an hour; the others up to three days, most of them early.
  private mutating func lag() -> UInt32 {
    if random.happens(1, in: 2) { return random.below(hour) }
    let tail = UInt64(3 * day - hour)
    let draw = random.next() >> 32
    let square = (draw * draw) >> 32
    let skewed = (square * square) >> 32
    return hour + UInt32((skewed * tail) >> 32)
  }
}

/// The kinds of things that happen to a person, each of one or more events.
enum Episode: CaseIterable {
  case negativeTest, otherTest, stay, contact, quarantine, symptom, suspicion, `case`, entry, determination, registration, appeal

  /// How many negative tests follow a contact, an entry, or a symptom with an epidemiological history.
  static let followUpTests = 4

  /// How often it begins: the share of its events over how many it has on average.
  func weight(in profile: Profile) -> Double {
    switch self {
    case .negativeTest: profile.negativeTests - Double(Self.followUpTests) * (profile.contacts + profile.symptoms / 3 + profile.rest * 0.2)
    case .otherTest: profile.otherTests
    case .stay: profile.stays
    case .contact: profile.contacts
    case .quarantine: profile.quarantines / 2
    case .symptom: profile.symptoms
    case .suspicion: profile.diagnoses / 2 / 2
    case .case: profile.diagnoses / 2 / 2.75
    case .entry: profile.rest * 0.2
    case .determination: profile.rest * 0.2 / 1.5
    case .registration: profile.rest * 0.4
    case .appeal: profile.rest * 0.2 / 2
    }
  }
}

let hour: UInt32 = 3_600
let day: UInt32 = 86_400
