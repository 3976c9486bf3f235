internal import EventLog
internal import Histories
internal import RiskFold
internal import RiskModel

/// Persons of several pseudonyms: few, so that each is folded when a link comes or goes.
extension LiveState {
  /// Takes in a link, or the retraction of one. Gives the changes, in no order.
  ///
  /// - Parameters:
  ///   - before: what was known before the event.
  ///   - view: what is known with it.
  mutating func rejoin(_ one: PersonID, _ other: PersonID, _ before: Knowledge, _ view: View) throws -> [ColorTable.Change] {
    let parted = Set([one, other].map(identities.person(of:))).sorted { $0.least < $1.least }
    let joined = Set([one, other].map(view.person(of:))).sorted { $0.least < $1.least }
    identities = view.identities
    if parted == joined { return [] }
    for person in parted {
      guard let number = number(of: person.least) else { continue }
      try engine.known(of: person, by: before).forEachStay { stay, end in
        if stay.at < end { stays.remove(StayIndex.Entry(person: number, arrives: stay.at, leaves: end), at: stay.place) }
      }
    }
    // A pseudonym that is no person's least any more becomes green, in the same step.
    let others = Set(parted.flatMap(\.pseudonyms)).subtracting(joined.map(\.least)).compactMap(number(of:)).sorted()
    return try refold(others, view) + join(joined, view)
  }

  /// Enters the stays of persons and folds them. Gives the changes, in no order.
  mutating func join(_ joined: [Person], _ view: View) throws -> [ColorTable.Change] {
    var numbers: [Int32] = []
    for person in joined {
      let events = try engine.known(of: person, by: view.knowledge)
      // A pseudonym that a link alone names is no person.
      guard let number = number(of: person.least) ?? (events.isEmpty ? nil : add(person.least)) else { continue }
      numbers.append(number)
      events.forEachStay { stay, end in
        if stay.at < end { stays.insert(StayIndex.Entry(person: number, arrives: stay.at, leaves: end), at: stay.place) }
      }
      for event in events where event.eventClass == .entry { arrivals[event.place, default: []].insert(number) }
    }
    return try refold(numbers.sorted(), view)
  }
}

extension Reader {
  /// A person's known events, in `(at, sequence)` order.
  func known(of person: Person, by knowledge: Knowledge) throws -> [HistoryEvent] {
    try person.joined { pseudonym, events in events = try history(of: pseudonym).known(by: knowledge) }
  }
}
