internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel

/// Persons with events in more than one place: of several pseudonyms, or with something that the view adds.
extension Recoloring {
  /// The same with the colors of such persons, each under the least pseudonym alone.
  ///
  /// If all pseudonyms are green by themselves, by what may hold them at the most, so is the person: each event that opens a hold is under one of them,
  /// and the events under the others only end it sooner. All others are folded with all their events, also where a pseudonym is green by a count of
  /// tests, which a positive test under another may set to none.
  ///
  /// - Parameters:
  ///   - joined: where the pseudonyms of persons of several stand.
  ///   - counted: by part, the positions that are green by more than what may hold them at the most, in ascending order.
  ///   - negativesFrom: negative tests before this instant change no color.
  ///   - severed: pseudonyms without a color, of persons that the view holds to be one that was erased.
  /// - Complexity: O(pseudonyms + the events of the persons that are folded).
  func recolored(
    _ joined: JoinedPersons, counted: [[Int]], _ outcome: RuleOutcome, _ circumstances: Circumstances, negativesFrom: Instant,
    leavingOut severed: Set<PersonID>
  ) throws -> Recoloring {
    // A view from before an erasure knows the links of that time, and its host may add events of the erased person.
    let added = Set(view.additions.pseudonyms.map { view.person(of: $0) })
      .filter { view.reader.erasure(of: $0.least) == nil && !severed.contains($0.least) }
    var colors: [Color?] = Array(repeating: nil, count: joined.persons.count)
    var isFolded = joined.persons.map { !added.isEmpty && added.contains($0) }
    // Each is somewhere else in memory.
    let results = joined.pseudonyms.map { $0.position < 0 ? nil : parts[$0.part].results[$0.position] }
    for (pseudonym, result) in zip(joined.pseudonyms, results) {
      guard let color = result, !severed.contains(pseudonym.pseudonym) else { continue }
      if color == .green, !counted[pseudonym.part].containsSorted(pseudonym.position) {
        colors[pseudonym.person] = .green
      } else {
        isFolded[pseudonym.person] = true
      }
    }
    let folded = joined.persons.indices.filter { isFolded[$0] }
    let found = try view.answers(of: folded.map { joined.persons[$0] }, outcome, at: at, negativesFrom: negativesFrom, circumstances)
    for (number, color) in zip(folded, found) { colors[number] = color }
    var recolored = self
    recolored.exceptions = zip(joined.pseudonyms, results).map { pseudonym, result in
      Exception(person: pseudonym.pseudonym, color: pseudonym.isLeast ? colors[pseudonym.person] : nil, instead: result)
    }
    if added.isEmpty, severed.isEmpty { return recolored }
    let alone = added.filter { $0.pseudonyms.count == 1 }.sorted { $0.least < $1.least }
    for (person, color) in zip(alone, try view.answers(of: alone, outcome, at: at, negativesFrom: negativesFrom, circumstances)) {
      recolored.exceptions.append(exception(person.least, color))
    }
    recolored.exceptions += severed.filter { joined.identities.position(of: $0) == nil }.map { exception($0, nil) }
    recolored.severedCount = Set(severed.map { view.person(of: $0).least }).count
    recolored.exceptions.sort { $0.person < $1.person }
    return recolored
  }

  /// What is said of a pseudonym in place of what the parts say. O(log persons).
  private func exception(_ pseudonym: PersonID, _ color: Color?) -> Exception {
    let (part, position) = place(of: pseudonym)
    return Exception(person: pseudonym, color: color, instead: position < 0 ? nil : parts[part].results[position])
  }

  /// The part of a pseudonym and its position there, -1 for none. O(log persons).
  func place(of pseudonym: PersonID) -> (part: Int, position: Int) {
    let part = PersonPartition(of: pseudonym).number
    let position = parts[part].persons.firstIndexSorted { $0 >= pseudonym }
    let isThere = position < parts[part].persons.count && parts[part].persons[position] == pseudonym
    return (part, isThere ? position : -1)
  }
}

/// Where the pseudonyms of persons of several stand in the parts of recolorings that share a roster.
struct JoinedPersons: Sendable {
  struct Pseudonym: Sendable {
    let pseudonym: PersonID
    /// The person's position in ``persons``.
    let person: Int
    let isLeast: Bool
    /// The part where it is, and the position there; -1 for none.
    let part: Int
    let position: Int
  }

  /// Which pseudonyms are one person.
  let identities: Identities
  /// All of them, in ascending order.
  let pseudonyms: [Pseudonym]

  var persons: [Person] { identities.joined }

  /// - Complexity: O(*n* log persons) for *n* pseudonyms.
  init(_ identities: Identities, in recoloring: Recoloring) {
    self.identities = identities
    pseudonyms = identities.joined.enumerated().flatMap { number, person in
      person.pseudonyms.map { pseudonym in
        let (part, position) = recoloring.place(of: pseudonym)
        return Pseudonym(pseudonym: pseudonym, person: number, isLeast: pseudonym == person.least, part: part, position: position)
      }
    }.sorted { $0.pseudonym < $1.pseudonym }
  }
}

extension View {
  /// What persons are asked for at an instant, on all cores; nil for one without a known event.
  fileprivate func answers(
    of persons: [Person], _ outcome: RuleOutcome, at instant: Instant, negativesFrom: Instant, _ circumstances: Circumstances
  ) throws -> [Color?] {
    let (view, added) = (self, Set(additions.pseudonyms))
    return try persons.mapOnAllCores(inParts: 16) { part in
      var fold = PersonFold(circumstances)
      func answer(_ fold: borrowing PersonFold) -> Color? { fold.history.isEmpty ? nil : fold.answer(outcome, at: instant) }
      var answers: [Color?] = []
      try view.reader.forEachHistory(of: part.map(\.least), known: view.knowledge, negativesFrom: negativesFrom, into: &fold) {
        answers.append(answer($1))
      }
      for (index, person) in part.enumerated() where person.pseudonyms.contains(where: added.contains) {
        try fold.load { $0 = try view.remainingEvents(of: person) }
        answers[index] = answer(fold)
      }
      return answers
    }
  }
}

extension [Int] {
  /// Whether a number is among these, which ascend. O(log count).
  fileprivate func containsSorted(_ number: Int) -> Bool {
    let index = firstIndexSorted { $0 >= number }
    return index < count && self[index] == number
  }
}
