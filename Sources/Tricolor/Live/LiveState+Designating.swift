internal import RiskFold
internal import RiskModel

extension LiveState {
  /// Takes in what an event about a place makes its designations. Gives the changes, in no order.
  ///
  /// - Parameter before: what was known before the event.
  mutating func designate(_ place: PlaceNumber, _ before: Knowledge, _ view: View) throws -> [ColorTable.Change] {
    let circumstances = try view.circumstances()
    let arrived = personsArrived(from: place, circumstances)
    guard let added = AddedHolds(at: place, circumstances, before: before, from: at) else {
      return try refold(Self.ascending(personsToLookAt(below: place, before, circumstances) + arrived), view)
    }
    let changes = try add(added, below: place, circumstances.places, view)
    return arrived.isEmpty ? changes : changes + (try refold(Self.ascending(arrived), view))
  }

  /// The persons that came from below a place, where some rule judges arrivals by what their country was designated as, by number.
  private func personsArrived(from place: PlaceNumber, _ circumstances: Circumstances) -> [Int32] {
    guard place != .none, !arrivals.isEmpty, circumstances.judgesArrivalsByDesignation(from: at) else { return [] }
    return circumstances.places.places(below: place).flatMap { arrivals[$0] ?? [] }
  }

  /// Adds holds of the persons that stayed below a place. A person with some that only a fold decides is folded.
  private mutating func add(_ holds: AddedHolds, below place: PlaceNumber, _ places: PlaceTree, _ view: View) throws -> [ColorTable.Change]
  {
    let found = stays(below: place, leavingFrom: holds.leavesFrom, places)
    var changes: [ColorTable.Change] = []
    var untold: [Int32] = []
    for (index, stay) in found.enumerated() {
      if index + ColorTable.readAheadCount < found.count { table.readAhead(found[index + ColorTable.readAheadCount].person) }
      let negative = table.rows[Int(stay.person)].lastNegative
      let isTold = holds.forEachSpan(from: stay.arrives, until: stay.leaves, lastNegative: negative) {
        // Where another of the stay's holds raised it already, both changes are one.
        if let change = table.add($0, of: stay.person, at: at) { changes.append(change) }
      }
      // What was found of the stay is right, and raised the color no further than the fold does.
      if !isTold { untold.append(stay.person) }
    }
    return untold.isEmpty ? changes : try changes + refold(Self.ascending(untold), view)
  }

  /// The persons that a change of a place's designations may recolor now or later, by number, in ascending order.
  private func personsToLookAt(below place: PlaceNumber, _ before: Knowledge, _ circumstances: Circumstances) -> [Int32] {
    // Only what this place's own designations say is another than before.
    let first = [before, circumstances.knowledge].compactMap { circumstances.firstLeave(at: place, from: at, knowledge: $0) }.min()
    return Self.ascending(stays(below: place, leavingFrom: first, circumstances.places).map(\.person))
  }

  private static func ascending(_ numbers: [Int32]) -> [Int32] { Set(numbers).sorted() }

  /// The stays below a place that end not before an instant, place by place.
  private func stays(below place: PlaceNumber, leavingFrom first: Instant?, _ places: PlaceTree) -> [StayIndex.Entry] {
    guard let first, place != .none else { return [] }
    var found: [StayIndex.Entry] = []
    for candidate in places.places(below: place) { stays.forEach(at: candidate, leavingFrom: first) { found.append($0) } }
    return found
  }
}
