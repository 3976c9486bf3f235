import RiskModel
import RiskPolicy

/// Policies with every kind of pattern and release, short periods that meet the few instants of a random log, and some deep nesting.
struct RandomPolicy {
  /// Places with traps: `CN/5` contains neither `CN/50` nor `CN/500`, and the two spellings of é are two places.
  static let places: [Place] = [
    "CN", "CN/5", "CN/50", "CN/500", "CN/50/1", "CN/50/10", "CN/50/1/venue", "KR", "KR/11", "CN/50/\u{E9}", "CN/50/e\u{301}",
    "a/b/c/d/e/f/g/h",
  ].compactMap { try? Place($0) }

  /// Words with traps: one is also a place.
  static let products = ["CN", "inactivated", "vector/5"]
  static let attestations = ["exempt", "age-60", "cn"]
  private static let notices = ["test twice", "stay home", "弹窗"]

  private static let periods: [Period] = ["0s", "1s", "59m", "12h", "24h", "1d", "36h", "2d", "3d", "7d", "10d", "14d", "36500d"].compactMap
  {
    try? Period($0)
  }
  private static let shortPeriods = periods.filter { $0.seconds <= 259_200 }

  static func make(id: String, isPlain: Bool = false, _ random: inout SplitMix64) throws -> Policy {
    var rules: [Rule] = []
    if isPlain || random.percent(30) { rules = plainRules(&random) }
    for index in 0..<(rules.isEmpty ? random.integer(2...6) : 0) {
      rules.append(
        Rule(
          id: "r\(index)", article: random.percent(60) ? "第\(index)条" : nil, title: random.percent(20) ? "rule \(index)" : nil,
          outcome: try outcome(&random), when: pattern(allowsStay: true, depth: 0, &random),
          after: random.percent(70) ? nil : random.pick(shortPeriods), given: random.percent(70) ? nil : try condition(depth: 0, &random),
          until: random.percent(5) ? nil : release(depth: 0, &random)))
    }
    let transition: Policy.Transition? = random.percent(30) ? nil : random.percent(40) ? .immediate : .prospective
    return try Policy(id: id, title: "policy \(id)", authority: random.percent(30) ? "office" : nil, transition: transition, rules: rules)
  }

  private static func outcome(_ random: inout SplitMix64) throws -> Rule.Outcome {
    if random.percent(20) { return .notice(try Text(random.pick(notices), bytes: Rule.noticeBytes)) }
    return .color(random.percent(50) ? .red : .yellow)
  }

  static func condition(depth: Int, _ random: inout SplitMix64) throws -> Condition {
    if depth < 3, random.percent(35) {
      if random.percent(40) { return .not(try condition(depth: depth + 1, &random)) }
      let members = try (0..<random.integer(1...3)).map { _ in try condition(depth: depth + 1, &random) }
      return random.percent(50) ? .any(members) : .all(members)
    }
    let within = random.percent(40) ? nil : random.pick(periods.filter { $0.seconds > 0 })
    let ago = random.percent(70) ? nil : random.pick(shortPeriods.filter { $0.seconds < within?.seconds ?? .max })
    return .had(
      try Had(
        pattern(allowsStay: false, depth: 0, &random), within: within, count: random.percent(70) ? nil : random.pick([1, 2, 3]), ago: ago))
  }

  /// Rules whose colors are told without a fold: all stays of one color, released by a time elapsed, the end of the designation, one negative test of
  /// the same methods everywhere, or any of these.
  private static func plainRules(_ random: inout SplitMix64) -> [Rule] {
    let colorOfStays = random.percent(50) ? Color.red : .yellow
    let methods: [TestMethod]? = random.list(TestMethod.allCases)
    return (0..<random.integer(1...4)).map { index in
      if random.percent(25) { return lapse(id: "r\(index)", methods, &random) }
      let isStay = random.percent(50)
      var members: [Release] = []
      if random.percent(60) { members.append(.elapsed(random.pick(periods))) }
      if isStay, random.percent(30) { members.append(.lifted) }
      if !isStay, random.percent(30) { members.append(.event(.quarantine(phase: [.end], mode: nil))) }
      let negative = try? NegativeTests(
        count: 1, method: methods, notBefore: isStay && random.percent(40) ? random.pick(shortPeriods) : nil,
        since: random.percent(50) ? nil : random.pick([.anchor, .opens]))
      if let negative, random.percent(70) { members.append(.negativeTests(negative)) }
      let when: Pattern =
        isStay
        ? .stay(
          level: random.list([.low, .medium, .high, .contaminated]), lookback: random.percent(50) ? random.pick(periods) : nil, within: nil)
        : random.pick([
          .contact(degree: nil), .symptom(signs: nil, epidemiologicalHistory: nil), .diagnosis(status: nil),
          .test(method: nil, result: [.positive]),
        ])
      return Rule(
        id: "r\(index)", article: nil, title: nil, color: isStay ? colorOfStays : random.percent(50) ? .red : .yellow, when: when,
        until: members.isEmpty ? nil : members.count == 1 ? members[0] : .any(members))
    }
  }

