import EventLog
import LMDB
import RiskFold
import RiskModel

/// The places that the log names, by path and by number, in the order in which the log first names them.
///
/// Sealed ones are found in the store, the rest in memory; those found once stay in memory.
struct PlaceDirectory: Sendable {
  /// A place that is not sealed, with the place right above.
  struct Unsealed: Hashable, Sendable {
    let path: Place
    let parent: PlaceNumber
  }

  /// The places up to this number are sealed.
  private(set) var sealedCount: Int
  /// The others, in order of number.
  private(set) var unsealed: [Unsealed] = []
  /// Those found once, and the number of each. A dictionary of texts would count references at each step of a search.
  private var found = TextNumbers(slotCount: 16)
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
    if let known = try find(place, sealed: sealed) { return known }
    var parent = PlaceNumber.none
    if let above = place.parent { parent = try number(of: above, sealed: sealed) }
    unsealed.append(Unsealed(path: place, parent: parent))
    let added = PlaceNumber(UInt32(count))
    keep(added, of: place)
    return added
  }

  /// The number of a place that was found before; nil for another, which the store may know.
  func known(_ place: Place) -> PlaceNumber? { found.known(place.path).map { numbers[$0] } }

  private mutating func keep(_ number: PlaceNumber, of place: Place) {
    let position = found.number(of: place.path)
    precondition(position == numbers.count, "a place is kept once")
    numbers.append(number)
  }

  /// The number of a place, or nil where no event names it or a place below it.
  mutating func find(_ place: Place, sealed: (Place) throws -> PlaceNumber?) rethrows -> PlaceNumber? {
    if let known = known(place) { return known }
    // Where another process seals, the store may know places that no event taken in so far names: they get the same numbers in their turn.
    guard let known = try sealed(place), known.rawValue <= count else { return nil }
    keep(known, of: place)
    return known
  }

  /// The first places that are not sealed yet are by now.
  mutating func seal(through placeCount: Int) {
    unsealed.removeFirst(placeCount - sealedCount)
    sealedCount = placeCount
  }
}
