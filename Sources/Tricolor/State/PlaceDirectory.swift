import EventLog
internal import Histories
import LMDB
import RiskFold
import RiskModel
internal import Synchronization

/// The places that the log names, by path and by number, in the order in which the log first names them.
///
/// Sealed ones are found in the store, the rest in memory; those found once stay in memory.
struct PlaceDirectory: Sendable {
  /// A place that is not sealed, with the place right above.
  struct Unsealed: Hashable, Sendable {
    let path: Place
    let parent: PlaceNumber

    /// Whether the name was erased: no event is about it.
    var isUnnamed: Bool { path.path.string.isEmpty }
  }

  /// The places up to this number are sealed.
  private(set) var sealedCount: Int
  /// The others, in order of number.
  private(set) var unsealed: [Unsealed] = []
  /// Those found once, and the number of each; ``PlaceNumber/none`` where it has none yet. A dictionary of texts would count references at each
  /// step of a search.
  private var found = TextNumbers(reserving: 8)
  private var numbers: [PlaceNumber] = []

  init(sealedCount: Int = 0) {
    self.sealedCount = sealedCount
  }

  /// How many places there are. Their numbers are 1 through `count`.
  var count: Int { sealedCount + unsealed.count }

  /// A place by its number; nil for a sealed one.
  subscript(number: PlaceNumber) -> Unsealed? {
    let index = Int(number.rawValue) - sealedCount - 1
    return unsealed.indices.contains(index) ? unsealed[index] : nil
  }

  /// The number of a place, entered if it is new, after every place above it.
  mutating func number(of place: Place, sealed: (Place) throws -> PlaceNumber?) rethrows -> PlaceNumber {
    // Its text is entered at once, so that it is looked for a single time.
    let position = position(of: place)
    if numbers[position] != .none { return numbers[position] }
    // Where nothing is sealed all are at hand.
    if sealedCount > 0, let known = try numbered(sealed(place)) {
      numbers[position] = known
      return known
    }
    var parent = PlaceNumber.none
    if let above = place.parent { parent = try number(of: above, sealed: sealed) }
    unsealed.append(Unsealed(path: place, parent: parent))
    numbers[position] = PlaceNumber(UInt32(count))
    return numbers[position]
  }

  /// Enters the next place under its number.
  mutating func append(_ place: Unsealed) {
    unsealed.append(place)
    if !place.isUnnamed { keep(PlaceNumber(UInt32(count)), of: place.path) }
  }

  /// The number of a place that was found before; nil for another, which the store may know.
  func known(_ place: Place) -> PlaceNumber? {
    guard let position = found.known(place.path), numbers[position] != .none else { return nil }
    return numbers[position]
  }

  /// The same of several at once, ``PlaceNumber/none`` for another: each is somewhere else in memory, and need not wait for the one before.
  func known(_ places: [Place]) -> [PlaceNumber] {
    found.known(places.map(\.path)).map { $0 == 0 ? .none : numbers[Int($0) - 1] }
  }

  private mutating func keep(_ number: PlaceNumber, of place: Place) {
    let position = position(of: place)
    precondition(numbers[position] == .none, "a place is kept once")
    numbers[position] = number
  }

  /// Where the number of a place is kept; of a new one it is ``PlaceNumber/none``.
  private mutating func position(of place: Place) -> Int {
    let position = found.number(of: place.path)
    if position == numbers.count { numbers.append(.none) }
    return position
  }

  /// The number of a place, or nil where no event names it or a place below it.
  mutating func find(_ place: Place, sealed: (Place) throws -> PlaceNumber?) rethrows -> PlaceNumber? {
    if let known = known(place) { return known }
    guard let known = try numbered(sealed(place)) else { return nil }
    keep(known, of: place)
    return known
  }

  /// The number that the store gives a place, if it has one here. Where another process seals, the store may know places that no event taken
  /// in so far names: they get the same numbers in their turn.
  private func numbered(_ sealed: PlaceNumber?) -> PlaceNumber? { sealed.flatMap { $0.rawValue <= count ? $0 : nil } }

  /// The first places that are not sealed yet are by now.
  mutating func seal(through placeCount: Int) {
    unsealed.removeFirst(placeCount - sealedCount)
    sealedCount = placeCount
  }
}

extension Engine {
  /// The places from which all is derived anew, none of them sealed: each keeps the number by which views and live colors know it. By the log alone those after
  /// a name that was erased would have others.
  ///
  /// - Complexity: O(places); O(1) where nothing was erased, since the log gives the same numbers then.
  func placesOfBefore(_ derived: DerivedTables) throws -> PlaceDirectory {
    let (known, erasedThrough) = state.withLock { ($0.places, $0.erasedThrough) }
    guard erasedThrough > 0 else { return PlaceDirectory() }
    do {
      return try log.environment.read { try derived.unsealed(known, $0) }
    } catch  where Snapshot.Refusal(error) != nil {
      // What is damaged is made anew from the log alone.
      return PlaceDirectory()
    }
  }
}

extension DerivedTables {
  /// A directory with its sealed places read into memory.
  fileprivate func unsealed(_ directory: PlaceDirectory, _ transaction: borrowing ReadTransaction) throws -> PlaceDirectory {
    var unsealed = PlaceDirectory()
    try forEachRow(upTo: directory.sealedCount, transaction) { _, parent, row in
      let name = try row.name()
      let path = unsealed[parent].map { "\($0.path.path.string)/\(name.string)" } ?? name.string
      unsealed.append(PlaceDirectory.Unsealed(path: Place(unchecked: name.string.isEmpty ? "" : path), parent: parent))
    }
    for place in directory.unsealed { unsealed.append(place) }
    return unsealed
  }
}