  /// A green that lapses unless it is renewed: the last negative test decides.
  private static func lapse(id: String, _ methods: [TestMethod]?, _ random: inout SplitMix64) -> Rule {
    let negative = Pattern.test(method: methods, result: [.negative])
    let renewed = Pattern.test(method: random.percent(50) ? nil : methods, result: [.negative])
    var members: [Release] = [.event(renewed)]
    if random.percent(30) { members.append(.elapsed(random.pick(periods))) }
    if random.percent(20) { members.append(.event(.quarantine(phase: [.start], mode: nil))) }
    return Rule(
      id: id, outcome: .color(random.percent(50) ? .red : .yellow), when: negative,
      after: random.percent(10) ? nil : random.pick(shortPeriods), until: members.count == 1 ? members[0] : .any(members))
  }

  static func pattern(allowsStay: Bool, depth: Int, _ random: inout SplitMix64) -> Pattern {
    if depth < 3, random.percent(22) {
      return .any((0..<random.integer(1...3)).map { _ in pattern(allowsStay: allowsStay, depth: depth + 1, &random) })
    }
    if allowsStay, random.percent(40) {
      return .stay(
        level: random.list([.low, .medium, .high, .contaminated]), lookback: random.percent(50) ? random.pick(periods) : nil,
        within: random.percent(65) ? nil : random.some(places),
        openFor: random.percent(70) ? nil : random.pick(shortPeriods.filter { $0.seconds > 0 }),
        atLeast: random.percent(80) ? nil : random.pick(shortPeriods.filter { $0.seconds > 0 }))
    }
    switch random.integer(0...11) {
    case 0: return .test(method: random.list(TestMethod.allCases), result: random.list(TestResult.allCases))
    case 1: return .diagnosis(status: random.list(DiagnosisStatus.allCases))
    case 2: return .contact(degree: random.list(ContactDegree.allCases))
    case 3: return .symptom(signs: random.list(Sign.allCases), epidemiologicalHistory: random.percent(50) ? nil : random.percent(50))
    case 4: return .quarantine(phase: random.list(QuarantinePhase.allCases), mode: random.list(QuarantineMode.allCases))
    case 5: return .determination(finding: random.list(Finding.allCases))
    case 6:
      let from = random.percent(50) ? nil : random.some(places)
      let except = random.percent(50) ? nil : random.some(places)
      guard allowsStay, random.percent(50) else { return .entry(from: from, except: except) }
      return .entry(
        from: from, except: except, level: random.some([.low, .medium, .high, .contaminated]),
        lookback: random.percent(50) ? nil : random.pick(periods))
    case 9: return .vaccination(dose: random.list([1, 2, 3]), product: words(products, &random))
    case 10: return .attestation(kind: words(attestations, &random))
    case 7: return .registration(phase: random.list(RegistrationPhase.allCases), channel: random.list(RegistrationChannel.allCases))
    case 8: return .appeal(phase: random.list(AppealPhase.allCases), channel: random.list(AppealChannel.allCases))
    // Every type that a pattern may speak of, also one that is added.
    default: return Pattern(TermPattern(random.pick(kinds)))
    }
  }

  /// The types of events of one person that have no place.
  static let kinds = EventKind.allCases.filter { $0.hasPattern && !$0.hasPlace }

  /// An event of such a type for each combination of its terms.
  static func examples(of kind: EventKind, _ person: PersonID) -> [Fact] {
    kind.type.examples(FactFields(kind, of: person, note: kind.hasNote ? Text(unchecked: "1") : nil)) { field in
      switch field.content {
      case .term(let words): .codes(Array(0..<UInt8(words.count)))
      case .terms: .codes(Array(1...field.mask))
      case .flag: .codes([1, 0])
      case .number(let range): .codes(Array(range))
      case .word, .place, .until, .person, .note, .document, .reference: .words([Text(unchecked: "cn")])
      }
    }
  }

  private static func words(_ words: [String], _ random: inout SplitMix64) -> [Text]? {
    random.list(words)?.compactMap { try? Text($0, bytes: 1...64) }
  }

  static func release(depth: Int, _ random: inout SplitMix64) -> Release {
    // Now and then a chain down to the deepest nesting that a policy may have.
    if depth == 0, random.percent(3) { return chain(Pattern.maximumNesting, &random) }
    if depth < 3, random.percent(35) {
      let members = (0..<random.integer(1...3)).map { _ in release(depth: depth + 1, &random) }
      return random.percent(50) ? .any(members) : .all(members)
    }
    switch random.integer(0...12) {
    case 0...4: return .elapsed(random.pick(periods))
    case 5, 6: return .event(pattern(allowsStay: false, depth: 0, &random))
    case 7...9: return tests(&random)
    case 10: return .stated
    case 11: return .lifted
    // Every form, also one that is added.
    default: return (try? Release.example(of: random.pick(Release.Form.allCases))) ?? .stated
    }
  }

  private static func chain(_ depth: Int, _ random: inout SplitMix64) -> Release {
    if depth == 1 { return .elapsed(random.pick(periods)) }
    let inner = chain(depth - 1, &random)
    return random.percent(50) ? .any([inner]) : .all([inner])
  }

  private static func tests(_ random: inout SplitMix64) -> Release {
    let wanted = try? NegativeTests(
      count: random.pick([1, 2, 2, 3]), spacing: random.percent(40) ? nil : random.pick(shortPeriods),
      method: random.list(TestMethod.allCases),
      notBefore: random.percent(60) ? nil : random.pick(shortPeriods), since: random.percent(50) ? nil : random.pick([.anchor, .opens]))
    return wanted.map(Release.negativeTests) ?? .stated
  }
}
