@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

extension LiveColors {
  /// Takes in what an event about a place makes its designations. Gives the changes, in order of number.
  ///
  /// - Parameter before: what was known before the event.
  mutating func designate(_ place: PlaceNumber, _ before: Knowledge, _ view: View) throws -> [ColorTable.Change] {
    guard let added = AddedHolds(at: place, view.circumstances, before: before, from: at) else {
      return try refold(personsToLookAt(below: place, before, view.circumstances), view)
    }
    return try add(added, below: place, view)
  }

  /// Adds holds of those who stayed below a place. Who has some that only a fold tells is folded.
  private mutating func add(_ holds: AddedHolds, below place: PlaceNumber, _ view: View) throws -> [ColorTable.Change] {
    let found = stays(below: place, leavingFrom: holds.leavesFrom, view.circumstances.places)
    // All at once: each is somewhere else in memory, and need not wait for the one before.
    let negatives = found.map { table.rows[Int($0.person)].lastNegative }
    var changes: [ColorTable.Change] = []
    var untold: [Int32] = []
    var coming = ComingColors(.green)
    var index = 0
    while index < found.count {
      let number = found[index].person
      table.load(&coming, of: number)
      var (isTold, isHeld) = (true, false)
      while index < found.count, found[index].person == number {
        let isStayTold = holds.forEachSpan(from: found[index].arrives, until: found[index].leaves, lastNegative: negatives[index]) {
          coming.add($0, at: at)
          isHeld = true
        }
        isTold = isTold && isStayTold
        index += 1
      }
      if !isTold {
        untold.append(number)
      } else if isHeld, let change = table.set(coming, of: number, at: at) {
        changes.append(change)
      }
    }
    if untold.isEmpty { return changes }
    changes += try refold(untold, view)
    return changes.sorted { $0.number < $1.number }
  }

  /// The persons whose color a change of a place's designations may change now or later, by number, in ascending order.
  private func personsToLookAt(below place: PlaceNumber, _ before: Knowledge, _ circumstances: Circumstances) -> [Int32] {
    // Only what this place's own designations say is another than before.
    let first = [before, circumstances.knowledge].compactMap { circumstances.firstLeave(at: place, from: at, knowledge: $0) }.min()
    var numbers: [Int32] = []
    for stay in stays(below: place, leavingFrom: first, circumstances.places) where numbers.last != stay.person {
      numbers.append(stay.person)
    }
    return numbers
  }

  /// The stays below a place that end not before an instant, by number of person, in ascending order.
  private func stays(below place: PlaceNumber, leavingFrom first: Instant?, _ places: PlaceTree) -> [StayIndex.Entry] {
    guard let first, place != .none else { return [] }
    var found: [StayIndex.Entry] = []
    for candidate in places.places(below: place) { stays.forEach(at: candidate, leavingFrom: first) { found.append($0) } }
    found.sort { $0.person < $1.person }
    return found
  }
}
