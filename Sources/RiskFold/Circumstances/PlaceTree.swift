/// The hierarchy of all places that the log names, each by a number; a place stands in it only after every place above it.
///
/// Numbers depend on the order of arrival and are no part of any answer.
package struct PlaceTree: Sendable {
  /// The number of the place right above, by number; the first element stands for no place.
  package private(set) var parents: [PlaceNumber] = [.none]

  package init() {}

  /// How many places there are. Their numbers are 1 through `count`.
  package var count: Int { parents.count - 1 }

  /// Enters the next place below one that is already there, or below none.
  package mutating func append(parent: PlaceNumber) -> PlaceNumber {
    precondition(Int(parent.rawValue) < parents.count, "a place is entered after the place above it")
    parents.append(parent)
    return PlaceNumber(UInt32(parents.count - 1))
  }

  /// The place right above, or ``PlaceNumber/none``.
  package func parent(of place: PlaceNumber) -> PlaceNumber { parents[Int(place.rawValue)] }
}
