@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The places that the log names, by path and by number, in the order in which the log first names them.
///
/// Sealed ones are found in the store, the rest in memory; those found once stay in memory.
struct PlaceDirectory: Sendable {
  private(set) var tree = PlaceTree()
  /// The places that were not sealed when they were entered, in order of number.
  private(set) var unsealed: [Place] = []
  private var numbers: [Place: PlaceNumber] = [:]

  /// Enters a sealed place, which must come in order of number.
  mutating func load(parent: PlaceNumber) {
    _ = tree.append(parent: parent)
  }

  /// The number of a place, entered if it is new, after every place above it.
  mutating func number(of place: Place, sealed: (Place) throws -> PlaceNumber?) rethrows -> PlaceNumber {
    if let known = try find(place, sealed: sealed) { return known }
    var parent = PlaceNumber.none
    if let above = place.parent { parent = try number(of: above, sealed: sealed) }
    let added = tree.append(parent: parent)
    numbers[place] = added
    unsealed.append(place)
    return added
  }

  /// The number of a place that was found before; nil for another, which the store may know.
  func known(_ place: Place) -> PlaceNumber? { numbers[place] }

  /// The number of a place, or nil where no event names it or a place below it.
  mutating func find(_ place: Place, sealed: (Place) throws -> PlaceNumber?) rethrows -> PlaceNumber? {
    if let known = numbers[place] { return known }
    // Where another process seals, the store may know places that no event taken in so far names: they get the same numbers in their turn.
    guard let known = try sealed(place), known.rawValue <= tree.count else { return nil }
    numbers[place] = known
    return known
  }

  /// Forgets the first `count` unsealed places: they are sealed now.
  mutating func seal(_ count: Int) {
    unsealed.removeFirst(count)
  }
}
