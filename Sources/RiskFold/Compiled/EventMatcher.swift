package import RiskModel
package import RiskPolicy

/// A pattern over point events, flattened: a set of classes, and the entries that depend on where they come from.
package struct EventMatcher: Sendable {
  /// An `entry` pattern that names places. A place that no event names yet is below nothing, so it is left out.
  struct EntryCondition: Sendable {
    var from: [PlaceNumber]?
    var except: [PlaceNumber]
  }

  private(set) var classes = ClassSet()
  private(set) var entries: [EntryCondition] = []

  /// - Parameter number: the number of a place, or nil where no event names it or a place below it.
  package init(_ pattern: Pattern, number: (Place) -> PlaceNumber?) {
    add(pattern, number)
  }

  private mutating func add(_ pattern: Pattern, _ number: (Place) -> PlaceNumber?) {
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
        entries.append(EntryCondition(from: from?.compactMap(number), except: except?.compactMap(number) ?? []))
      }
    case .registration(let phase, let channel):
      classes.formUnion(ClassSet(.registration) { accepts(phase, $0.registrationPhase) && accepts(channel, $0.registrationChannel) })
    case .appeal(let phase, let channel):
      classes.formUnion(ClassSet(.appeal) { accepts(phase, $0.appealPhase) && accepts(channel, $0.appealChannel) })
    case .stay: break
    case .any(let patterns):
      for pattern in patterns { add(pattern, number) }
    }
  }

  /// The classes of which some event may match.
  package var candidates: ClassSet {
    var all = classes
    if !entries.isEmpty { all.insert(.entry) }
    return all
  }

  /// Whether an event matches.
  package func matches(_ event: HistoryEvent, _ places: PlaceTree) -> Bool {
    if classes.contains(event.eventClass) { return true }
    guard !entries.isEmpty, event.eventClass == .entry else { return false }
    return entries.contains { condition in
      (condition.from.map { places.isPlace(event.place, below: $0) } ?? true) && !places.isPlace(event.place, below: condition.except)
    }
  }
}

/// A `stay` pattern.
package struct StayMatcher: Sendable {
  /// One bit a level, at the level's code.
  let levels: UInt8
  let lookbackSeconds: UInt32
  /// Nil for everywhere.
  let within: [PlaceNumber]?

  func accepts(_ level: RiskLevel) -> Bool { levels & 1 << level.rawValue != 0 }

  /// The `stay` patterns of a `when`, however deep in `any`.
  static func all(in pattern: Pattern, number: (Place) -> PlaceNumber?) -> [StayMatcher] {
    switch pattern {
    case .stay(let level, let lookback, let within):
      let levels = (level ?? RiskLevel.allCases.filter { !$0.lifts }).reduce(0) { $0 | 1 << $1.rawValue } as UInt8
      return [StayMatcher(levels: levels, lookbackSeconds: lookback?.seconds ?? 0, within: within?.compactMap(number))]
    case .any(let patterns): return patterns.flatMap { all(in: $0, number: number) }
    default: return []
    }
  }
}
