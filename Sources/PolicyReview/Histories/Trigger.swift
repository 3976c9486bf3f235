import RiskModel
import RiskPolicy

/// One way in which a rule's `when` comes about: an event, or a stay or an entry with the designation that it meets.
struct Trigger {
  /// The trigger's own event, and before it the designation it meets, if it meets one.
  let events: [Event]
  /// Its event.
  let event: Event
  /// When it begins.
  let begins: Instant
  /// Whence its days count; nil while they do not yet.
  let anchor: Instant?
  /// The place whose designation it meets.
  let designated: (place: Place, level: RiskLevel)?

  /// Whether its event is a stay without an end of its own, which an arrival elsewhere ends.
  var isOpenStay: Bool {
    if case .stay(_, _, nil) = event.fact { true } else { false }
  }

  /// The instant at which `given` is judged.
  var judged: Instant { min(begins, anchor ?? begins) }
}

extension Event {
  /// An event of a made-up history.
  static func made(at instant: Instant, _ fact: Fact) -> Event {
    Event(uncheckedAt: instant, source: "example", id: nil, evidence: nil, fact: fact)
  }
}

extension Instant {
  /// When made-up histories happen: their triggers are at it, or soon after.
  static let example = Instant(uncheckedSeconds: 1_640_995_200)

  /// An instant so many seconds later, or earlier; nil out of the valid range.
  func shifted(by seconds: Int) -> Instant? { Instant(secondsSinceEpoch: Int(secondsSinceEpoch) + seconds) }
}

/// The triggers of a rule: an event for each that its `when` can tell apart, with and without an end of its own, and each stay and designation
/// that meet at, or a second to either side of, the edges that its pattern draws.
struct Triggers {
  private let rule: Rule
  private let vocabulary: Vocabulary
  private static let day = 86_400

  init(of rule: Rule, in vocabulary: Vocabulary) {
    self.rule = rule
    self.vocabulary = vocabulary
  }

  /// The triggers, the simplest first.
  var all: [Trigger] { points + rule.when.atoms.flatMap { meetings($0) } }

  private var points: [Trigger] {
    let atoms = rule.when.atoms
    return vocabulary.facts.flatMap { fact -> [Trigger] in
      let plain = atoms.contains { atom in
        if case .entry(_, _, .some, _) = atom { false } else { atom.matches(fact) }
      }
      return plain ? variants(of: fact).map { point(.made(at: .example, $0)) } : []
    }
  }

  private func point(_ event: Event, meeting designation: Event? = nil) -> Trigger {
    var designated: (place: Place, level: RiskLevel)?
    if case .placeRisk(let place, let level, _) = designation?.fact { designated = (place, level) }
    return Trigger(
      events: (designation.map { [$0] } ?? []) + [event], event: event, begins: event.at, anchor: event.at, designated: designated)
  }

  /// The fact without an end, and where it may have one and the rule asks for it with several.
  private func variants(of fact: Fact) -> [Fact] {
    let asksForEnds = rule.until?.leaves.contains { if case .statedEnd = $0.way { true } else { false } } ?? false
    guard asksForEnds else { return [fact] }
    let ends = Set([1, 30 * Self.day] + rule.durations.flatMap { [Int($0), Int($0) + 1] }).sorted()
    let untils = ends.compactMap { Instant.example.shifted(by: $0) }
    let fields = fact.fields
    guard fact.kind.type.fields.contains(where: { $0.key == "until" }) else { return [fact] }
    return [fact]
      + untils.compactMap { until in
        var ending = fields
        ending.until = until
        return try? Fact(ending)
      }
  }

  private func meetings(_ atom: Pattern) -> [Trigger] {
    switch atom.form {
    case .entry(_, _, let levels?, let lookback):
      let back = Int(lookback?.seconds ?? 0)
      return vocabulary.facts(matching: atom).flatMap { fact -> [Trigger] in
        guard case .entry(_, let place) = fact else { return [] }
        return levels.flatMap { level -> [Trigger] in
          // Designated now; ended at the last instant that is looked back to, and a second too early.
          [nil, 1 - back, -back].compactMap { end in
            guard let start = Instant.example.shifted(by: -back - Self.day) else { return nil }
            let until = end.flatMap { Instant.example.shifted(by: $0) }
            return point(
              .made(at: .example, fact), meeting: .made(at: start, .placeRisk(place: place, level: level, until: until)))
          }
        }
      }
    case .stay(let levels, let lookback, let within, let openFor, let atLeast):
      let back = Int(lookback?.seconds ?? 0)
      let places = within ?? [Vocabulary.anywhere]
      let all = levels ?? [.low, .medium, .high, .contaminated]
      var found: [Trigger] = []
      for (index, place) in places.enumerated() {
        for (position, level) in all.enumerated() {
          // The edges of the first place and level are those of the others.
          let isFirst = index == 0 && position == 0
          for stayed in lengths(openFor: openFor, atLeast: atLeast).prefix(isFirst ? .max : 2) {
            let ends = stayed ?? openFor.map { Int($0.seconds) }
            for start in starts(ends: ends, lookback: back).prefix(isFirst ? .max : 1) {
              for length in [nil, 30 * Self.day].prefix(isFirst ? 2 : 1) {
                if let trigger = meeting(place, level, stayed: stayed, ends: ends, designatedFrom: start, for: length) {
                  found.append(trigger)
                }
              }
            }
          }
        }
      }
      return found
    case .terms, .any, .entry(_, _, nil, _): return []
    }
  }

  /// How long stays may be, nil for one without an end of its own.
  private func lengths(openFor: Period?, atLeast: Period?) -> [Int?] {
    var lengths: [Int?] = [nil, max(3_600, Int(atLeast?.seconds ?? 0))]
    if let atLeast { lengths += [Int(atLeast.seconds) - 1].filter { $0 > 0 } }
    if let openFor { lengths.append(Int(openFor.seconds) + Self.day) }
    return lengths
  }

  /// From when on the place may be designated, by when its stay begins.
  private func starts(ends: Int?, lookback: Int) -> [Int] {
    guard let ends else { return [0, -Self.day, Self.day] }
    return [0, -Self.day, ends - 1, ends + lookback - 1, ends + lookback]
  }

  private func meeting(_ place: Place, _ level: RiskLevel, stayed: Int?, ends: Int?, designatedFrom start: Int, for length: Int?)
    -> Trigger?
  {
    let arrival = Instant.example
    guard let designated = arrival.shifted(by: start) else { return nil }
    let until = length.flatMap { designated.shifted(by: $0) }
    let stay = Event.made(
      at: arrival, .stay(person: Vocabulary.person, place: place, until: stayed.flatMap { arrival.shifted(by: $0) }))
    let left = ends.flatMap { arrival.shifted(by: $0) }
    return Trigger(
      events: [.made(at: designated, .placeRisk(place: place, level: level, until: until)), stay], event: stay,
      begins: max(arrival, designated), anchor: [left, until].compactMap(\.self).min(), designated: (place, level))
  }
}
