package import RiskModel

/// Numbers places as they come, each after those above it.
package struct PlaceTable {
  package private(set) var tree = PlaceTree()
  package private(set) var numbers: [Place: PlaceNumber] = [:]

  package init() {}

  /// The number of a place, which it is given now if it has none.
  package mutating func number(of place: Place) -> PlaceNumber {
    if let known = numbers[place] { return known }
    let parent = place.parent.map { number(of: $0) } ?? .none
    let added = tree.append(parent: parent)
    numbers[place] = added
    return added
  }
}
