import RiskModel
import RiskPolicy

/// Fills the tables of a ``CompiledPolicy``, rule by rule.
struct Compiler: Sendable {
  private(set) var rules: [CompiledRule] = []
  private(set) var stays: [StayMatcher] = []
  var releases: [ReleaseNode] = []
  var bearings: [ReleaseBearing] = []
  var tests: [CompiledTests] = []
  private(set) var matchers: [EventMatcher] = []
  private(set) var names: [NameMatcher] = []
  private(set) var conditions: [ConditionNode] = []
  private(set) var earlier: [CompiledHad] = []
  /// The names that patterns ask for, pattern by pattern.
  private(set) var directoryNames: [Place] = []

  /// Whether nothing is to be known of the forms of release without the fold.
  let leavesReleasesToFold: Bool

  init(_ rules: [Rule], leavingReleasesToFold: Bool = false) {
    leavesReleasesToFold = leavingReleasesToFold
    for rule in rules { add(rule) }
  }

  private mutating func add(_ rule: Rule) {
    let firstStay = stays.count
    let trigger = matcher(of: rule.when)
    addStays(rule.when, rule: rules.count)
    let given = rule.given.map { add($0) }
    let release = rule.until.map { add($0) }
    rules.append(
      CompiledRule(
        color: rule.color, afterSeconds: rule.afterSeconds, given: given, trigger: trigger, candidates: matchers[trigger].candidates,
        stays: firstStay..<stays.count, release: release,
        bound: leavesReleasesToFold ? UpperBound() : rule.until.map { UpperBound($0) } ?? UpperBound()))
  }

  /// Adds a condition's tree. Returns the position of its root.
  private mutating func add(_ condition: Condition) -> Int {
    let position = conditions.count
    switch condition {
    case .had(let had):
      conditions.append(ConditionNode(kind: .had, operand: earlier.count))
      earlier.append(CompiledHad(had, matcher: matcher(of: had.event)))
    case .not(let member):
      conditions.append(ConditionNode(kind: .not))
      _ = add(member)
    case .any(let members), .all(let members):
      if case .any = condition { conditions.append(ConditionNode(kind: .any)) } else { conditions.append(ConditionNode(kind: .all)) }
      for member in members { _ = add(member) }
    }
    conditions[position].end = conditions.count
    return position
  }

  /// Adds what a pattern says of point events. Returns the matcher's position.
  mutating func matcher(of pattern: Pattern) -> Int {
    let firstName = names.count
    var classes = ClassSet()
    add(pattern, &classes)
    matchers.append(EventMatcher(classes: classes, names: firstName..<names.count, candidates: ClassSet(ofSomeMatching: pattern)))
    return matchers.count - 1
  }

  private mutating func add(_ pattern: Pattern, _ classes: inout ClassSet) {
    switch pattern.form {
    case .terms(let terms): add(ClassSet(terms.kind, where: terms.accepts), named: terms.words, to: &classes)
    case .entry(let from, let except, let level, let lookback):
      var entries = ClassSet()
      entries.insert(.entry)
      if from == nil, except == nil, level == nil {
        classes.formUnion(entries)
      } else {
        names.append(
          NameMatcher(
            classes: entries, accepted: from.map { add($0) }, except: add(except ?? []), levels: level.map(Self.bits) ?? 0,
            lookbackSeconds: lookback?.seconds ?? 0))
      }
    case .stay: break
    case .any(let patterns):
      for pattern in patterns { add(pattern, &classes) }
    }
  }

  /// Adds the `stay` patterns of a `when`, however deep in `any`.
  private mutating func addStays(_ pattern: Pattern, rule: Int) {
    switch pattern.form {
    case .stay(let level, let lookback, let within, let openFor, let atLeast):
      stays.append(
        StayMatcher(
          rule: rule, levels: Self.bits(level ?? RiskLevel.allCases.filter { !$0.lifts }), lookbackSeconds: lookback?.seconds ?? 0,
          within: within.map { add($0) }, openForSeconds: openFor?.seconds, atLeastSeconds: atLeast?.seconds ?? 0))
    case .any(let patterns):
      for pattern in patterns { addStays(pattern, rule: rule) }
    case .terms, .entry: break
    }
  }

  /// Adds a pattern over classes that may also ask for one of some words.
  private mutating func add(_ matching: ClassSet, named words: [Text]?, to classes: inout ClassSet) {
    guard let words else { return classes.formUnion(matching) }
    names.append(
      NameMatcher(
        classes: matching, accepted: add(words.map { Place(word: $0) }), except: directoryNames.count..<directoryNames.count, levels: 0,
        lookbackSeconds: 0)
    )
  }

  /// Some levels, a bit each at the level's code.
  private static func bits(_ levels: [RiskLevel]) -> UInt8 { levels.reduce(0) { $0 | 1 << $1.rawValue } }

  /// Adds a list of names.
  private mutating func add(_ list: [Place]) -> Range<Int> {
    let first = directoryNames.count
    directoryNames += list
    return first..<directoryNames.count
  }
}
