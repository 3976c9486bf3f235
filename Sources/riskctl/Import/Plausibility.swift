import Tricolor

/// What of an input is taken and can hardly be meant: printed on standard error.
///
/// An event in the future or decades ago is often a wrong clock or a wrong unit, and a pseudonym with thousands of events one that stands for many
/// persons. Neither is refused: each can be true.
struct Plausibility {
  private let now: Instant
  private var counts: [Doubt: Int] = [:]
  private var crowded: Set<PersonID> = []
  /// The number of events of the batch by bucket of persons: persons of a bucket with few events need no entry in a dictionary.
  private var mentions = [Int32](repeating: 0, count: 1 << 16)
  /// The persons of the batch that may be crowded, with where it names them.
  private var often: [(person: PersonID, position: Int)] = []

  private enum Doubt: CaseIterable { case future, past, crowded }

  /// A clock may be a day ahead.
  private static let aheadSeconds = 86_400
  /// No event of an epidemic is so old.
  private static let pastSeconds = 20 * 365 * 86_400
  /// More than a few events a day over years.
  private static let crowdedEventCount = 2_000
  /// How many persons of a batch are looked at: those that it names most often.
  private static let countedPersonCount = 8
  /// A person is counted where at least one of so many events names it: a count is a question to the store.
  private static let batchShare = 2_000
  /// How many doubts of a kind are printed one by one; the rest are counted.
  private static let toldCount = 10

  init(now: Instant) {
    self.now = now
  }

  /// Looks at the events of a batch that was taken.
  ///
  /// - Parameter line: the number of the line of an event.
  mutating func look(at drafts: [Draft], of name: String, _ engine: Engine, line: (Int) -> Int) throws {
    look(at: drafts, of: name, line: line)
    try countEvents(of: name, engine, line: line)
  }

  /// Looks at what events are by themselves, and keeps the persons that they name most often for ``countEvents(of:_:line:)``: the batch may still be on its
  /// way to the disk.
  mutating func look(at drafts: [Draft], of name: String, line: (Int) -> Int) {
    let future = Int(now.secondsSinceEpoch) + Self.aheadSeconds
    let past = Int(now.secondsSinceEpoch) - Self.pastSeconds
    // A span, since it lends its elements where a collection copies them.
    let events = drafts.span
    for bucket in mentions.indices { mentions[bucket] = 0 }
    for position in events.indices {
      // What is not about a person may well be dated ahead: a policy takes effect.
      guard let person = events[position].event.fact.person else { continue }
      mentions[Self.bucket(of: person)] += 1
      let at = Int(events[position].event.at.secondsSinceEpoch)
      if at > future {
        tell(.future, "\(name):\(line(position)): at: \(events[position].event.at) is in the future")
      } else if at < past, events[position].event.fact.kind != .attestation {
        tell(.past, "\(name):\(line(position)): at: \(events[position].event.at) is decades ago")
      }
    }
    often = personsNamedOften(by: drafts)
  }

  /// The persons that a batch names most often, with the position of the first event of each.
  private func personsNamedOften(by drafts: [Draft]) -> [(PersonID, Int)] {
    let least = max(1, drafts.count / Self.batchShare)
    var named: [PersonID: (count: Int, position: Int)] = [:]
    let events = drafts.span
    for position in events.indices {
      guard let person = events[position].event.fact.person, mentions[Self.bucket(of: person)] >= least else { continue }
      named[person, default: (0, position)].count += 1
    }
    return named.filter { $1.count >= least && !crowded.contains($0) }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.countedPersonCount).map { ($0.key, $0.value.position) }
  }

  private static func bucket(of person: PersonID) -> Int { Int(truncatingIfNeeded: (person.high ^ person.low) & 0xFFFF) }

  /// Counts the events of the persons that the batch named most often, once it was taken.
  mutating func countEvents(of name: String, _ engine: Engine, line: (Int) -> Int) throws {
    for (person, position) in often {
      let count = try engine.eventCount(of: person)
      guard count >= Self.crowdedEventCount else { continue }
      crowded.insert(person)
      tell(.crowded, "\(name):\(line(position)): person: \(person) has \(count.grouped) events: does it stand for many persons?")
    }
  }

  private mutating func tell(_ doubt: Doubt, _ text: String) {
    counts[doubt, default: 0] += 1
    if counts[doubt, default: 0] <= Self.toldCount { Output.note("riskctl: warning: \(text)") }
  }

  /// Prints how many doubts were not printed one by one.
  func finish() {
    for doubt in Doubt.allCases {
      guard let count = counts[doubt], count > Self.toldCount else { continue }
      let kind =
        switch doubt {
        case .future: "events in the future"
        case .past: "events decades ago"
        case .crowded: "persons with very many events"
        }
      Output.note("riskctl: warning: \((count - Self.toldCount).grouped) more \(kind)")
    }
  }
}
