import RiskModel
import RiskPolicy

/// Fills the tables of a ``CompiledPolicy``, rule by rule.
struct Compiler {
  /// The number of a place, or nil where no event names it or a place below it.
  let number: (Place) -> PlaceNumber?
  private(set) var rules: [CompiledRule] = []
  private(set) var stays: [StayMatcher] = []
  private(set) var releases: [ReleaseNode] = []
  private(set) var tests: [CompiledTests] = []
  private(set) var matchers: [EventMatcher] = []
  private(set) var entries: [EntryMatcher] = []
  private(set) var places: [PlaceNumber] = []

  init(number: @escaping (Place) -> PlaceNumber?) {
    self.number = number
  }

  mutating func add(_ rule: Rule) {
    let firstStay = stays.count
    let trigger = matcher(of: rule.when)
    addStays(rule.when, rule: rules.count)
    let release = rule.until.map { add($0) }
    rules.append(
      CompiledRule(
        color: rule.color, trigger: trigger, candidates: matchers[trigger].candidates, stays: firstStay..<stays.count, release: release,
        bound: rule.until.map { UpperBound($0) } ?? UpperBound()))
  }

  /// Adds a release's tree. Returns the position of its root.
  private mutating func add(_ release: Release) -> Int {
    let position = releases.count
    var node: ReleaseNode
    switch release {
    case .elapsed(let period):
      node = ReleaseNode(kind: .elapsed, end: 0, seconds: period.seconds)
    case .event(let pattern): node = ReleaseNode(kind: .event, end: 0, operand: matcher(of: pattern))
    case .negativeTests(let requirement):
      node = ReleaseNode(kind: .negativeTests, end: 0, operand: tests.count)
      tests.append(CompiledTests(requirement))
    case .stated: node = ReleaseNode(kind: .stated, end: 0)
    case .lifted: node = ReleaseNode(kind: .lifted, end: 0)
    case .any: node = ReleaseNode(kind: .any, end: 0)
    case .all: node = ReleaseNode(kind: .all, end: 0)
    }
    releases.append(node)
    switch release {
    case .any(let members), .all(let members):
      for member in members { _ = add(member) }
    default: break
    }
    node.end = releases.count
    releases[position] = node
    return position
  }

  /// Adds what a pattern says of point events. Returns the matcher's position.
  private mutating func matcher(of pattern: Pattern) -> Int {
    let firstEntry = entries.count
    var classes = ClassSet()
    add(pattern, &classes)
    matchers.append(EventMatcher(classes: classes, entries: firstEntry..<entries.count))
    return matchers.count - 1
  }

  private mutating func add(_ pattern: Pattern, _ classes: inout ClassSet) {
    func accepts<T: Equatable>(_ list: [T]?, _ value: T?) -> Bool {
      guard let value else { return false }
      return list?.contains(value) ?? true
    }
    switch pattern {
    case .test(let method, let result):
      classes.formUnion(ClassSet(.test) { accepts(method, $0.testMethod) && accepts(result, $0.testResult) })
    case .diagnosis(let status): classes.formUnion(ClassSet(.diagnosis) { accepts(status, $0.diagnosisStatus) })
    case .contact(let degree): classes.formUnion(ClassSet(.contact) { accepts(degree, $0.contactDegree) })
    case .symptom(let signs, let history):
      classes.formUnion(
        ClassSet(.symptom) { candidate in
          guard let found = candidate.signs else { return false }
          return signs?.contains(where: found.contains) ?? true && accepts(history.map { [$0] }, candidate.epidemiologicalHistory)
        })
    case .quarantine(let phase, let mode):
      classes.formUnion(ClassSet(.quarantine) { accepts(phase, $0.quarantinePhase) && accepts(mode, $0.quarantineMode) })
    case .determination(let finding): classes.formUnion(ClassSet(.determination) { accepts(finding, $0.finding) })
    case .entry(let from, let except):
      if from == nil, except == nil {
        classes.insert(.entry)
      } else {
        entries.append(EntryMatcher(from: from.map { add($0) }, except: add(except ?? [])))
      }
    case .registration(let phase, let channel):
      classes.formUnion(ClassSet(.registration) { accepts(phase, $0.registrationPhase) && accepts(channel, $0.registrationChannel) })
    case .appeal(let phase, let channel):
      classes.formUnion(ClassSet(.appeal) { accepts(phase, $0.appealPhase) && accepts(channel, $0.appealChannel) })
    case .stay: break
    case .any(let patterns):
      for pattern in patterns { add(pattern, &classes) }
    }
  }

  /// Adds the `stay` patterns of a `when`, however deep in `any`.
  private mutating func addStays(_ pattern: Pattern, rule: Int) {
    switch pattern {
    case .stay(let level, let lookback, let within):
      let levels = (level ?? RiskLevel.allCases.filter { !$0.lifts }).reduce(0) { $0 | 1 << $1.rawValue } as UInt8
      stays.append(
        StayMatcher(rule: rule, levels: levels, lookbackSeconds: lookback?.seconds ?? 0, within: within.map { add($0) }))
    case .any(let patterns):
      for pattern in patterns { addStays(pattern, rule: rule) }
    default: break
    }
  }

  /// Adds a list of places. One that no event names yet is above nothing, so it is left out.
  private mutating func add(_ list: [Place]) -> Range<Int> {
    let first = places.count
    places += list.compactMap(number)
    return first..<places.count
  }
}
