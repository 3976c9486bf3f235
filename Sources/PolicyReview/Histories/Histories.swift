import RiskModel
import RiskPolicy

/// The histories that a question about some rules is tried on, smallest first: each way in which a rule is triggered, with each choice of earlier
/// events that its `given` may ask for, and with up to two steps that may follow.
///
/// A step is one event that the rules' `until` can tell apart, or a run of as many equal tests as it counts, or leaving the place, or lifting its
/// designation. Earlier events stand as recently and as long ago as a `given` accepts, and a second out of it; steps follow a second after the
/// trigger and its anchor, and at each duration that the rules speak of and a second to either side. For each part of an `until` there is also the
/// set of steps that meets all of it as early as can be.
///
/// What is tried is bounded: every trigger, with every choice of earlier events, every single step and those sets, as long as these are not more
/// than ``maximumCount``; the room that is left is filled with pairs of steps. The same rules give the same histories.
struct Histories {
  private let triggers: [Trigger]
  private let rules: [Rule]
  private let vocabulary: Vocabulary
  /// What is asked of earlier events, each requirement once.
  private let asked: [Had]

  /// The most histories that one question is tried on, but for one of more triggers and steps than that.
  static let maximumCount = 20_000

  /// - Parameters:
  ///   - rules: whose triggers, earlier events and steps are combined.
  ///   - vocabulary: of these rules, or of more.
  init(of rules: [Rule], in vocabulary: Vocabulary) {
    self.rules = rules
    self.vocabulary = vocabulary
    triggers = rules.flatMap { Triggers(of: $0, in: vocabulary).all }
    asked = rules.flatMap { $0.given?.leaves ?? [] }.reduce(into: []) { list, had in if !list.contains(had) { list.append(had) } }
  }

  /// A history with what it is made of.
  struct History {
    let trigger: Trigger
    let earlier: [Event]
    let later: [Event]

    /// All events, in order of time as far as one second goes.
    var events: [Event] { earlier + trigger.events + later }
  }

  /// Gives histories, fewer events first, until the caller has seen enough.
  ///
  /// - Parameters:
  ///   - followed: whether also those in which something follows the trigger are given.
  ///   - body: returns whether to go on.
  func forEach(followed: Bool = true, _ body: (History) -> Bool) {
    let room = Self.maximumCount / max(1, triggers.count)
    let choices = triggers.map { trigger in
      let steps = followed ? singleSteps(after: trigger) : []
      var later = [[]] + steps + (followed ? rules.flatMap { recipes(of: $0.until, after: trigger) } : [])
      let earlier = earlierEvents(than: trigger, atMost: max(1, room / later.count))
      if followed { later += pairs(of: steps, atMost: max(0, room / earlier.count - later.count)) }
      return (trigger: trigger, earlier: earlier.grouped, later: later.grouped)
    }
    let largest = choices.map { $0.trigger.events.count + $0.earlier.count + $0.later.count }.max() ?? 0
    for size in 0..<max(largest, 1) {
      for choice in choices where choice.trigger.events.count <= size {
        let rest = size - choice.trigger.events.count
        for earlierSize in choice.earlier.indices where earlierSize <= rest && rest - earlierSize < choice.later.count {
          for earlier in choice.earlier[earlierSize] {
            for later in choice.later[rest - earlierSize] {
              if !body(History(trigger: choice.trigger, earlier: earlier, later: later)) { return }
            }
          }
        }
      }
    }
  }

  // MARK: What went before

  /// Each choice of what the rules' `given` may ask for, or not; where there are too many, those of the fewest events.
  private func earlierEvents(than trigger: Trigger, atMost limit: Int) -> [[Event]] {
    var sets: [[Event]] = [[]]
    for had in asked {
      let choices = vocabulary.facts(matching: had.event).flatMap { runs(of: $0, for: had, before: trigger.judged) }
      sets += sets.flatMap { set in choices.map { run in set + run } }
      sets = Array(sets.sorted { $0.count < $1.count }.prefix(limit))
    }
    return sets.map(\.inTime)
  }

  /// So many events of a fact as a condition asks for, a second apart: just recent enough and just not, just old enough and just not.
  private func runs(of fact: Fact, for had: Had, before judged: Instant) -> [[Event]] {
    let count = had.countInForce
    let ago = Int(had.agoSeconds)
    var ages = [max(ago, 1)]
    if ago > 1 { ages.append(ago - 1) }
    if let within = had.within { ages += [Int(within.seconds) - count, Int(within.seconds)] }
    var runs: [[Event]] = []
    for age in ages where age > 0 {
      let run = (0..<count).compactMap { judged.shifted(by: -age - $0).map { Event.made(at: $0, fact) } }
      if run.count == count, !runs.contains(run) { runs.append(run) }
    }
    return runs
  }

