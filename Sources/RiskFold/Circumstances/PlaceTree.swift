/// The hierarchy of places, each by a number: of all that the log names, in which a place stands only after every place above it, or of the few
/// that bear on one question.
///
/// Numbers depend on the order of arrival and are no part of any answer.
package struct PlaceTree: Sendable {
  /// The number of the place right above, by number; the first element stands for no place.
  private var parents: [PlaceNumber] = [.none]
  /// The place right below that came last, by number.
  private var lastChildren: [PlaceNumber] = [.none]
  /// The place that came before, right below the same place, by number.
  private var olderSiblings: [PlaceNumber] = [.none]

  /// The number of the place right above, where this is of few places.
  private let parentsOfFew: [PlaceNumber: PlaceNumber]?

  /// Of no place yet.
  package init() {
    parentsOfFew = nil
  }

  /// Of these places alone, each with the number of the place right above, which is one of them too: it answers ``parent(of:)`` and nothing else.
  package init(parentsOfFew: [PlaceNumber: PlaceNumber]) {
    self.parentsOfFew = parentsOfFew
  }

  /// How many places there are. Their numbers are 1 through `count`.
  package var count: Int { parents.count - 1 }

  /// Enters the next place below one that is already there, or below none.
  @discardableResult
  package mutating func append(parent: PlaceNumber) -> PlaceNumber {
    precondition(parentsOfFew == nil && Int(parent.rawValue) < parents.count, "a place is entered after the place above it")
    let place = PlaceNumber(UInt32(parents.count))
    parents.append(parent)
    lastChildren.append(.none)
    olderSiblings.append(lastChildren[Int(parent.rawValue)])
    lastChildren[Int(parent.rawValue)] = place
    return place
  }

  /// The place right above, or ``PlaceNumber/none``.
  package func parent(of place: PlaceNumber) -> PlaceNumber {
    if let parentsOfFew { return parentsOfFew[place] ?? .none }
    return parents[Int(place.rawValue)]
  }

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
