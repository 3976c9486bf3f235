internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// Places and designations for the fold: those that bear on one person read in place, all of them from memory.
///
/// What is given may hold more than a view knows, which the view's knowledge then leaves out.
extension Reader {
  /// All places and designations. Read once, at the first question about everyone, and kept from then on.
  ///
  /// - Complexity: O(places and designations) the first time, else O(1).
  func wholeDesignations() throws -> StateDesignations.Whole {
    if let whole = keptDesignations { return whole }
    return try readWithState { try whole(&$0, $1, $2) }
  }

  /// All places and designations where they are in memory already: no transaction is needed to read them.
  private var keptDesignations: StateDesignations.Whole? { state.withLock { $0.designations.whole } }

  private func whole(
    _ state: inout EngineState, _ manifest: Manifest, _ transaction: borrowing ReadTransaction
  ) throws -> StateDesignations.Whole {
    if let whole = state.designations.whole { return whole }
    try state.requireSame(manifest)
    let sealed = try derived.map { try $0.readPlaces(upTo: state.places.sealedCount, transaction) }
    state.designations.load(sealed ?? StateDesignations.Whole(), state.unsealedCircumstances, state.places)
    guard let whole = state.designations.whole else { preconditionFailure("loaded right above") }
    return whole
  }

  /// The places that events name and those above, with their designations.
  ///
  /// - Complexity: O(places · log places + their designations), until so many were read that it is worth it to keep all in memory.
  func designations(bearingOn events: [HistoryEvent]) throws -> StateDesignations.Whole {
    if let whole = keptDesignations { return whole }
    return try readWithState { state, manifest, transaction in
      if let whole = state.designations.whole { return whole }
      // By then reading in place has cost as much.
      if state.designations.readCount > state.places.count / 4 { return try whole(&state, manifest, transaction) }
      try state.requireSame(manifest)
      // A registration says its pseudonym there, and not a name.
      return try gather(events.lazy.filter { $0.eventClass.kind?.hasName == true }.map(\.place), &state, transaction)
    }
  }

  private func gather(
    _ places: some Sequence<PlaceNumber>, _ state: inout EngineState, _ transaction: borrowing ReadTransaction
  ) throws -> StateDesignations.Whole {
    var parents: [PlaceNumber: PlaceNumber] = [:]
    var designations = Designations(ofFewPlaces: true)
    for place in places {
      var current = place
      while current != .none, parents[current] == nil {
        let parent: PlaceNumber
        if let unsealed = state.places[current] {
          parent = unsealed.parent
        } else {
          parent = try load(current, into: &designations, state, transaction)
          state.designations.readCount += 1
        }
        designations.insert(state.designations.recent[current], at: current)
        parents[current] = parent
        current = parent
      }
    }
    return StateDesignations.Whole(places: PlaceTree(parentsOfFew: parents), designations: designations)
  }

  /// Loads the designations of a sealed place, with what was retracted since.
  private func load(
    _ place: PlaceNumber, into designations: inout Designations, _ state: EngineState, _ transaction: borrowing ReadTransaction
  ) throws -> PlaceNumber {
    guard let derived else { throw log.damaged("no place of number \(place.rawValue)") }
    return try derived.withRow(of: place, transaction) { row in
      designations.load(try row.events(), at: place)
      for retraction in state.designations.retractions[place] ?? [] { _ = designations.apply(retraction) }
      return try row.parent()
    }
  }

  /// A place's own designations, retracted or not.
  func designations(at place: PlaceNumber) throws -> [DesignationEvent] {
    let event = HistoryEvent(at: .earliest, sequence: 0, place: place, eventClass: .stay)
    return try designations(bearingOn: [event]).designations[place]
  }

  /// The number of a place, or nil where no event names it or one below it.
  func number(of place: Place) throws -> PlaceNumber? {
    try readWithState { state, _, transaction in try state.places.find(place) { try derived?.number(of: $0, transaction) } }
  }

  /// The path of a place that the log names.
  func path(of number: PlaceNumber) throws -> Place {
    if let unsealed = state.withLock({ $0.places[number] }) { return unsealed.path }
    // Read after the look above: what is no longer unsealed by then is in the store by now.
    guard let derived else { throw log.damaged("no place of number \(number.rawValue)") }
    return try readUntilCurrent(about: EmptyCollection()) { try derived.path(of: number, $0) }
  }
}

extension DerivedTables {
  /// All sealed places with their designations.
  ///
  /// - Parameter count: the last place; all if left out.
  /// - Throws: ``DamagedBytes`` for a row that is missing or not what was written.
  func readPlaces(upTo count: Int, _ transaction: borrowing ReadTransaction) throws -> StateDesignations.Whole {
    var whole = StateDesignations.Whole()
    try forEachRow(upTo: count, transaction) { number, parent, row in
      whole.places.append(parent: parent)
      whole.designations.load(try row.events(), at: number)
    }
    return whole
  }

  /// Gives the row of each sealed place, in order of number, with the place right above, which comes before it.
  ///
  /// - Throws: ``DamagedBytes`` for a row that is missing or not what was written; what `body` throws.
  func forEachRow(
    upTo count: Int, _ transaction: borrowing ReadTransaction,
    _ body: (_ number: PlaceNumber, _ parent: PlaceNumber, borrowing PlaceRow) throws -> Void
  ) throws {
    try transaction.withCursor(over: places) { cursor in
      var last: UInt64 = 0
      while last < count, try cursor.next() {
        last += 1
        guard try cursor.key.integer(UInt64.self, at: 0).byteSwapped == last else { throw DamagedBytes("place \(last) is missing") }
        let number = PlaceNumber(UInt32(last))
        let row = try PlaceRow(cursor.value, of: number)
        let parent = try row.parent()
        guard parent.rawValue < number.rawValue else { throw DamagedBytes("place \(last) is below a later one") }
        try body(number, parent, row)
      }
    }
  }
}
