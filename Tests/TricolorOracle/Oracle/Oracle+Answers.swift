import RiskModel
import RiskPolicy

// Section 6: answers.
extension Oracle {
  /// What one person's answers at this knowledge are drawn from.
  private struct Person {
    let events: [RecordedEvent]
    let epochs: [Epoch]
    let holds: [Hold]

    /// The holds of rules with a color that count and cover an instant.
    func grounds(at time: Int) -> [Hold] { counting(at: time).filter { $0.rule.color != nil } }

    /// Those of rules with a notice.
    func notices(at time: Int) -> [Hold] { counting(at: time).filter { $0.rule.notice != nil } }

    private func counting(at time: Int) -> [Hold] {
      guard let current = epochs.lastIndex(where: { $0.start <= time }) else { return [] }
      return holds.filter {
        $0.opens <= time && time < $0.release && Oracle.governs($0.begins, current, epochs) == $0.epoch
      }
    }

    func color(at time: Int) -> Color {
      let colors = grounds(at: time).compactMap(\.rule.color)
      return colors.contains(.red) ? .red : colors.contains(.yellow) ? .yellow : .green
    }

    /// Every instant at which the color could change, the earliest one included.
    var candidates: [Int] {
      Set([0] + epochs.map(\.start) + holds.flatMap { [$0.opens, $0.release] }).filter { $0 < Oracle.never }.sorted()
    }
  }

  private func person(_ id: PersonID) -> Person {
    let epochs = epochs
    return Person(events: events(of: id), epochs: epochs, holds: holds(of: id, epochs: epochs))
  }

  func color(of id: PersonID, at time: Instant) -> Color { person(id).color(at: time.seconds) }

  /// The answer of `riskctl status`.
  func status(of id: PersonID, at time: Instant) -> JSONValue {
    let person = person(id)
    let now = time.seconds
    let color = person.color(at: now)
    let pseudonyms = pseudonyms(of: id)
    let isRegistered = pseudonyms.contains { pseudonym in
      let last = person.events.last { $0.fact.kind == .registration && $0.fact.person == pseudonym && $0.at <= now }
      if case .registration(_, .issued, _, _) = last?.fact { return true } else { return false }
    }
    let nextChange = person.candidates.first { $0 > now && person.color(at: $0) != color } ?? Self.never
    return .object([
      "person": .text(id), "at": .text(time), "knownAt": .integer(Int64(knownAt)), "color": .text(color), "registered": .bool(isRegistered),
      "nextChange": Self.json(nextChange),
      "policy": person.epochs.last { $0.start <= now }.map { .text($0.policy.id) } ?? .null,
      "grounds": .array(chosen(person.grounds(at: now)).map { ground($0, person, at: now) }),
      "notices": .array(chosen(person.notices(at: now)).map { ground($0, person, at: now) }),
      "pseudonyms": .array(pseudonyms.map(JSONValue.text)),
    ])
  }

  /// Each rule once, with the hold that is shown for it, in the order of an answer.
  private func chosen(_ holds: [Hold]) -> [Hold] {
    func rank(_ hold: Hold) -> [Int] {
      [hold.release, hold.opens, hold.trigger.at, Int(hold.trigger.sequence), hold.designationEnd, hold.anchor]
    }
    func place(_ hold: Hold) -> [Int] { [hold.rule.color == .red ? 0 : 1, hold.epoch, hold.ruleIndex] }
    let byRule = Dictionary(grouping: holds, by: place)
    return byRule.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, holds in
      holds.max { rank($0).lexicographicallyPrecedes(rank($1)) }
    }
  }

  private func ground(_ hold: Hold, _ person: Person, at now: Int) -> JSONValue {
    .object([
      "policy": .text(person.epochs[hold.epoch].policy.id),
      "policySequence": person.epochs[hold.epoch].sequence.map { .integer(Int64($0)) } ?? .null, "rule": .text(hold.rule.id),
      "article": hold.rule.article.map(JSONValue.text) ?? .null, "color": hold.rule.color.map(JSONValue.text),
      "notice": hold.rule.notice.map(JSONValue.text),
      "sequence": .integer(Int64(hold.trigger.sequence)), "opens": Self.json(hold.opens), "release": Self.json(hold.release),
      "waitsFor": hold.rule.until.map { waitsFor($0, of: hold, at: now, person.events) } ?? .null,
    ])
  }

  /// The array of `riskctl timeline`.
  func timeline(of id: PersonID) -> JSONValue {
    let person = person(id)
    return Self.intervals(person.candidates.map { ($0, person.color(at: $0)) })
  }

  /// The array of `riskctl timeline --displayed`: ``knownAt`` bounds what there is to show.
  func displayed(_ id: PersonID) -> JSONValue {
    let commits = Set(log.events.filter { $0.sequence <= knownAt }.map(\.recordedAt)).sorted()
    var shown: [(Int, Color)] = [(0, .green)]
    for (index, commit) in commits.enumerated() {
      let end = index + 1 < commits.count ? commits[index + 1].seconds : Self.never
      let person = known(at: min(knownAt, log.lastSequence(recordedBy: commit))).person(id)
      let instants = Set(person.candidates + [commit.seconds]).filter { $0 >= commit.seconds && $0 < end }.sorted()
      shown += instants.map { ($0, person.color(at: $0)) }
    }
    return Self.intervals(shown)
  }

  /// Maximal intervals from the colors at ascending instants; of two at the same instant the later one is meant.
  private static func intervals(_ points: [(instant: Int, color: Color)]) -> JSONValue {
    var intervals: [(instant: Int, color: Color)] = []
    for point in points {
      if intervals.last?.instant == point.instant { intervals.removeLast() }
      if intervals.last?.color != point.color { intervals.append(point) }
    }
    return .array(intervals.map { .object(["from": json($0.instant), "color": .text($0.color)]) })
  }

  /// Everyone with their color, in ascending order of person.
  func colors(at time: Instant) -> [(person: PersonID, color: Color)] { everyone.map { ($0, color(of: $0, at: time)) } }

  /// How many persons have each notice.
  func noticeCounts(at time: Instant) -> [Text: Int] {
    everyone.reduce(into: [:]) { counts, id in
      for notice in Set(person(id).notices(at: time.seconds).compactMap(\.rule.notice)) { counts[notice, default: 0] += 1 }
    }
  }

  /// How many have each color; a color that no person has is left out.
  func counts(at time: Instant) -> [Color: Int] { colors(at: time).reduce(into: [:]) { $0[$1.color, default: 0] += 1 } }

  /// The places with a designation of their own that covers an instant, each with its levels, risk first.
  func places(at time: Instant) -> JSONValue {
    var members: [JSONObject.Member] = []
    for place in log.eventsOfPlace.keys {
      let covering = designations(ofExactly: place).filter { $0.start <= time.seconds && time.seconds < $0.end }
      let levels = covering.map(\.level).sorted { $0.rawValue < $1.rawValue }
      if !levels.isEmpty { members.append(.init(key: place.path, value: .array(levels.map(JSONValue.text)))) }
    }
    guard let object = try? JSONObject(members) else { preconditionFailure("a place stands twice") }
    return .object(object)
  }
}