  // MARK: What follows

  /// A step before it is given an instant: its facts, so many seconds apart.
  private struct Step {
    let facts: [Fact]
    let spacing: Int

    func events(from start: Instant) -> [Event]? {
      let events = facts.indices.compactMap { index in start.shifted(by: spacing * index).map { Event.made(at: $0, facts[index]) } }
      return events.count == facts.count ? events : nil
    }
  }

  private func singleSteps(after trigger: Trigger) -> [[Event]] {
    var offsets: Set<Int> = [1]
    for seconds in rules.flatMap(\.durations).map({ Int($0) }) { offsets.formUnion([seconds - 1, seconds, seconds + 1].filter { $0 > 0 }) }
    let origins = [trigger.begins] + [trigger.anchor].compactMap(\.self).filter { $0 != trigger.begins }
    let instants = Set(origins.flatMap { origin in offsets.sorted().compactMap { origin.shifted(by: $0) } }).sorted()
    return steps(after: trigger).flatMap { step in instants.compactMap { step.events(from: $0) } }
  }

  private func pairs(of steps: [[Event]], atMost limit: Int) -> [[Event]] {
    var pairs: [[Event]] = []
    for first in steps {
      for second in steps where first[0].at <= second[0].at {
        if pairs.count >= limit { return pairs }
        pairs.append((first + second).inTime)
      }
    }
    return pairs
  }

  private func steps(after trigger: Trigger) -> [Step] {
    var steps = leaving(trigger).map { Step(facts: [$0], spacing: 0) }
    var single: [Fact] = []
    for leaf in rules.flatMap({ $0.until?.leaves ?? [] }) {
      single += leaf.lookedAt.flatMap { vocabulary.facts(matching: $0) }
      guard case .tests(let tests) = leaf.way, tests.count > 1 else { continue }
      let counted = vocabulary.facts(matching: .test(method: tests.acceptedMethods, result: [.negative]))
      let spacing = max(1, Int(tests.spacingSeconds))
      for fact in counted {
        let facts = Array(repeating: fact, count: tests.count)
        steps.append(Step(facts: facts, spacing: spacing))
        if spacing > 1 { steps.append(Step(facts: facts, spacing: spacing - 1)) }
      }
    }
    var seen: Set<Fact> = []
    return single.filter { seen.insert($0).inserted }.map { Step(facts: [$0], spacing: 0) } + steps
  }

  /// Arriving elsewhere, and the end of the designation.
  private func leaving(_ trigger: Trigger) -> [Fact] {
    var facts: [Fact] = []
    if trigger.isOpenStay { facts.append(.stay(person: Vocabulary.person, place: Vocabulary.elsewhere)) }
    if let (place, level) = trigger.designated {
      facts.append(.placeRisk(place: place, level: level.track == .risk ? .none : .decontaminated))
    }
    return facts
  }

  /// For each part of a release, what meets all of it as early as can be.
  private func recipes(of release: Release?, after trigger: Trigger) -> [[Event]] {
    guard let release else { return [] }
    let parts: [Release] =
      switch release.shape {
      case .any(let members), .all(let members): members
      case .leaf: []
      }
    return [recipe(of: release, after: trigger)] + parts.flatMap { recipes(of: $0, after: trigger) }
  }

  private func recipe(of release: Release, after trigger: Trigger) -> [Event] {
    guard let soon = trigger.begins.shifted(by: 1) else { return [] }
    var events = leaving(trigger).map { Event.made(at: soon, $0) }
    let origin = trigger.isOpenStay ? soon : trigger.anchor ?? soon
    for leaf in release.leaves {
      guard case .tests(let tests) = leaf.way else {
        events += (leaf.shortenedBy ?? []).flatMap { vocabulary.facts(matching: $0).prefix(1) }.map { .made(at: soon, $0) }
        continue
      }
      let fact = vocabulary.facts(matching: .test(method: tests.acceptedMethods, result: [.negative])).first
      let start = (tests.origin == .opens ? trigger.begins : origin).shifted(by: max(1, Int(tests.notBeforeSeconds)))
      guard let fact, let start else { continue }
      events +=
        Step(facts: Array(repeating: fact, count: tests.count), spacing: max(1, Int(tests.spacingSeconds))).events(from: start) ?? []
    }
    return events.inTime
  }
}

extension [Event] {
  /// The events in order of time, those of one second as they stand.
  fileprivate var inTime: [Event] {
    enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}

extension [[Event]] {
  /// The sets by how many events they have.
  fileprivate var grouped: [[[Event]]] {
    var groups: [[[Event]]] = []
    for set in self {
      while groups.count <= set.count { groups.append([]) }
      groups[set.count].append(set)
    }
    return groups
  }
}
