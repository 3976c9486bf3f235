/// The hierarchy of all places that the log names, each by a number; a place stands in it only after every place above it.
///
/// Numbers depend on the order of arrival and are no part of any answer.
package struct PlaceTree: Sendable {
  /// The number of the place right above, by number; the first element stands for no place.
  package private(set) var parents: [PlaceNumber] = [.none]
  /// The place right below that came last, by number.
  private var lastChildren: [PlaceNumber] = [.none]
  /// The place that came before, right below the same place, by number.
  private var olderSiblings: [PlaceNumber] = [.none]

  package init() {}

  /// How many places there are. Their numbers are 1 through `count`.
  package var count: Int { parents.count - 1 }

  /// Enters the next place below one that is already there, or below none.
  package mutating func append(parent: PlaceNumber) -> PlaceNumber {
    precondition(Int(parent.rawValue) < parents.count, "a place is entered after the place above it")
    let place = PlaceNumber(UInt32(parents.count))
    parents.append(parent)
    lastChildren.append(.none)
    olderSiblings.append(lastChildren[Int(parent.rawValue)])
    lastChildren[Int(parent.rawValue)] = place
    return place
  }

  /// The place right above, or ``PlaceNumber/none``.
  package func parent(of place: PlaceNumber) -> PlaceNumber { parents[Int(place.rawValue)] }

  /// A place and every place below it, each after the one above it.
  ///
  /// - Complexity: O(places found).
  package func places(below place: PlaceNumber) -> [PlaceNumber] {
    var found = [place]
    var next = 0
    while next < found.count {
      var child = lastChildren[Int(found[next].rawValue)]
      while child != .none {
        found.append(child)
        child = olderSiblings[Int(child.rawValue)]
      }
      next += 1
    }
    return found
  }
}
