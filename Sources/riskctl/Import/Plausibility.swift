import Tricolor

/// What of an input is taken and can hardly be meant: printed on standard error.
///
/// An event in the future or decades ago is often a wrong clock or a wrong unit, and a pseudonym with thousands of events one that stands for many
/// persons. Neither is refused: each can be true.
struct Plausibility {
  private let now: Instant
  private var counts: [Doubt: Int] = [:]
  private var crowded: Set<PersonID> = []

  private enum Doubt: CaseIterable { case future, past, crowded }

  /// A clock may be a day ahead.
  private static let aheadSeconds = 86_400
  /// No event of an epidemic is so old.
  private static let pastSeconds = 20 * 365 * 86_400
  /// More than a few events a day over years.
  private static let crowdedEventCount = 2_000
  /// How many persons of a batch are looked at: those that it names most often.
  private static let countedPersonCount = 8
  /// How many doubts of a kind are printed one by one; the rest are counted.
  private static let toldCount = 10

  init(now: Instant) {
    self.now = now
  }

  /// Looks at the events of a batch that was taken.
  ///
  /// - Parameter line: the number of the line of an event.
  mutating func look(at drafts: [Draft], of name: String, _ engine: Engine, line: (Int) -> Int) throws {
    let future = Int(now.secondsSinceEpoch) + Self.aheadSeconds
    let past = Int(now.secondsSinceEpoch) - Self.pastSeconds
    var named: [PersonID: (count: Int, position: Int)] = [:]
    for position in drafts.indices {
      // What is not about a person may well be dated ahead: a policy takes effect.
      guard let person = drafts[position].event.fact.person else { continue }
      named[person, default: (0, position)].count += 1
      let at = Int(drafts[position].event.at.secondsSinceEpoch)
      if at > future {
        tell(.future, "\(name):\(line(position)): at: \(drafts[position].event.at) is in the future")
      } else if at < past, drafts[position].event.fact.kind != .attestation {
        tell(.past, "\(name):\(line(position)): at: \(drafts[position].event.at) is decades ago")
      }
    }
    let often = named.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.countedPersonCount)
    for (person, entry) in often where !crowded.contains(person) {
      let count = try engine.eventCount(of: person)
      guard count >= Self.crowdedEventCount else { continue }
      crowded.insert(person)
      tell(.crowded, "\(name):\(line(entry.position)): person: \(person) has \(count.grouped) events: does it stand for many persons?")
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
